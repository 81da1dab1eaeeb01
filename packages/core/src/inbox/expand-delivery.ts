import { createHash, randomBytes } from 'node:crypto'
import type { Database, Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, eventKey, flowTrigger, flowVersion, payload, run } from '@patchbay/db/schema'
import { storedText } from '@patchbay/db/stored-json'
import type { Trigger } from '@patchbay/flow/document'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { RELEASED } from '../flows/held-of.ts'
import type { Item } from './item.ts'
import { searchTextOf } from './search-text.ts'

export type DeliveryToParse = {
  workspaceId: string
  trigger: Trigger
  /** The trigger's step, by which mappings name what it gives. */
  stepId: string
  sourceId: string | null
  topic: string | null
  headers: Record<string, string>
  body: Buffer
  verified: boolean
}

/** Reads a delivery's items with connector code. `unreadable` is final: the same body will never be read. */
export type ParseDelivery = (
  delivery: DeliveryToParse,
) => Promise<{ ok: true; items: Item[] } | { ok: false; code: string; message: string }>

export type Expansion =
  | { outcome: 'expanded'; runs: number; suppressed: number }
  | { outcome: 'duplicate' | 'ignored' | 'refused' | 'dead' | 'lost' }

export type LeasedTarget = { id: string; workspaceId: string; leaseId: string }

/**
 * Turns a leased delivery into runs: parse, drop the items whose key came before, create a run for each of the rest,
 * all in one transaction that also ends the lease. Whoever lost the lease changes nothing.
 */
export async function expandDelivery(db: Database, target: LeasedTarget, parse: ParseDelivery): Promise<Expansion> {
  const found = await load(db, target)
  if (!found) return { outcome: 'lost' }
  const { row, trigger, planHash, body } = found
  const parsed = await parse({
    workspaceId: target.workspaceId,
    trigger: trigger.config,
    stepId: trigger.stepId,
    sourceId: row.sourceId,
    topic: row.topic,
    headers: row.headers,
    body,
    verified: row.verified,
  })
  if (!parsed.ok)
    return settle(db, target, { state: 'dead', reasonCode: parsed.code, reason: storedText(parsed.message) })
  const items = row.onlyItem === null ? parsed.items : parsed.items.slice(row.onlyItem, row.onlyItem + 1)
  if (items.length === 0) {
    return settle(db, target, {
      state: 'ignored',
      reasonCode: 'no_items',
      reason: 'The event held nothing for this flow.',
    })
  }
  return inWorkspace(db, target.workspaceId, async (tx): Promise<Expansion> => {
    if (await isOverlapping(tx, trigger)) {
      await end(tx, target, {
        state: 'refused',
        reasonCode: 'overlap',
        reason: 'An earlier run of this schedule was still going on, and this flow then leaves a tick out.',
      })
      return { outcome: 'refused' }
    }
    const fresh =
      row.origin === 'replay'
        ? await claimForReplay(tx, { target, row, triggerId: trigger.id, items })
        : await keepNew(tx, target, trigger.id, items)
    const suppressed = items.length - fresh.length
    if (fresh.length > 0) await createRuns(tx, { row, trigger, planHash, fresh })
    const ended = await end(tx, target, {
      state: fresh.length > 0 ? 'expanded' : 'duplicate',
      reasonCode: suppressed > 0 ? 'item_seen' : null,
      reason: suppressed > 0 ? suppressedReason(suppressed, items.length) : null,
      items: fresh.length,
    })
    // The lease ran out under us and somebody else is at it: undo everything above.
    if (!ended) throw new LeaseLost()
    return fresh.length > 0 ? { outcome: 'expanded', runs: fresh.length, suppressed } : { outcome: 'duplicate' }
  }).catch((error: unknown) => {
    if (error instanceof LeaseLost) return { outcome: 'lost' as const }
    throw error
  })
}

class LeaseLost extends Error {}

type TriggerRow = typeof flowTrigger.$inferSelect
type DeliveryRow = typeof delivery.$inferSelect

const load = (db: Database, target: LeasedTarget) =>
  inWorkspace(db, target.workspaceId, async (tx) => {
    const [found] = await tx
      .select({ row: delivery, trigger: flowTrigger, planHash: flowVersion.planHash, raw: payload.raw })
      .from(delivery)
      .innerJoin(flowTrigger, eq(flowTrigger.id, delivery.triggerId))
      .innerJoin(flowVersion, eq(flowVersion.id, flowTrigger.versionId))
      .innerJoin(payload, eq(payload.id, delivery.payloadId))
      .where(and(eq(delivery.id, target.id), eq(delivery.leaseId, target.leaseId), eq(delivery.state, 'accepted')))
    return found ? { ...found, body: found.raw ?? Buffer.alloc(0) } : null
  })

const isOverlapping = async (tx: Queries, trigger: TriggerRow): Promise<boolean> => {
  if (trigger.config.type !== 'schedule' || trigger.config.overlap !== 'skip') return false
  // One tick at a time decides, or two at once would both see no open run.
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${trigger.id}, 0))`)
  const open = await tx
    .select({ id: run.id })
    .from(run)
    .where(and(eq(run.triggerId, trigger.id), isNull(run.finishedAt)))
    .limit(1)
  return open.length > 0
}

const keepNew = async (tx: Queries, target: LeasedTarget, triggerId: string, items: Item[]) => {
  const keyed = items.map((item, index) => ({ item, index, key: item.key === null ? null : sha256(item.key) }))
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
    .map((key) => ({
      workspaceId: target.workspaceId,
      scope: triggerId,
      kind: 'item' as const,
      key,
      deliveryId: target.id,
    }))
  if (rows.length === 0) return distinct
  const stored = await tx.insert(eventKey).values(rows).onConflictDoNothing().returning({ key: eventKey.key })
  const isNew = new Set(stored.map(({ key }) => key.toString('hex')))
  return distinct.filter(({ key }) => key === null || isNew.has(key.toString('hex')))
}

type Replay = { target: LeasedTarget; row: DeliveryRow; triggerId: string; items: Item[] }

/** A replay is never held back by keys, but it takes those that are free: the vendor may still send the same again. */
const claimForReplay = async (tx: Queries, { target, row, triggerId, items }: Replay) => {
  const key = (kind: 'delivery' | 'item', text: string) => ({
    workspaceId: target.workspaceId,
    scope: triggerId,
    kind,
    key: sha256(text),
    deliveryId: target.id,
  })
  const keys = items.flatMap((item) => (item.key === null ? [] : [key('item', item.key)]))
  if (row.vendorId !== null) keys.push(key('delivery', row.vendorId))
  keys.sort((a, b) => Buffer.compare(a.key, b.key))
  if (keys.length > 0) await tx.insert(eventKey).values(keys).onConflictDoNothing()
  return items.map((item, index) => ({ item, index }))
}

const createRuns = async (
  tx: Queries,
  from: { row: DeliveryRow; trigger: TriggerRow; planHash: string; fresh: { item: Item; index: number }[] },
) => {
  const { row, trigger } = from
  const prepared = from.fresh.map(({ item, index }) => ({ item, index, payloadId: newId() }))
  const before = await runsOfReplayed(tx, row)
  await tx.insert(payload).values(
    prepared.map(({ item, payloadId }) => ({
      id: payloadId,
      workspaceId: row.workspaceId,
      kind: 'item' as const,
      json: item.output,
      bytes: Buffer.byteLength(JSON.stringify(item.output)),
    })),
  )
  const now = new Date()
  await tx.insert(run).values(
    prepared.map(({ item, index, payloadId }) => ({
      workspaceId: row.workspaceId,
      flowId: trigger.flowId,
      versionId: trigger.versionId,
      planHash: from.planHash,
      triggerId: trigger.id,
      deliveryId: row.id,
      itemIndex: index + (row.onlyItem ?? 0),
      itemPayloadId: payloadId,
      againOf: before.get(index) ?? null,
      subject: item.subject === null ? null : storedText(item.subject),
      searchText: storedText(searchTextOf(item)),
      nowAt: now,
      random: randomBytes(8).toString('hex'),
      orderKey: trigger.config.type === 'schedule' && trigger.config.overlap === 'queue' ? 'schedule' : null,
      // What was held for a while is accepted for running only now.
      acceptedAt: row.reasonCode === RELEASED ? now : row.receivedAt,
    })),
  )
}

/** The runs that a replay repeats, by the position of their item. An event that was refused has none. */
const runsOfReplayed = async (tx: Queries, { replayOf }: DeliveryRow): Promise<Map<number, string>> => {
  if (replayOf === null) return new Map()
  const rows = await tx.select({ id: run.id, index: run.itemIndex }).from(run).where(eq(run.deliveryId, replayOf))
  return new Map(rows.map(({ id, index }) => [index, id]))
}

const suppressedReason = (suppressed: number, total: number) =>
  suppressed === total
    ? 'What this event tells had come in before, by another way.'
    : `${suppressed} of its ${total} items had come in before and were left out.`

type DeliveryEnd = { state: DeliveryRow['state']; reasonCode: string | null; reason: string | null; items?: number }

const end = async (tx: Queries, target: LeasedTarget, values: DeliveryEnd): Promise<boolean> => {
  const ended = await tx
    .update(delivery)
    .set({ ...values, expandedAt: sql`now()`, leaseId: null, leasedUntil: null })
    .where(and(eq(delivery.id, target.id), eq(delivery.leaseId, target.leaseId), eq(delivery.state, 'accepted')))
    .returning({ id: delivery.id })
  return ended.length === 1
}

const settle = async (
  db: Database,
  target: LeasedTarget,
  values: DeliveryEnd & { state: 'dead' | 'ignored' },
): Promise<Expansion> => {
  const ended = await inWorkspace(db, target.workspaceId, (tx) => end(tx, target, values))
  return { outcome: ended ? values.state : 'lost' }
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
