import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { payload, stepRun } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, eq, sql } from 'drizzle-orm'
import { loadJson, wholePayload } from '../payloads/load-json.ts'
import { isWithin } from './load-failures.ts'
import type { RunTarget } from './run-target.ts'

/** What a step gave in the items of a loop, by the position of the item. */
export async function loadCollected(
  db: Database,
  target: Pick<RunTarget, 'workspaceId' | 'runId'>,
  of: { node: number; iteration: string },
): Promise<Map<number, Json>> {
  const position = of.iteration === '' ? 1 : of.iteration.split('.').length + 1
  const rows = await inWorkspace(db, target.workspaceId, (tx) =>
    tx
      .select({
        index: sql<number>`split_part(${stepRun.iteration}, '.', ${position}::int)::int`,
        ...wholePayload,
      })
      .from(stepRun)
      .leftJoin(payload, eq(payload.id, stepRun.outputPayloadId))
      .where(
        and(
          eq(stepRun.runId, target.runId),
          eq(stepRun.node, of.node),
          eq(stepRun.state, 'succeeded'),
          isWithin(of.iteration),
        ),
      ),
  )
  const outputs = new Map<number, Json>()
  for (const { index, ...at } of rows) outputs.set(index, await loadJson(db, target.workspaceId, at))
  return outputs
}
