import type { Queries } from '@patchbay/db/database'
import { flow, flowVersion } from '@patchbay/db/schema'
import type { Trigger } from '@patchbay/flow/document'
import type { CallableFlow } from '@patchbay/flow/validate'
import { eq, isNull, sql } from 'drizzle-orm'

/** The workspace's flows by name, with what they take and give where their live version starts by a call. */
export async function loadCallableFlows(tx: Queries): Promise<CallableFlow[]> {
  const rows = await tx
    .select({
      id: flow.id,
      name: flow.name,
      // Not the whole document: a workspace may have hundreds of them.
      trigger: sql<Trigger | null>`jsonb_path_query_first(${flowVersion.document}, '$.steps[*] ? (@.kind == "trigger").trigger')`,
    })
    .from(flow)
    .leftJoin(flowVersion, eq(flowVersion.id, flow.liveVersionId))
    .where(isNull(flow.archivedAt))
    .orderBy(flow.name, flow.id)
  return rows.map(({ id, name, trigger }) => ({
    id,
    name,
    callable: trigger?.type === 'call' ? { input: trigger.input, output: trigger.output } : null,
  }))
}
