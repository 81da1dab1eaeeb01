import type { Queries } from '@patchbay/db/database'
import { run } from '@patchbay/db/schema'
import { inArray, sql } from 'drizzle-orm'

type Row = typeof run.$inferSelect

/** `top`: what is to be cancelled, with all that it waits for. `had`: who had the turn; null when nobody knows any more. */
export type LeftLent = { top: Row; had: Row | null }

/**
 * Open runs that go along with the turn of a key although whoever had it has ended: nobody is left whose cancel would
 * reach them.
 */
export async function findLeftLent(tx: Queries, workspaceId: string, key: string): Promise<LeftLent[]> {
  const { rows } = await tx.execute<{ lent: string; id: string; open: boolean; had: boolean }>(sql`
    WITH RECURSIVE up AS (
      SELECT r.id AS lent, r.id, r.parent_run_id, r.parent_waits, r.finished_at, r.order_key, 0 AS height FROM run r
      WHERE r.workspace_id = ${workspaceId} AND r.lent_key = ${key} AND r.finished_at IS NULL
      UNION ALL
      SELECT u.lent, r.id, r.parent_run_id, r.parent_waits, r.finished_at, r.order_key, u.height + 1
      FROM up u JOIN run r ON u.parent_waits AND r.id = u.parent_run_id)
    SELECT lent, id, finished_at IS NULL AS open, order_key IS NOT DISTINCT FROM ${key} AS had FROM up ORDER BY lent, height`)
  const found = new Map<string, string | null>()
  for (const chain of Map.groupBy(rows, ({ lent }) => lent).values()) {
    const ended = chain.findIndex(({ open }) => !open)
    const open = ended < 0 ? chain : chain.slice(0, ended)
    const top = open.at(-1)
    if (top !== undefined && !open.some(({ had }) => had)) found.set(top.id, chain.find(({ had }) => had)?.id ?? null)
  }
  if (found.size === 0) return []
  const had = await tx
    .select()
    .from(run)
    .where(
      inArray(
        run.id,
        [...found.values()].flatMap((id) => id ?? []),
      ),
    )
  const tops = await tx
    .select()
    .from(run)
    .where(inArray(run.id, [...found.keys()]))
    .orderBy(run.id)
    .for('update')
  return tops.map((top) => ({ top, had: had.find(({ id }) => id === found.get(top.id)) ?? null }))
}
