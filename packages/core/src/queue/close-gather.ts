import { randomBytes } from 'node:crypto'
import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { flowTrigger, flowVersion, gather, gatherItem, payload, run } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { asc, eq, inArray, sql } from 'drizzle-orm'
import { batchItem, isLarge, type PreparedBatch } from './prepare-batch.ts'
import { isGreater, type Replaced, replaceOpen } from './replace-open.ts'
import { runOrderOf } from './run-order.ts'

export type GatherRow = typeof gather.$inferSelect

const LONGEST_SEARCH_TEXT = 600

/**
 * Makes of what was gathered the one run that it is for, by the version that was live when the first of it came. The row
 * is locked by the caller. Answers the runs that give way to it.
 *
 * Null: it is a batch too large to be put together inside a transaction. It is sealed then: nothing joins it any more, and
 * it is due to be closed with what `prepareBatch` has made of it.
 */
export async function closeGather(
  tx: Queries,
  open: GatherRow,
  prepared: PreparedBatch | null = null,
): Promise<Replaced[] | null> {
  const batch = open.kind === 'batch'
  const whole = prepared?.items === open.items ? prepared.row : null
  if (batch && whole === null && (await isLarge(tx, open.id))) return seal(tx, open)
  const items = await tx
    .select({ item: gatherItem, json: payload.json })
    .from(gatherItem)
    .leftJoin(payload, eq(payload.id, gatherItem.payloadId))
    .where(eq(gatherItem.gatherId, open.id))
    .orderBy(asc(gatherItem.receivedAt), asc(gatherItem.deliveryId), asc(gatherItem.itemIndex))
  const [by] = await tx
    .select({ trigger: flowTrigger, planHash: flowVersion.planHash })
    .from(flowTrigger)
    .innerJoin(flowVersion, eq(flowVersion.id, open.versionId))
    .where(eq(flowTrigger.id, open.triggerId))
  const last = items.at(-1)
  if (by === undefined || last === undefined) throw new Error(`gather ${open.id} has no trigger or no items`)
  const newest = items.reduce((best, one) => (isNewer(one.item, best.item) ? one : best))
  const shown = batch ? last : newest
  const itemPayloadId = batch ? await storeBatch(tx, whole ?? batchOf(open, items)) : newest.item.payloadId
  if (itemPayloadId === null) throw new Error(`gather ${open.id} has lost what it holds`)
  const order = runOrderOf(by.trigger.config, by.trigger.runs)
  const orderKey = shared(items, ({ item }) => item.orderKey)
  const entity = shared(items, ({ item }) => item.entity)
  const runId = newId()
  await tx.insert(run).values({
    id: runId,
    workspaceId: open.workspaceId,
    flowId: by.trigger.flowId,
    versionId: open.versionId,
    planHash: by.planHash,
    triggerId: open.triggerId,
    deliveryId: shown.item.deliveryId,
    itemIndex: shown.item.itemIndex,
    itemPayloadId,
    gatherId: open.id,
    subject: batch ? batchSubject(items.map(({ item }) => item.subject)) : newest.item.subject,
    searchText: items
      .map(({ item }) => item.searchText)
      .join(' ')
      .slice(0, LONGEST_SEARCH_TEXT),
    nowAt: new Date(),
    random: randomBytes(8).toString('hex'),
    orderKey,
    hasTurn: orderKey === null,
    orderAt: orderKey === null ? null : sql`(SELECT received_at FROM gather_item WHERE id = ${shown.item.id})`,
    entity,
    entityVersion: entity === null ? null : newest.item.entityVersion,
    // Several events are more than the newest state.
    skipsOlder: !batch && order?.olderVersion === 'skip' && !open.key.startsWith('again '),
  })
  await tx.update(gather).set({ state: 'closed', closedAt: sql`now()`, runId }).where(eq(gather.id, open.id))
  await dropPayloads(tx, open.id, itemPayloadId)
  const replaces = order?.whenOpen === 'replace' && orderKey !== null && !open.key.startsWith('again ')
  return replaces ? replaceOpen(tx, open.workspaceId, [orderKey]) : []
}

type ItemRow = typeof gatherItem.$inferSelect

/** The rows are in the order they came; a version tells better, where both have one. */
const isNewer = (later: ItemRow, best: ItemRow): boolean =>
  later.entity === null ||
  later.entity !== best.entity ||
  later.entityVersion === null ||
  best.entityVersion === null ||
  !isGreater(best.entityVersion, later.entityVersion)

/** What all of them have alike; null where they differ. */
function shared<T>(items: T[], of: (item: T) => string | null): string | null {
  const [first, ...rest] = items.map(of)
  return first !== undefined && rest.every((one) => one === first) ? first : null
}

type PayloadRow = typeof payload.$inferInsert & { id: string }

async function storeBatch(tx: Queries, row: PayloadRow): Promise<string> {
  await tx.insert(payload).values(row)
  return row.id
}

/** A small one, as its row. */
function batchOf({ workspaceId }: GatherRow, items: { json: Json | null }[]): PayloadRow {
  const json = batchItem(items.map((item) => item.json))
  return { id: newId(), workspaceId, kind: 'item', json, bytes: Buffer.byteLength(JSON.stringify(json)) }
}

/** Nothing joins it any more: whatever comes opens another. It is due from when its last event came. */
async function seal(tx: Queries, open: GatherRow): Promise<null> {
  const key = open.key.endsWith(` sealed ${open.id}`) ? open.key : `${open.key} sealed ${open.id}`
  await tx.update(gather).set({ key, dueAt: sql`least(due_at, last_at)` }).where(eq(gather.id, open.id))
  return null
}

/** What each of them said stands in the run now, or was overtaken by the newest. */
async function dropPayloads(tx: Queries, gatherId: string, kept: string): Promise<void> {
  const rows = await tx
    .select({ payloadId: gatherItem.payloadId })
    .from(gatherItem)
    .where(eq(gatherItem.gatherId, gatherId))
  const gone = rows.flatMap(({ payloadId }) => (payloadId === null || payloadId === kept ? [] : [payloadId]))
  await tx.update(gatherItem).set({ payloadId: null, searchText: '' }).where(eq(gatherItem.gatherId, gatherId))
  if (gone.length > 0) await tx.delete(payload).where(inArray(payload.id, gone))
}

function batchSubject(subjects: (string | null)[]): string {
  const [first] = subjects.filter((subject) => subject !== null)
  const rest = subjects.length - 1
  if (first === undefined) return subjects.length === 1 ? 'One event' : `${subjects.length} events`
  return rest === 0 ? first : `${first} and ${rest} more`
}
