import { createHash } from 'node:crypto'
import type { Queries } from '@patchbay/db/database'
import { type delivery, eventKey } from '@patchbay/db/schema'
import { and, eq, inArray } from 'drizzle-orm'
import type { Item } from './item.ts'

/** An item with its place in the event. */
export type PlacedItem = { item: Item; index: number }

type Claim = { row: typeof delivery.$inferSelect; triggerId: string; items: PlacedItem[] }

/**
 * Takes the keys of items for a delivery, and answers those that had not come before by any way. A replay is never held
 * back by keys, but it takes those that are free: the vendor may still send the same again.
 */
export async function claimItems(tx: Queries, claim: Claim): Promise<PlacedItem[]> {
  return claim.row.origin === 'replay' ? claimForReplay(tx, claim) : keepNew(tx, claim)
}

/** The items whose key is free. Nothing is taken. */
export async function findUnseen(tx: Queries, triggerId: string, items: PlacedItem[]): Promise<PlacedItem[]> {
  const keys = items.flatMap(({ item }) => (item.key === null ? [] : [sha256(item.key)]))
  if (keys.length === 0) return items
  const rows = await tx
    .select({ key: eventKey.key })
    .from(eventKey)
    .where(and(eq(eventKey.scope, triggerId), eq(eventKey.kind, 'item'), inArray(eventKey.key, keys)))
  const seen = new Set(rows.map(({ key }) => key.toString('hex')))
  return items.filter(({ item }) => item.key === null || !seen.has(sha256(item.key).toString('hex')))
}

async function keepNew(tx: Queries, { row, triggerId, items }: Claim): Promise<PlacedItem[]> {
  const keyed = items.map((placed) => ({ placed, key: placed.item.key === null ? null : sha256(placed.item.key) }))
  const seen = new Set<string>()
  const distinct = keyed.filter(({ key }) => {
    if (key === null) return true
    const text = key.toString('hex')
    if (seen.has(text)) return false
    seen.add(text)
    return true
  })
  // In the order of their keys: two deliveries with the same items must not wait for each other in a ring.
  const rows = distinct
    .flatMap(({ key }) => (key === null ? [] : [key]))
    .sort(Buffer.compare)
    .map((key) => keyRow({ row, triggerId }, 'item', key))
  const stored =
    rows.length === 0
      ? []
      : await tx.insert(eventKey).values(rows).onConflictDoNothing().returning({ key: eventKey.key })
  const isNew = new Set(stored.map(({ key }) => key.toString('hex')))
  return distinct.flatMap(({ placed, key }) => (key === null || isNew.has(key.toString('hex')) ? [placed] : []))
}

async function claimForReplay(tx: Queries, { row, triggerId, items }: Claim): Promise<PlacedItem[]> {
  const keys = items.flatMap(({ item }) =>
    item.key === null ? [] : [keyRow({ row, triggerId }, 'item', sha256(item.key))],
  )
  if (row.vendorId !== null) keys.push(keyRow({ row, triggerId }, 'delivery', deliveryKeyOf(row.vendorId)))
  keys.sort((a, b) => Buffer.compare(a.key, b.key))
  if (keys.length > 0) await tx.insert(eventKey).values(keys).onConflictDoNothing()
  return items
}

const keyRow = ({ row, triggerId }: Pick<Claim, 'row' | 'triggerId'>, kind: 'delivery' | 'item', key: Buffer) => ({
  workspaceId: row.workspaceId,
  scope: triggerId,
  kind,
  key,
  deliveryId: row.id,
})

/** As `accept_event` takes it. */
export const deliveryKeyOf = (vendorId: string): Buffer => sha256(vendorId)

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
