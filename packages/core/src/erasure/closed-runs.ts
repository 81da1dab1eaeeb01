import type { Queries } from '@patchbay/db/database'
import { type SQL, sql } from 'drizzle-orm'
import { cameBy } from './came-by.ts'
import type { ErasureJob } from './erasure-job.ts'

/** `closed`: may be changed, and cannot be opened again. `open`: still under way, and begun before the erasure was asked. */
export type RunsByState = { closed: Set<string>; open: string[] }

/** When each run ended; those under way are not among them. */
export type Ends = ReadonlyMap<string, string>

/**
 * Tells runs that are over from those that are not, and marks the former: what they would be retried with is not there any
 * more. A run that an open one has called counts as open. One that is not there at all is over.
 *
 * `asRead`: as they were before their values were read. What has ended since, or anew, may have written others, so it
 * counts as open: it is looked through once more.
 */
export async function closeRuns(tx: Queries, job: ErasureJob, runIds: string[], asRead?: Ends): Promise<RunsByState> {
  const ids = [...new Set(runIds)]
  if (ids.length === 0) return { closed: new Set(), open: [] }
  const found = await tx.execute<{ id: string; open: boolean; ended: string | null; early: boolean }>(sql`
    SELECT r.id, ${OPEN_RUN} AS open, r.finished_at::text AS ended, ${cameBy(job.until)} AS early
    FROM run r WHERE r.id = ANY (${listOf(ids)}) ORDER BY r.id ${job.dry ? sql`` : sql`FOR UPDATE OF r`}`)
  const underWay = found.rows.filter((row) => row.open || (asRead !== undefined && asRead.get(row.id) !== row.ended))
  const open = new Set(underWay.map((row) => row.id))
  const closed = new Set(ids.filter((id) => !open.has(id)))
  if (!job.dry && closed.size > 0) {
    await tx.execute(sql`
      UPDATE run r SET forgotten = 'erased' WHERE r.id = ANY (${listOf([...closed])}) AND r.forgotten IS NULL AND NOT ${OPEN_RUN}`)
  }
  return { closed, open: underWay.filter((row) => row.early).map((row) => row.id) }
}

/** Of these runs, those that are over. */
export async function endsOf(tx: Queries, runIds: string[]): Promise<Ends> {
  if (runIds.length === 0) return new Map()
  const found = await tx.execute<{ id: string; ended: string }>(sql`
    SELECT r.id, r.finished_at::text AS ended FROM run r WHERE r.id = ANY (${listOf(runIds)}) AND NOT ${OPEN_RUN}`)
  return new Map(found.rows.map(({ id, ended }) => [id, ended]))
}

/** Of a run `r`: it is under way, or the one that called it is. */
export const OPEN_RUN: SQL = sql`(r.finished_at IS NULL OR EXISTS (SELECT 1 FROM run o WHERE o.id = r.parent_run_id AND o.finished_at IS NULL))`

const listOf = (ids: string[]): SQL =>
  sql`ARRAY[${sql.join(
    ids.map((id) => sql`${id}::uuid`),
    sql`, `,
  )}]`
