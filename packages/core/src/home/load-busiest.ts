import type { Queries } from '@patchbay/db/database'
import { sql } from 'drizzle-orm'
import { loadFlowSummaries } from '../flows/load-flow-summaries.ts'
import type { Home } from './home.ts'
import { WINDOWS, type WindowName } from './window.ts'

const SHOWN = 5

type Row = {
  flowId: string
  runs: number
  finished: number
  succeeded: number
  p50: number | null
  byBucket: Record<string, number>
}

/** The flows with the most runs in the window; before the first run, the flows there are. */
export async function loadBusiest(tx: Queries, window: WindowName): Promise<Home['busiest']> {
  const { buckets, bucketSeconds } = WINDOWS[window]
  const { rows } = await tx.execute<Row>(sql`
    SELECT "flowId", sum(runs)::int AS runs, sum(finished)::int AS finished, sum(succeeded)::int AS succeeded,
           jsonb_object_agg(bucket, runs) AS "byBucket",
           (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.finished_at - r.accepted_at) * 1000)
            FROM run r WHERE r.flow_id = "flowId" AND r.finished_at IS NOT NULL
              AND r.accepted_at > now() - ${buckets * bucketSeconds}::int * interval '1 second') AS p50
    FROM (
      SELECT flow_id AS "flowId",
             least(${buckets - 1}::int, floor(extract(epoch FROM accepted_at - (now() - ${buckets * bucketSeconds}::int * interval '1 second')) / ${bucketSeconds}::int))::int AS bucket,
             count(*) AS runs, count(finished_at) AS finished, count(*) FILTER (WHERE state = 'succeeded') AS succeeded
      FROM run WHERE accepted_at > now() - ${buckets * bucketSeconds}::int * interval '1 second' GROUP BY 1, 2
    ) hourly
    GROUP BY "flowId" ORDER BY sum(runs) DESC LIMIT ${SHOWN}`)
  const flows = await loadFlowSummaries(tx)
  const byId = new Map(rows.map((row) => [row.flowId, row]))
  const rank = new Map(rows.map((row, index) => [row.flowId, index]))
  return flows
    .toSorted((a, b) => (rank.get(a.id) ?? SHOWN) - (rank.get(b.id) ?? SHOWN))
    .slice(0, SHOWN)
    .map((flow) => {
      const row = byId.get(flow.id)
      return {
        flow,
        runs: row?.runs ?? 0,
        byHour: Array.from({ length: buckets }, (_, index) => Number(row?.byBucket[String(index)] ?? 0)),
        succeededShare: row && row.finished > 0 ? row.succeeded / row.finished : null,
        p50Ms: row?.p50 ?? null,
      }
    })
}
