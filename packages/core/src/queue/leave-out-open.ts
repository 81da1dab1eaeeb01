import type { Queries } from '@patchbay/db/database'
import { type flowTrigger, run } from '@patchbay/db/schema'
import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import { findUnseen, type PlacedItem } from '../inbox/claim-items.ts'
import { lockOrderKeys } from './lock-order-keys.ts'
import { orderKeyOf, runOrderOf } from './run-order.ts'

type Arrival = { trigger: typeof flowTrigger.$inferSelect; items: PlacedItem[] }

/**
 * For a flow that leaves an event out while a run with its key is open: the items that stay, and how many do not. What is
 * left out takes no key, so that it can be sent or replayed later; a double stays, to be told as one.
 */
export async function leaveOutOpen(
  tx: Queries,
  { trigger, items }: Arrival,
): Promise<{ kept: PlacedItem[]; left: number }> {
  const order = runOrderOf(trigger.config, trigger.runs)
  if (order === null) return { kept: items, left: 0 }
  const keyOf = ({ item }: PlacedItem): string | null =>
    (item.orderKey ?? null) === null ? null : orderKeyOf(order, trigger.id, item.orderKey ?? '')
  const keys = items.flatMap((placed) => keyOf(placed) ?? [])
  if (keys.length === 0) return { kept: items, left: 0 }
  await lockOrderKeys(tx, trigger.workspaceId, keys)
  const unseen = new Set(await findUnseen(tx, trigger.id, items))
  const rows = await tx
    .selectDistinct({ key: sql<string>`coalesce(${run.orderKey}, ${run.lentKey})` })
    .from(run)
    .where(
      and(
        eq(run.workspaceId, trigger.workspaceId),
        or(inArray(run.orderKey, keys), inArray(run.lentKey, keys)),
        isNull(run.finishedAt),
      ),
    )
  const open = new Set(rows.map(({ key }) => key))
  const kept = items.filter((placed) => {
    const key = keyOf(placed)
    if (key === null || !unseen.has(placed)) return true
    if (open.has(key)) return false
    // Of several with the same key in one event, the first runs.
    open.add(key)
    return true
  })
  return { kept, left: items.length - kept.length }
}
