import type { Queries } from '@patchbay/db/database'
import { flow, flowVersion } from '@patchbay/db/schema'
import type { Trigger, TriggerStep } from '@patchbay/flow/document'
import type { Callable, CallableFlow, ListeningFlow } from '@patchbay/flow/validate'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'

export type FlowToCall = CallableFlow & {
  /** Those that can be called, newest first; none where the live one cannot. */
  versions: { id: string; number: number; live: boolean; callable: Callable }[]
}

/** The workspace's flows by name, with what starts their live version: by a call what it takes and gives, or events of an app. */
export async function loadCallableFlows(tx: Queries): Promise<FlowToCall[]> {
  const rows = await tx
    .select({
      id: flow.id,
      name: flow.name,
      enabled: flow.enabled,
      liveVersionId: flow.liveVersionId,
      // Not the whole document: a workspace may have hundreds of them.
      start: sql<Start | null>`jsonb_path_query_first(${flowVersion.document}, '$.steps[*] ? (@.kind == "trigger")')`,
      versions: sql<Version[]>`(${versionsOfCallable(tx)})`,
    })
    .from(flow)
    .leftJoin(flowVersion, eq(flowVersion.id, flow.liveVersionId))
    .where(isNull(flow.archivedAt))
    .orderBy(flow.name, flow.id)
  return rows.map(({ id, name, enabled, start, liveVersionId, versions }) => ({
    id,
    name,
    callable: callableOf(start?.trigger ?? null),
    versions: versions.flatMap(({ id, number, call }) => {
      const callable = callableOf(call)
      return callable === null ? [] : [{ id, number, live: id === liveVersionId, callable }]
    }),
    listens: enabled ? listensOf(start) : null,
  }))
}

type Start = Pick<TriggerStep, 'trigger' | 'runs'>
type Version = { id: string; number: number; call: Trigger | null }

/** Of most flows no document but the live one is looked into: only those that can be called now have versions to choose. */
function versionsOfCallable(tx: Queries) {
  const version = alias(flowVersion, 'version')
  const callPath = sql.raw(`'$.steps[*] ? (@.kind == "trigger").trigger ? (@.type == "call")'`)
  const call = sql`jsonb_path_query_first(${version.document}, ${callPath})`
  const one = sql`jsonb_build_object('id', ${version.id}, 'number', ${version.number}, 'call', ${call})`
  return tx
    .select({ all: sql`coalesce(jsonb_agg(${one} order by ${version.number} desc), '[]')` })
    .from(version)
    .where(and(eq(version.flowId, flow.id), sql`jsonb_path_exists(${flowVersion.document}, ${callPath})`))
}

function callableOf(trigger: Trigger | null): Callable | null {
  return trigger?.type === 'call' ? { input: trigger.input, output: trigger.output } : null
}

function listensOf(start: Start | null): ListeningFlow | null {
  if (start?.trigger.type !== 'event') return null
  const { connector, event, connectionId } = start.trigger
  return { connector, event, connectionId, order: start.runs?.order }
}
