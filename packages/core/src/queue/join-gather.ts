import type { Queries } from '@patchbay/db/database'
import { delivery, type flowTrigger, gather, gatherItem, payload } from '@patchbay/db/schema'
import { storedText } from '@patchbay/db/stored-json'
import type { Gather } from '@patchbay/flow/document'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { PlacedItem } from '../inbox/claim-items.ts'
import { itemPayload } from '../inbox/item-payload.ts'
import { searchTextOf } from '../inbox/search-text.ts'
import { closeGather, type GatherRow } from './close-gather.ts'
import type { Replaced } from './replace-open.ts'
import { orderKeyOf, runOrderOf } from './run-order.ts'

type Arrival = {
  row: typeof delivery.$inferSelect
  trigger: typeof flowTrigger.$inferSelect
  rules: Gather
  fresh: PlacedItem[]
  /** That a step may be given. */
  mostBytes: number
}

/** `runs`: that a full batch has become here and now. `alone`: items without the key, which are nobody's to wait for. */
export type Joined = { runs: number; replaced: Replaced[]; alone: PlacedItem[] }

/**
 * Puts items to those that run together with them, inside the transaction that unpacks their delivery. A batch that is
 * full, by count or by size, becomes its run at once, or, where it is large, in a moment; whatever else is open waits for its time.
 */
export async function joinGather(tx: Queries, arrival: Arrival): Promise<Joined> {
  const joined: Joined = { runs: 0, replaced: [], alone: [] }
  const keyed: { placed: PlacedItem; key: string }[] = []
  for (const placed of arrival.fresh) {
    const key = placed.item.gatherKey ?? null
    if (key === null) joined.alone.push(placed)
    // What a person brings in again does not wait for others.
    else
      keyed.push({
        placed,
        key: arrival.row.origin === 'replay' ? `again ${arrival.row.id} ${placed.index}` : storedText(key),
      })
  }
  // In the order of their keys: two deliveries with the same ones must not wait for each other in a ring.
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.placed.index - b.placed.index))
  for (const one of keyed) {
    const replaced = await joinOne(tx, arrival, one)
    if (replaced !== null) {
      joined.runs += 1
      joined.replaced.push(...replaced)
    }
  }
  return joined
}

/** A batch is put together in memory, and given to steps as one value beside others. */
const SHARE_OF_A_VALUE = 0.5

/** Null while its gather stays open. */
async function joinOne(
  tx: Queries,
  arrival: Arrival,
  { placed, key }: { placed: PlacedItem; key: string },
): Promise<Replaced[] | null> {
  const { row, rules } = arrival
  const share = arrival.mostBytes * SHARE_OF_A_VALUE
  const at = receivedAt(row.id)
  const before: Replaced[] = []
  const stored = itemPayload(placed.item, row.workspaceId)
  let open = await openGather(tx, arrival, key)
  const fits = rules.kind !== 'batch' || open.gather.items === 0 || open.gather.bytes + stored.bytes <= share
  if (open.over || !fits) {
    before.push(...((await closeGather(tx, open.gather)) ?? []))
    open = await openGather(tx, arrival, key)
  }
  await storeItem(tx, arrival, { placed, stored, gatherId: open.gather.id })
  const [now] = await tx
    .update(gather)
    .set({
      items: sql`${gather.items} + 1`,
      bytes: sql`${gather.bytes} + ${stored.bytes}`,
      lastAt: sql`greatest(${gather.lastAt}, ${at})`,
      dueAt: dueAtOf(rules, { first: sql`${gather.firstAt}`, last: sql`greatest(${gather.lastAt}, ${at})` }),
    })
    .where(eq(gather.id, open.gather.id))
    .returning()
  const full = rules.kind === 'batch' && now !== undefined && (now.items >= rules.count || now.bytes >= share)
  const closed = now !== undefined && (full || row.origin === 'replay') ? await closeGather(tx, now) : null
  if (closed === null) return before.length > 0 ? before : null
  return [...before, ...closed]
}

type Open = { gather: GatherRow; over: boolean }

/** The one that is open for the key, locked; `over`: its time had passed when this event came in. */
async function openGather(tx: Queries, { row, trigger, rules }: Arrival, key: string): Promise<Open> {
  const at = receivedAt(row.id)
  for (;;) {
    await tx
      .insert(gather)
      .values({
        workspaceId: row.workspaceId,
        triggerId: trigger.id,
        versionId: trigger.versionId,
        kind: rules.kind,
        key,
        firstAt: at,
        lastAt: at,
        dueAt: dueAtOf(rules, { first: at, last: at }),
      })
      .onConflictDoNothing()
    const [found] = await tx
      .select({ gather, over: sql<boolean>`${gather.dueAt} < ${at}` })
      .from(gather)
      .where(
        and(
          eq(gather.triggerId, trigger.id),
          eq(gather.versionId, trigger.versionId),
          eq(gather.key, key),
          eq(gather.state, 'open'),
        ),
      )
      .for('update')
    // None: somebody closed it in between.
    if (found !== undefined) return found
  }
}

const dueAtOf = (rules: Gather, { first, last }: { first: SQL; last: SQL }): SQL =>
  rules.kind === 'batch'
    ? sql`${first} + ${rules.withinMs} * interval '1 ms'`
    : sql`least(${first} + ${rules.longestMs} * interval '1 ms', ${last} + ${rules.quietMs} * interval '1 ms')`

/** Taken where it stands: a date of this process has milliseconds only. */
const receivedAt = (deliveryId: string): SQL =>
  sql`(SELECT ${delivery.receivedAt} FROM ${delivery} WHERE ${delivery.id} = ${deliveryId})`

async function storeItem(
  tx: Queries,
  { row, trigger }: Arrival,
  { placed, stored, gatherId }: { placed: PlacedItem; stored: ReturnType<typeof itemPayload>; gatherId: string },
): Promise<void> {
  const { item, index } = placed
  await tx.insert(payload).values(stored)
  const order = runOrderOf(trigger.config, trigger.runs)
  const orderKey = item.orderKey ?? null
  await tx.insert(gatherItem).values({
    workspaceId: row.workspaceId,
    gatherId,
    deliveryId: row.id,
    itemIndex: index,
    receivedAt: receivedAt(row.id),
    payloadId: stored.id,
    subject: item.subject === null ? null : storedText(item.subject),
    searchText: storedText(searchTextOf(item)),
    orderKey: order === null || orderKey === null ? null : orderKeyOf(order, trigger.id, orderKey),
    entity: item.entity == null ? null : storedText(item.entity),
    entityVersion: item.version ?? null,
  })
}
