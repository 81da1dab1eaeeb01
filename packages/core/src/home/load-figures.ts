import type { Queries } from '@patchbay/db/database'
import { sql } from 'drizzle-orm'
import type { Home, Kpi } from './home.ts'
import { WINDOWS, type WindowName } from './window.ts'

type RunRow = {
  /** 1: the window itself; 0: the one before it. */
  current: number
  /** Null in the rows over a whole window. */
  bucket: number | null
  finished: number
  succeeded: number
  failed: number
  p50: number | null
  p95: number | null
}

/**
 * Runs that ended, of this window and of the one before. Percentiles of a whole do not follow from those of its parts,
 * so one query groups by both. Response time: accepted to finished.
 */
export async function loadRunFigures(
  tx: Queries,
  window: WindowName,
): Promise<Pick<Home, 'succeededShare' | 'failed' | 'p50Ms' | 'p95Ms' | 'finished' | 'succeeded'>> {
  const { buckets, bucketSeconds } = WINDOWS[window]
  const spanSeconds = buckets * bucketSeconds
  const result = await tx.execute<RunRow>(sql`
    SELECT current, CASE WHEN grouping(bucket) = 0 THEN bucket END AS bucket,
           count(*)::int AS finished, (count(*) FILTER (WHERE state = 'succeeded'))::int AS succeeded,
           (count(*) FILTER (WHERE state = 'failed'))::int AS failed,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS p50, percentile_cont(0.95) WITHIN GROUP (ORDER BY took) AS p95
    FROM (
      SELECT state, (extract(epoch FROM finished_at - accepted_at) * 1000)::float8 AS took,
             (accepted_at > now() - ${spanSeconds}::int * interval '1 second')::int AS current,
             mod(floor(extract(epoch FROM accepted_at - (now() - ${2 * spanSeconds}::int * interval '1 second')) / ${bucketSeconds}::int)::int, ${buckets}::int) AS bucket
      FROM run WHERE accepted_at > now() - ${2 * spanSeconds}::int * interval '1 second' AND finished_at IS NOT NULL
    ) ended
    GROUP BY GROUPING SETS ((current), (current, bucket))`)
  const { rows } = result
  const whole = (current: number) => rows.find((row) => row.bucket === null && row.current === current)
  const shareOf = (row: RunRow | undefined) => (row && row.finished > 0 ? row.succeeded / row.finished : null)
  const kpi = (of: (row: RunRow | undefined) => number | null, change: Kpi['change']): Kpi => ({
    value: of(whole(1)),
    change,
    series: Array.from(
      { length: buckets },
      (_, index) => of(rows.find((row) => row.current === 1 && row.bucket === index)) ?? 0,
    ),
  })
  const share = difference(shareOf(whole(1)), shareOf(whole(0)))
  const now = whole(1)
  return {
    succeededShare: kpi(shareOf, share),
    failed: kpi((row) => row?.failed ?? 0, relative(now?.failed, whole(0)?.failed)),
    p50Ms: kpi((row) => row?.p50 ?? null, relative(now?.p50, whole(0)?.p50)),
    p95Ms: now?.p95 ?? null,
    finished: now?.finished ?? 0,
    succeeded: now?.succeeded ?? 0,
  }
}

type DeliveryRow = { current: number; bucket: number; accepted: number; duplicates: number }

/** Events taken in, and doubles that were stopped. */
export async function loadDeliveryFigures(
  tx: Queries,
  window: WindowName,
): Promise<Pick<Home, 'accepted' | 'duplicatesStopped'>> {
  const { buckets, bucketSeconds } = WINDOWS[window]
  const spanSeconds = buckets * bucketSeconds
  const { rows } = await tx.execute<DeliveryRow>(sql`
    SELECT (received_at > now() - ${spanSeconds}::int * interval '1 second')::int AS current,
           mod(floor(extract(epoch FROM received_at - (now() - ${2 * spanSeconds}::int * interval '1 second')) / ${bucketSeconds}::int)::int, ${buckets}::int) AS bucket,
           (count(*) FILTER (WHERE state IN ('accepted', 'expanded', 'dead')))::int AS accepted,
           (count(*) FILTER (WHERE state = 'duplicate'))::int AS duplicates
    FROM delivery WHERE received_at > now() - ${2 * spanSeconds}::int * interval '1 second' GROUP BY 1, 2`)
  const sum = (current: number, of: (row: DeliveryRow) => number) =>
    rows.reduce((total, row) => (row.current === current ? total + of(row) : total), 0)
  const accepted = sum(1, (row) => row.accepted)
  return {
    accepted: {
      value: accepted,
      change: relative(
        accepted,
        sum(0, (row) => row.accepted),
      ),
      series: Array.from(
        { length: buckets },
        (_, index) => rows.find((row) => row.current === 1 && row.bucket === index)?.accepted ?? 0,
      ),
    },
    duplicatesStopped: sum(1, (row) => row.duplicates),
  }
}

type Now = { openRuns: number; anyRun: boolean; queued: number; stuck: boolean }

/** What is due, has room and was not taken for 20 s tells that the workers or the engine are away. */
export async function loadNow(tx: Queries): Promise<Now> {
  const { rows } = await tx.execute<Now>(sql`SELECT
    (SELECT count(*) FROM run WHERE finished_at IS NULL)::int AS "openRuns",
    EXISTS (SELECT 1 FROM run) AS "anyRun",
    ((SELECT count(*) FROM run WHERE state = 'queued') + (SELECT count(*) FROM delivery WHERE state = 'accepted' AND reason_code IS DISTINCT FROM 'held'))::int AS queued,
    ((EXISTS (
        SELECT 1 FROM run r LEFT JOIN flow_trigger t ON t.flow_id = r.flow_id AND t.role = 'start'
        WHERE r.state = 'queued' AND r.has_turn AND r.paused_at IS NULL AND r.due_at < now() - interval '20 seconds'
          AND t.runs ->> 'atOnce' IS NULL)
        AND (SELECT count(*) FROM run WHERE state = 'running') < (SELECT runs_at_once FROM workspace))
      OR EXISTS (SELECT 1 FROM delivery WHERE state = 'accepted' AND due_at < now() - interval '20 seconds')) AS stuck`)
  return rows[0] ?? { openRuns: 0, anyRun: false, queued: 0, stuck: false }
}

const difference = (now: number | null, before: number | null): number | null =>
  now === null || before === null ? null : now - before

/** 0.5 is half as much again as before. */
const relative = (now: number | null | undefined, before: number | null | undefined): number | null =>
  typeof now !== 'number' || !before ? null : (now - before) / before
