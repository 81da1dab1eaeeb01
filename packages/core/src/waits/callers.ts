import { type SQL, sql } from 'drizzle-orm'

/** Common table expression `own`, of a recursive WITH: a run and those that wait for it, over however many calls. */
export const callers = (runId: string | SQL): SQL => sql`own AS (
      SELECT r.id, r.parent_run_id, r.parent_waits, r.order_key, r.has_turn, r.finished_at FROM run r WHERE r.id = ${runId}
      UNION ALL
      SELECT r.id, r.parent_run_id, r.parent_waits, r.order_key, r.has_turn, r.finished_at
      FROM run r JOIN own o ON o.parent_waits AND r.id = o.parent_run_id)`

/** Of a row of `own`: it has the turn of its key, which nobody else gets until it has ended. */
export const HAS_TURN: SQL = sql`order_key IS NOT NULL AND has_turn AND finished_at IS NULL`
