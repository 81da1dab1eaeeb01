import type { Queries } from '@patchbay/db/database'
import { compareSides, groupsOf } from '@patchbay/flow/changes'
import type { FlowDocument, Trigger } from '@patchbay/flow/document'
import { type SQL, sql } from 'drizzle-orm'
import type { FlowSummary } from '../read-models.ts'
import { describeStart } from './describe-start.ts'

type Row = {
  id: string
  name: string
  folder: string | null
  enabled: boolean
  switchReason: string | null
  switchedBy: string | null
  switchedAtMs: number | null
  newEvents: 'hold' | 'refuse' | null
  held: number
  environments: ('live' | 'sandbox')[]
  ahead: { draft: FlowDocument; document: FlowDocument } | null
  version: number | null
  draftAhead: boolean
  trigger: Trigger | null
  connectors: string[]
  lastRunAtMs: number | null
}

/** Flows by name, with their last 24 hours, in two queries. Of documents only those of flows with something in the draft leave the database. */
export async function loadFlowSummaries(tx: Queries, only?: SQL): Promise<FlowSummary[]> {
  const result = await tx.execute<Row>(sql`
    SELECT f.id, f.name, f.folder, f.enabled, f.switch_reason AS "switchReason", f.switched_by AS "switchedBy",
           (extract(epoch FROM f.switched_at) * 1000)::float8 AS "switchedAtMs", v.number AS version,
           f.new_events AS "newEvents", v.id IS NOT NULL AND f.draft IS DISTINCT FROM v.document AS "draftAhead",
           CASE WHEN v.id IS NOT NULL AND f.draft IS DISTINCT FROM v.document
             THEN jsonb_build_object('draft', f.draft, 'document', v.document) END AS ahead,
           CASE WHEN f.new_events IS NULL THEN 0 ELSE
             (SELECT count(*)::int FROM delivery d WHERE d.flow_id = f.id AND d.state = 'accepted' AND d.reason_code = 'held') END AS held,
           ARRAY(SELECT DISTINCT c.environment FROM connection c
                 WHERE c.id::text IN (SELECT coalesce(s ->> 'connectionId', s -> 'trigger' ->> 'connectionId')
                                      FROM jsonb_array_elements(f.draft -> 'steps') s)) AS environments,
           jsonb_path_query_first(coalesce(v.document, f.draft), '$.steps[*] ? (@.kind == "trigger").trigger') AS trigger,
           jsonb_path_query_array(coalesce(v.document, f.draft), '$.steps[*].connector')
             || jsonb_path_query_array(coalesce(v.document, f.draft), '$.steps[*].trigger.connector') AS connectors,
           (SELECT (extract(epoch FROM max(r.accepted_at)) * 1000)::float8 FROM run r WHERE r.flow_id = f.id) AS "lastRunAtMs"
    FROM flow f LEFT JOIN flow_version v ON v.id = f.live_version_id
    WHERE f.archived_at IS NULL AND ${only ?? sql`true`}
    ORDER BY lower(f.name), f.id`)
  const hours = await loadHours(tx)
  return result.rows.map(({ trigger, connectors, switchedAtMs, lastRunAtMs, ahead, environments, ...row }) => ({
    ...row,
    draftChanges: ahead === null ? 0 : groupsOf(compareSides(ahead.document, ahead.draft)).size,
    environment: environments.length > 1 ? 'mixed' : (environments[0] ?? null),
    switchedAt: switchedAtMs === null ? null : new Date(switchedAtMs),
    start: trigger === null ? null : describeStart(trigger),
    connectors: startFirst(trigger, connectors),
    last24h: lastDayOf(hours.get(row.id) ?? []),
    lastRunAt: lastRunAtMs === null ? null : new Date(lastRunAtMs),
  }))
}

type Hour = { flowId: string; hour: number; runs: number; failed: number }

async function loadHours(tx: Queries): Promise<Map<string, Hour[]>> {
  const result = await tx.execute<Hour>(sql`
    SELECT flow_id AS "flowId", least(23, floor(extract(epoch FROM (accepted_at - (now() - interval '24 hours'))) / 3600))::int AS hour,
           count(*)::int AS runs, (count(*) FILTER (WHERE state = 'failed'))::int AS failed
    FROM run WHERE accepted_at > now() - interval '24 hours' GROUP BY 1, 2`)
  return Map.groupBy(result.rows, (row) => row.flowId)
}

function lastDayOf(hours: Hour[]): FlowSummary['last24h'] {
  const byHour = Array.from({ length: 24 }, () => 0)
  for (const { hour, runs } of hours) byHour[hour] = runs
  return {
    runs: hours.reduce((sum, hour) => sum + hour.runs, 0),
    failed: hours.reduce((sum, hour) => sum + hour.failed, 0),
    byHour,
  }
}

const startFirst = (trigger: Trigger | null, connectors: string[]): string[] => [
  ...new Set([...(trigger?.type === 'event' ? [trigger.connector] : []), ...connectors]),
]
