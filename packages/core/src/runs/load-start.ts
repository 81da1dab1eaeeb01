import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { stepRun } from '@patchbay/db/schema'
import { and, eq, inArray } from 'drizzle-orm'
import { parseIteration } from './run-target.ts'

/** A step that an earlier epoch got through. */
export type SettledStep = { node: number; iteration: number[]; port: string; count: number | null }

/** The checkpoints a run goes on from: small scalars that enter the new workflow's input. */
export async function loadStart(db: Database, workspaceId: string, runId: string): Promise<SettledStep[]> {
  const rows = await inWorkspace(db, workspaceId, (tx) =>
    tx
      .select({ node: stepRun.node, iteration: stepRun.iteration, port: stepRun.port, count: stepRun.count })
      .from(stepRun)
      .where(and(eq(stepRun.runId, runId), inArray(stepRun.state, ['succeeded', 'failed'])))
      .orderBy(stepRun.finishedAt, stepRun.node),
  )
  return rows.flatMap((row) =>
    row.port === null
      ? []
      : [{ node: row.node, iteration: parseIteration(row.iteration), port: row.port, count: row.count }],
  )
}
