import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run, stepRun } from '@patchbay/db/schema'
import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import { parseIteration } from './run-target.ts'

/** A step that an earlier epoch got through. `port` is null for one that failed with no way out. */
export type SettledStep = {
  node: number
  iteration: number[]
  port: string | null
  count: number | null
  code?: string
}

/** From where a run goes on. `unwinding`: it is only to undo. */
export type Start = { settled: SettledStep[]; unwinding: boolean }

/**
 * A workflow's input is bounded, a loop is not: passes beyond these are asked for one by one, and answer from their
 * checkpoints.
 */
const MAX_INNER = 1_000

/** The checkpoints a run goes on from: small scalars that enter the new workflow's input. */
export async function loadStart(db: Database, workspaceId: string, runId: string): Promise<Start> {
  return inWorkspace(db, workspaceId, async (tx): Promise<Start> => {
    const [found] = await tx.select({ unwindingAt: run.unwindingAt }).from(run).where(eq(run.id, runId))
    if (found?.unwindingAt) return { settled: [], unwinding: true }
    const steps = (inside: boolean) =>
      tx
        .select({
          node: stepRun.node,
          iteration: stepRun.iteration,
          state: stepRun.state,
          port: stepRun.port,
          count: stepRun.count,
          error: stepRun.error,
          finishedAt: stepRun.finishedAt,
        })
        .from(stepRun)
        .where(
          and(
            eq(stepRun.runId, runId),
            inArray(stepRun.state, ['succeeded', 'failed']),
            inside ? ne(stepRun.iteration, '') : eq(stepRun.iteration, ''),
          ),
        )
        // What failed is always told: else a scope that was being undone would begin its other steps anew.
        .orderBy(sql`${stepRun.state} = 'succeeded'`, stepRun.finishedAt, stepRun.node)
    const rows = [...(await steps(false)), ...(await steps(true).limit(MAX_INNER))]
    // What an undo goes back over stands in the order it came about.
    rows.sort((a, b) => (a.finishedAt?.getTime() ?? 0) - (b.finishedAt?.getTime() ?? 0) || a.node - b.node)
    return { settled: rows.map(toSettled), unwinding: false }
  })
}

type Row = Pick<typeof stepRun.$inferSelect, 'node' | 'iteration' | 'state' | 'port' | 'count' | 'error'>

const toSettled = (row: Row): SettledStep => ({
  node: row.node,
  iteration: parseIteration(row.iteration),
  port: row.port,
  count: row.count,
  ...(row.state === 'failed' ? { code: row.error?.code ?? 'failed' } : {}),
})
