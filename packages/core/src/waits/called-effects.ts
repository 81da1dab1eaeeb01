import type { Effect } from '@patchbay/connector-sdk/manifest'
import type { Queries } from '@patchbay/db/database'
import { flow, flowVersion, plan as planTable } from '@patchbay/db/schema'
import type { Plan } from '@patchbay/flow/plan'
import { and, eq, inArray, or, sql } from 'drizzle-orm'

/**
 * What the calls of a plan do outside, by node: `pure` where the version that would be called now makes no write and
 * calls no further flow, else `create`.
 */
export async function calledEffects(tx: Queries, plan: Plan): Promise<Map<number, Effect>> {
  const calls = plan.work.flatMap((work, node) => (work.kind === 'subflow' ? [{ ...work, node }] : []))
  if (calls.length === 0) return new Map()
  const pinned = calls.flatMap(({ versionId }) => (versionId === null ? [] : [versionId]))
  const isCalled = eq(flowVersion.id, flow.liveVersionId)
  const rows = await tx
    .select({
      flowId: flow.id,
      versionId: flowVersion.id,
      live: sql<boolean>`${flowVersion.id} = ${flow.liveVersionId}`,
      writes: sql<boolean>`jsonb_path_exists(${planTable.body}, '$.work[*] ? (@.kind == "subflow" || (@.kind == "action" && @.effect != "read" && @.effect != "pure"))')`,
    })
    .from(flow)
    .innerJoin(flowVersion, eq(flowVersion.flowId, flow.id))
    .innerJoin(
      planTable,
      and(eq(planTable.workspaceId, flowVersion.workspaceId), eq(planTable.hash, flowVersion.planHash)),
    )
    .where(
      and(
        inArray(
          flow.id,
          calls.map(({ flowId }) => flowId),
        ),
        pinned.length === 0 ? isCalled : or(isCalled, inArray(flowVersion.id, pinned)),
      ),
    )
  return new Map(
    calls.map(({ node, flowId, versionId }): [number, Effect] => {
      const called = rows.find(
        (row) => row.flowId === flowId && (versionId === null ? row.live : row.versionId === versionId),
      )
      // Of what is not known the worst is told.
      return [node, called?.writes === false ? 'pure' : 'create']
    }),
  )
}
