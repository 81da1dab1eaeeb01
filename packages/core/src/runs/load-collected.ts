import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { payload, stepRun } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { loadJson, wholePayload } from '../payloads/load-json.ts'
import { isWithin } from './load-failures.ts'
import type { RunTarget } from './run-target.ts'

/**
 * What a step gave in the items of a loop, by the position of the item. `repeats`: those that stand between the loop and
 * the step, the outer first; of each only its last pass counts, whether the step ran in it or not.
 */
export async function loadCollected(
  db: Database,
  target: Pick<RunTarget, 'workspaceId' | 'runId'>,
  of: { node: number; iteration: string; repeats: number[] },
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
          ...of.repeats.map((node, inner) => isOfLastPass(target.runId, { ...of, node, depth: position + inner + 1 })),
        ),
      ),
  )
  const outputs = new Map<number, Json>()
  for (const { index, ...at } of rows) outputs.set(index, await loadJson(db, target.workspaceId, at))
  return outputs
}

/** `depth`: how many positions the iteration of a pass of the repeat has. Its passes are known by their checks. */
const isOfLastPass = (runId: string, of: { node: number; iteration: string; depth: number }): SQL => {
  const path = sql`string_to_array(${stepRun.iteration}, '.')::int[]`
  const passes = sql`
    SELECT max(${path}) FROM ${stepRun}
    WHERE ${stepRun.runId} = ${runId} AND ${stepRun.node} = ${of.node} AND ${inArray(stepRun.state, ['succeeded', 'failed'])}
      AND ${isWithin(of.iteration)} AND cardinality(${path}) = ${of.depth}::int
    GROUP BY (${path})[:${of.depth - 1}::int]`
  return sql`(${path})[:${of.depth}::int] IN (${passes})`
}
