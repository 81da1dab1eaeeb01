import { randomBytes } from 'node:crypto'
import type { Queries } from '@patchbay/db/database'
import { delivery, type flowTrigger, payload, run } from '@patchbay/db/schema'
import { storedText } from '@patchbay/db/stored-json'
import { eq, sql } from 'drizzle-orm'
import { RELEASED } from '../flows/held-of.ts'
import { orderKeyOf, runOrderOf } from '../queue/run-order.ts'
import type { PlacedItem } from './claim-items.ts'
import type { Item } from './item.ts'
import { itemPayload } from './item-payload.ts'
import { searchTextOf } from './search-text.ts'

type Creation = {
  row: typeof delivery.$inferSelect
  trigger: typeof flowTrigger.$inferSelect
  planHash: string
  fresh: PlacedItem[]
}

/** Creates a queued run for each item. Answers the order keys of those that go in order, each once. */
export async function createRuns(tx: Queries, from: Creation): Promise<string[]> {
  const { row, trigger } = from
  const order = runOrderOf(trigger.config, trigger.runs)
  const prepared = from.fresh.map(({ item, index }) => ({
    item,
    index,
    stored: itemPayload(item, row.workspaceId),
    orderKey:
      order === null || (item.orderKey ?? null) === null ? null : orderKeyOf(order, trigger.id, item.orderKey ?? ''),
  }))
  const before = await runsOfReplayed(tx, row)
  const stored = tx.insert(payload).values(prepared.map((one) => one.stored))
  const now = new Date()
  const created = tx.insert(run).values(
    prepared.map(({ item, index, stored: { id: itemPayloadId }, orderKey }) => ({
      workspaceId: row.workspaceId,
      flowId: trigger.flowId,
      versionId: trigger.versionId,
      planHash: from.planHash,
      triggerId: trigger.id,
      deliveryId: row.id,
      itemIndex: index,
      itemPayloadId,
      againOf: before.get(index) ?? null,
      subject: item.subject === null ? null : storedText(item.subject),
      searchText: storedText(searchTextOf(item)),
      nowAt: now,
      random: randomBytes(8).toString('hex'),
      orderKey,
      hasTurn: orderKey === null,
      // Copied where it stands: a date of this process has milliseconds only.
      orderAt:
        orderKey === null
          ? null
          : sql`(SELECT ${delivery.receivedAt} FROM ${delivery} WHERE ${delivery.id} = ${row.id})`,
      ...entityOf(from, item),
      // Who asks for an old event once more wants it to run.
      skipsOlder: order?.olderVersion === 'skip' && row.origin !== 'replay',
      // What was held for a while is accepted for running only now.
      acceptedAt: row.reasonCode === RELEASED ? now : row.receivedAt,
    })),
  )
  // Sent one after the other, and not waited for in between.
  await Promise.all([stored, created])
  return [...new Set(prepared.flatMap(({ orderKey }) => (orderKey === null ? [] : [orderKey])))]
}

/** What the item tells of, in which state. Ticks of a schedule are states of it, by the time they were planned for. */
function entityOf({ row, trigger }: Creation, item: Item): { entity: string | null; entityVersion: string | null } {
  if (row.scheduledFor !== null) {
    return { entity: `schedule/${trigger.id}`, entityVersion: String(BigInt(row.scheduledFor.getTime()) * 1_000n) }
  }
  return { entity: item.entity == null ? null : storedText(item.entity), entityVersion: item.version ?? null }
}

/** The runs that a replay repeats, by the position of their item. An event that was refused has none. */
async function runsOfReplayed(tx: Queries, { replayOf }: Creation['row']): Promise<Map<number, string>> {
  if (replayOf === null) return new Map()
  const rows = await tx.select({ id: run.id, index: run.itemIndex }).from(run).where(eq(run.deliveryId, replayOf))
  return new Map(rows.map(({ id, index }) => [index, id]))
}
