import type { Queries } from '@patchbay/db/database'
import { sql } from 'drizzle-orm'
import type { ErasureJob } from './erasure-job.ts'

/** `closed`: may be changed, and cannot be opened again. `open`: still under way, and begun before the erasure was asked. */
export type RunsByState = { closed: Set<string>; open: string[] }

/**
 * Tells runs that are over from those that are not, and marks the former: what they would be retried with is not there any
 * more. A run that an open one has called counts as open. One that is not there at all is over.
 */
export async function closeRuns(tx: Queries, job: ErasureJob, runIds: string[]): Promise<RunsByState> {
  const ids = [...new Set(runIds)]
  if (ids.length === 0) return { closed: new Set(), open: [] }
  const list = sql`ARRAY[${sql.join(
    ids.map((id) => sql`${id}::uuid`),
    sql`, `,
  )}]`
  const found = await tx.execute<{ id: string; open: boolean; early: boolean }>(sql`
    SELECT r.id, r.finished_at IS NULL OR EXISTS (SELECT 1 FROM run o WHERE o.id = r.parent_run_id AND o.finished_at IS NULL) AS open,
           -- Of a run that waited for others to join it, when its event came in.
           coalesce((SELECT d.received_at FROM delivery d WHERE d.id = r.delivery_id), r.accepted_at)
             <= ${job.until.toISOString()}::timestamptz AS early
    FROM run r WHERE r.id = ANY (${list}) ORDER BY r.id ${job.dry ? sql`` : sql`FOR UPDATE OF r`}`)
  const open = new Set(found.rows.filter((row) => row.open).map((row) => row.id))
  const closed = new Set(ids.filter((id) => !open.has(id)))
  if (!job.dry && closed.size > 0) {
    await tx.execute(sql`
      UPDATE run SET forgotten = 'erased' WHERE id = ANY (${list}) AND forgotten IS NULL AND finished_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM run o WHERE o.id = run.parent_run_id AND o.finished_at IS NULL)`)
  }
  return { closed, open: found.rows.filter((row) => row.open && row.early).map((row) => row.id) }
}
