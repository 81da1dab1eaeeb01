import { type SQL, sql } from 'drizzle-orm'

/** Common table expression `own`, of a recursive WITH: a run and those that wait for it, over however many calls. */
export const callers = (runId: string | SQL): SQL => sql`own AS (
      SELECT r.id, r.parent_run_id, r.parent_waits, r.order_key, r.lent_key, r.has_turn, r.finished_at
      FROM run r WHERE r.id = ${runId}
      UNION ALL
      SELECT r.id, r.parent_run_id, r.parent_waits, r.order_key, r.lent_key, r.has_turn, r.finished_at
      FROM run r JOIN own o ON o.parent_waits AND r.id = o.parent_run_id)`

/** Of a row of `own`: the key that it has the turn of, or was lent it of, so that nobody else gets it until it has ended. */
export const HELD_KEY: SQL = sql`(CASE WHEN finished_at IS NULL AND has_turn THEN coalesce(order_key, lent_key) END)`

/** Runs, as `id`, that have the turn of a key, or were lent it. */
export const holdersOf = (workspaceId: SQL, key: SQL): SQL => sql`
      SELECT t.id FROM run t
      WHERE t.workspace_id = ${workspaceId} AND t.order_key = ${key} AND t.finished_at IS NULL AND t.has_turn
      UNION ALL
      SELECT l.id FROM run l WHERE l.workspace_id = ${workspaceId} AND l.lent_key = ${key} AND l.finished_at IS NULL`
