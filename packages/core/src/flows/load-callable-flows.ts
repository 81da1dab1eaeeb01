import type { Queries } from '@patchbay/db/database'
import { flow, flowVersion } from '@patchbay/db/schema'
import type { TriggerStep } from '@patchbay/flow/document'
import type { CallableFlow, ListeningFlow } from '@patchbay/flow/validate'
import { eq, isNull, sql } from 'drizzle-orm'

/** The workspace's flows by name, with what starts their live version: by a call what it takes and gives, or events of an app. */
export async function loadCallableFlows(tx: Queries): Promise<CallableFlow[]> {
  const rows = await tx
    .select({
      id: flow.id,
      name: flow.name,
      enabled: flow.enabled,
      // Not the whole document: a workspace may have hundreds of them.
      start: sql<Start | null>`jsonb_path_query_first(${flowVersion.document}, '$.steps[*] ? (@.kind == "trigger")')`,
    })
    .from(flow)
    .leftJoin(flowVersion, eq(flowVersion.id, flow.liveVersionId))
    .where(isNull(flow.archivedAt))
    .orderBy(flow.name, flow.id)
  return rows.map(({ id, name, enabled, start }) => ({
    id,
    name,
    callable: start?.trigger.type === 'call' ? { input: start.trigger.input, output: start.trigger.output } : null,
    listens: enabled ? listensOf(start) : null,
  }))
}

type Start = Pick<TriggerStep, 'trigger' | 'runs'>

function listensOf(start: Start | null): ListeningFlow | null {
  if (start?.trigger.type !== 'event') return null
  const { connector, event, connectionId } = start.trigger
  return { connector, event, connectionId, order: start.runs?.order }
}
