import { type SQL, sql } from 'drizzle-orm'

/** Of a run done again and again. Calls go eight deep. */
const MAX_BACK = 100

/**
 * Whether the event of a run `r` came in by then, or that of a run that led to it: the one that called it, or that it does
 * again. What they said is in it too.
 */
export const cameBy = (until: Date): SQL => sql`EXISTS (
  WITH RECURSIVE back (delivery_id, accepted_at, parent_run_id, again_of, far) AS (
    SELECT r.delivery_id, r.accepted_at, r.parent_run_id, r.again_of, 0
    UNION ALL
    SELECT f.delivery_id, f.accepted_at, f.parent_run_id, f.again_of, b.far + 1
    FROM back b JOIN run f ON f.id IN (b.parent_run_id, b.again_of) WHERE b.far < ${MAX_BACK}::integer)
  -- Of a run that waited for others to join it, when its event came in.
  SELECT 1 FROM back b LEFT JOIN delivery e ON e.id = b.delivery_id
  WHERE coalesce(e.received_at, b.accepted_at) <= ${until.toISOString()}::timestamptz)`
