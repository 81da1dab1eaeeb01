import type { Database, Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, eventKey, flowTrigger, flowVersion, payload, run, workspace } from '@patchbay/db/schema'
import { storedText } from '@patchbay/db/stored-json'
import type { RunRules, Trigger } from '@patchbay/flow/document'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { type Joined, joinGather } from '../queue/join-gather.ts'
import { leaveOutOpen } from '../queue/leave-out-open.ts'
import { type Replaced, replaceOpen } from '../queue/replace-open.ts'
import { runOrderOf } from '../queue/run-order.ts'
import { type ReleasedStep, type Taken, takeAwaited } from '../waits/take-awaited.ts'
import { claimItems, deliveryKeyOf, type PlacedItem } from './claim-items.ts'
import { createRuns } from './create-runs.ts'
import type { Item } from './item.ts'
import { keepLargeItems } from './keep-large-items.ts'

export type DeliveryToParse = {
  workspaceId: string
  trigger: Trigger
  /** The trigger's step, by which mappings name what it gives. */
  stepId: string
  /** How events become runs, where the author says so. */
  runs: RunRules | null
  sourceId: string | null
  topic: string | null
  headers: Record<string, string>
  body: Buffer
  verified: boolean
  /** What the mappings of keys may use besides the event. */
  workspace: { timeZone: string; currency: string; variables: Record<string, string> }
}

/** Reads a delivery's items with connector code. `unreadable` is final: the same body will never be read. */
export type ParseDelivery = (
  delivery: DeliveryToParse,
) => Promise<{ ok: true; items: Item[] } | { ok: false; code: string; message: string }>

export type Expansion =
  /**
   * `released`: steps of runs that had waited for it, for the engine to be told after the commit. `replaced`: runs that
   * are cancelled because it is newer, likewise.
   */
  | { outcome: 'expanded'; runs: number; suppressed: number; released?: ReleasedStep[]; replaced?: Replaced[] }
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
  const other = ofAnother(row, trigger)
  if (other !== null) return settle(db, target, { state: 'ignored', ...other })
  const parsed = await parse({
    workspaceId: target.workspaceId,
    trigger: trigger.config,
    stepId: trigger.stepId,
    runs: trigger.runs,
    sourceId: row.sourceId,
    topic: row.topic,
    headers: row.headers,
    body,
    verified: row.verified,
    workspace: found.workspace,
  })
  if (!parsed.ok)
    return settle(db, target, { state: 'dead', reasonCode: parsed.code, reason: storedText(parsed.message) })
  // Before the transaction: a blob is written by queries of its own.
  const whole = await keepLargeItems(db, target.workspaceId, parsed.items)
  const items = whole
    .map((item, index) => ({ item, index }))
    .filter(({ index }) => row.onlyItem === null || index === row.onlyItem)
  if (items.length === 0) {
    return settle(db, target, {
      state: 'ignored',
      reasonCode: 'no_items',
      reason: 'The event held nothing for this flow.',
    })
  }
  return inWorkspace(db, target.workspaceId, (tx) =>
    unpack(tx, target, { row, trigger, planHash, items, mostBytes: db.large.maxBytes }),
  ).catch((error: unknown) => {
    if (error instanceof LeaseLost) return { outcome: 'lost' as const }
    throw error
  })
}

/** `mostBytes`: that a step may be given. */
type Unpacking = { row: DeliveryRow; trigger: TriggerRow; planHash: string; items: PlacedItem[]; mostBytes: number }

/** All that a delivery leads to, in one transaction. Throws `LeaseLost` where somebody else is at it, to undo everything. */
async function unpack(tx: Queries, target: LeasedTarget, unpacking: Unpacking): Promise<Expansion> {
  const { row, trigger, planHash, items, mostBytes } = unpacking
  if (await isOverlapping(tx, trigger)) {
    const reason = 'An earlier run of this schedule was still going on, and this flow then leaves a tick out.'
    if (!(await end(tx, target, { state: 'refused', reasonCode: 'overlap', reason }))) throw new LeaseLost()
    return { outcome: 'refused' }
  }
  // What a person brings in again waits for its turn like any other, and neither ends a run nor is left out for one.
  const whenOpen = row.origin === 'replay' ? 'queue' : (runOrderOf(trigger.config, trigger.runs)?.whenOpen ?? 'queue')
  const { kept, left } = whenOpen === 'drop' ? await leaveOutOpen(tx, { trigger, items }) : { kept: items, left: 0 }
  const fresh = await claimItems(tx, { row, triggerId: trigger.id, items: kept })
  const suppressed = kept.length - fresh.length
  if (trigger.role === 'wait') {
    const awaited = await takeAwaited(tx, { delivery: row, trigger, items: fresh.map(({ item }) => item) })
    if (!(await end(tx, target, awaitedEnd(awaited, suppressed)))) throw new LeaseLost()
    return { outcome: 'expanded', runs: 0, suppressed, released: awaited.released }
  }
  const rules = trigger.runs?.gather
  const joined: Joined =
    rules === undefined
      ? { runs: 0, replaced: [], alone: fresh }
      : await joinGather(tx, { row, trigger, rules, fresh, mostBytes })
  const { alone } = joined
  const keys = alone.length > 0 ? await createRuns(tx, { row, trigger, planHash, fresh: alone }) : []
  const own = whenOpen === 'replace' ? await replaceOpen(tx, target.workspaceId, keys) : []
  const replaced = [...joined.replaced, ...own]
  const gathered = fresh.length - alone.length
  const subject = items[0]?.item.subject ?? null
  const done = expandedEnd({ items: fresh.length, gathered, suppressed, left, subject })
  if (!(await end(tx, target, done))) throw new LeaseLost()
  if (done.state === 'refused') await freeDeliveryKey(tx, row, trigger.id)
  if (done.state !== 'expanded') return { outcome: done.state }
  const runs = alone.length + joined.runs
  return { outcome: 'expanded', runs, suppressed, ...(replaced.length > 0 ? { replaced } : {}) }
}

class LeaseLost extends Error {}

type TriggerRow = typeof flowTrigger.$inferSelect
type DeliveryRow = typeof delivery.$inferSelect

const load = (db: Database, target: LeasedTarget) =>
  inWorkspace(db, target.workspaceId, async (tx) => {
    const [found] = await tx
      .select({
        row: delivery,
        trigger: flowTrigger,
        planHash: flowVersion.planHash,
        raw: payload.raw,
        workspace: { timeZone: workspace.timeZone, currency: workspace.currency, variables: workspace.variables },
      })
      .from(delivery)
      .innerJoin(flowTrigger, eq(flowTrigger.id, delivery.triggerId))
      .innerJoin(flowVersion, eq(flowVersion.id, flowTrigger.versionId))
      .innerJoin(payload, eq(payload.id, delivery.payloadId))
      .innerJoin(workspace, eq(workspace.id, delivery.workspaceId))
      .where(and(eq(delivery.id, target.id), eq(delivery.leaseId, target.leaseId), eq(delivery.state, 'accepted')))
    return found ? { ...found, body: found.raw ?? Buffer.alloc(0) } : null
  })

/**
 * Publishing waits for the events that are there; one that is being accepted at that moment may slip through, and a
 * sandbox's event must not run live. Nor does it wait for times of a schedule that nobody could ask for yet. A replay is
 * meant for what stands now.
 */
function ofAnother(row: DeliveryRow, trigger: TriggerRow): { reasonCode: string; reason: string } | null {
  const since = 'no longer starts this flow, since a newer version was published.'
  if (row.origin === 'event' && trigger.role === 'start' && row.sourceId !== null && row.sourceId !== trigger.sourceId)
    return { reasonCode: 'other_connection', reason: `It came in by a connection that ${since}` }
  if (row.origin === 'schedule' && trigger.config.type !== 'schedule')
    return { reasonCode: 'other_start', reason: `It is a time of a schedule that ${since}` }
  return null
}

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

const awaitedEnd = ({ kept, released }: Taken, suppressed: number): DeliveryEnd => {
  const waiting = new Set(released.map(({ runId }) => runId)).size
  if (kept === 0 && suppressed > 0) return { state: 'duplicate', reasonCode: 'item_seen', reason: null }
  if (kept === 0) {
    const reason = 'It lacks the value by which runs find the event that they wait for.'
    return { state: 'ignored', reasonCode: 'no_key', reason }
  }
  const now =
    waiting === 0 ? 'No run waits for it yet' : `${waiting === 1 ? 'One run' : `${waiting} runs`} waited for it`
  return { state: 'expanded', reasonCode: 'awaited', reason: `${now}; kept for those to come.`, items: kept }
}

type Outcome = { items: number; gathered: number; suppressed: number; left: number; subject: string | null }

const expandedEnd = ({ items, gathered, suppressed, left, subject }: Outcome) => {
  const total = items + suppressed + left
  const dropped = `A run about ${left === 1 && subject !== null ? subject : 'the same'} was still open, and this flow then leaves events out.`
  if (items === 0 && left > 0) {
    return { state: 'refused' as const, reasonCode: 'key_open', reason: storedText(dropped), items: 0 }
  }
  const reasons = [
    ...(gathered > 0 ? ['It runs together with others that come in about the same time.'] : []),
    ...(suppressed > 0 ? [suppressedReason(suppressed, total)] : []),
    ...(left > 0 ? [`${left} of its ${total} items were left out, because a run with their key was still open.`] : []),
  ]
  return {
    state: items > 0 ? ('expanded' as const) : ('duplicate' as const),
    reasonCode: suppressed > 0 ? 'item_seen' : left > 0 ? 'key_open' : gathered > 0 ? 'gathered' : null,
    reason: reasons.length > 0 ? reasons.join(' ') : null,
    items,
  }
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

/** What was left out may be sent again under the same id, and then runs. */
async function freeDeliveryKey(tx: Queries, row: DeliveryRow, triggerId: string): Promise<void> {
  if (row.vendorId === null) return
  const key = deliveryKeyOf(row.vendorId)
  await tx
    .delete(eventKey)
    .where(
      and(
        eq(eventKey.scope, triggerId),
        eq(eventKey.kind, 'delivery'),
        eq(eventKey.key, key),
        eq(eventKey.deliveryId, row.id),
      ),
    )
}

const settle = async (
  db: Database,
  target: LeasedTarget,
  values: DeliveryEnd & { state: 'dead' | 'ignored' },
): Promise<Expansion> => {
  const ended = await inWorkspace(db, target.workspaceId, (tx) => end(tx, target, values))
  return { outcome: ended ? values.state : 'lost' }
}
