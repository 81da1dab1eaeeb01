import type { Queries } from '@patchbay/db/database'
import { run } from '@patchbay/db/schema'
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { type Cancelling, requestCancel } from '../runs/request-cancel.ts'
import { tellCaller } from '../waits/tell-caller.ts'
import { findLeftLent, type LeftLent } from './left-lent.ts'
import { lockOrderKeys } from './lock-order-keys.ts'

/** A run that is cancelled because a newer event came; to be carried out after the commit. */
export type Replaced = { runId: string; cancelling: Cancelling }

type Row = typeof run.$inferSelect

/**
 * For a flow in which a newer event takes the place of what is open: of the open runs with each key only the newest stays.
 * Those that have not begun end here; one that has is asked to stop, and the newest waits for its end. What goes along with
 * the turn of one that has ended is asked in its place. One that undoes goes on with it.
 */
export async function replaceOpen(tx: Queries, workspaceId: string, keys: readonly string[]): Promise<Replaced[]> {
  await lockOrderKeys(tx, workspaceId, keys)
  const replaced: Replaced[] = []
  for (const key of [...keys].sort()) {
    const open = await tx
      .select()
      .from(run)
      .where(and(eq(run.workspaceId, workspaceId), eq(run.orderKey, key), isNull(run.finishedAt)))
      .orderBy(asc(run.orderAt), asc(run.deliveryId), asc(run.itemIndex))
      .for('update')
    const newest = open.reduce<Row | null>((best, one) => (best === null || isNewer(one, best) ? one : best), null)
    // Somebody wants undone what that run did: the newest waits until it is.
    const others = open.filter((one) => one !== newest && one.unwindingAt === null)
    const unbegun = others.filter((one) => one.state === 'queued' && one.leaseCount === 0 && one.startedAt === null)
    await endReplaced(tx, unbegun)
    const left = newest === null ? [] : await findLeftLent(tx, workspaceId, key)
    const isReplaced = ({ top, had }: LeftLent) =>
      top.finishedAt === null && top.unwindingAt === null && (had === null || takesPlaceOf(newest, had))
    for (const one of [...others, ...left.filter(isReplaced).map(({ top }) => top)]) {
      if (unbegun.includes(one) || one.cancelRequestedAt !== null) continue
      const asked = await requestCancel(tx, { runId: one.id, by: 'a newer event', undo: false })
      if (asked.ok) replaced.push({ runId: one.id, cancelling: asked.value })
    }
  }
  return replaced
}

/** Whether it is newer than a run that is not open any more. */
function takesPlaceOf(newest: Row | null, had: Row): boolean {
  if (newest === null) return false
  return cameAfter(newest, had) ? isNewer(newest, had) : !isNewer(had, newest)
}

const cameAfter = (one: Row, other: Row): boolean => {
  const apart = (one.orderAt?.getTime() ?? 0) - (other.orderAt?.getTime() ?? 0)
  if (apart !== 0) return apart > 0
  return one.deliveryId === other.deliveryId ? one.itemIndex > other.itemIndex : one.deliveryId > other.deliveryId
}

/** By the entity's version where both tell it, else by who came later. The rows are in the order they came. */
function isNewer(later: Row, best: Row): boolean {
  if (later.entity === null || later.entity !== best.entity) return true
  if (later.entityVersion === null || best.entityVersion === null) return true
  return !isGreater(best.entityVersion, later.entityVersion)
}

const WHOLE = /^-?\d+$/

/** Versions as they are stored: decimal numbers of any length. */
export const isGreater = (a: string, b: string): boolean =>
  WHOLE.test(a) && WHOLE.test(b) ? BigInt(a) > BigInt(b) : Number(a) > Number(b)

/** A run that another one called and waits for ends like any: its caller hears of it. */
async function endReplaced(tx: Queries, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  const ids = rows.map(({ id }) => id)
  await tx.execute(sql`
    WITH ended AS (
      UPDATE run SET state = 'cancelled', reason_code = 'replaced', finished_at = now(), progress_at = now(),
        reason = 'A newer event with the same key took its place before it had begun.'
      WHERE ${inArray(run.id, ids)}
      RETURNING parent_run_id, parent_node, parent_iteration, parent_generation, parent_waits
    ), ${tellCaller}
    SELECT count(*) FROM ended`)
}
