import { randomBytes } from 'node:crypto'
import type { Database, Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import {
  delivery,
  flow,
  flowTrigger,
  flowVersion,
  payload,
  type RunState,
  run,
  type StepError,
  type StepState,
} from '@patchbay/db/schema'
import type { JsonObject } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import { and, desc, eq, sql } from 'drizzle-orm'
import { triggerStepOf } from '../flows/trigger-of.ts'
import { keepPayloadRow } from '../payloads/keep-payload.ts'
import { orderKeyOf, runOrderOf } from '../queue/run-order.ts'
import type { RunTarget, StepPlace } from '../runs/run-target.ts'
import { beginWaiting, isOver, lockStep } from './begin-waiting.ts'
import { findCallCycle } from './call-cycle.ts'
import { checkCallFields } from './call-fields.ts'
import type { CallProblem } from './call-problem.ts'
import { hasTurnToLend, lendAgain } from './lend-turn.ts'

/** Calls within calls, counted from the run that an event began. */
export const MAX_CALL_DEPTH = 8

/** What the called flow gave was of no use: a retry calls it anew. */
export const ANSWER_INVALID = 'answer_invalid'

export type FlowCall = {
  place: StepPlace
  flowId: string
  /** Null: the version that is live now. */
  versionId: string | null
  waits: boolean
  input: JsonObject
  inputNotes?: readonly string[]
  /** The caller's subject, so that a person finds both. */
  subject: string | null
  /** The value that a mapping gives of what the flow is called with, by which its runs go in order. */
  keyOf: (of: { mapping: Mapping; stepId: string; output: JsonObject }) => Promise<string | null>
}

/**
 * `adopted`: the run was there already, and may have ended since. `begun`: somebody else has called since, and is through:
 * how the step stands is to be read anew.
 */
export type Called =
  | { ok: true; runId: string; stepRunId: string; adopted: boolean }
  | { ok: false; problem: CallProblem | 'stale' | 'begun' }

type Callee = {
  versionId: string
  planHash: string
  triggerId: string
  name: string
  orderKey: string | null
  /** In its place: it goes along with the turn of its callers. */
  lentKey: string | null
}

/**
 * Creates the run of a called flow and puts the calling step on hold, in one transaction: a repeated call finds the run
 * that the first one made. A step that is tried again goes on with a run that is still open or has succeeded since.
 */
export async function callFlow(db: Database, target: RunTarget, call: FlowCall): Promise<Called> {
  const { workspaceId } = target
  const keep = (kind: 'input' | 'item') => keepPayloadRow(db, { workspaceId, kind, value: call.input })
  const kept: Kept = { input: await keep('input'), item: await keep('item') }
  return inWorkspace(db, target.workspaceId, async (tx): Promise<Called> => {
    const locked = await lockStep(tx, target, call.place)
    if (locked === null) return STALE
    if (isOver(locked.step)) return BEGUN
    const last = await lastCall(tx, target, call.place)
    if (last === null && locked.step !== null && hasCalled(locked.step)) return { ok: false, problem: CALL_GONE }
    const isOfUse = last !== null && locked.step !== null && goesOnWith(locked.step, last)
    const generation = isOfUse ? last.generation : (last?.generation ?? 0) + 1
    const depth = locked.depth + 1
    if (isOfUse) {
      if (call.waits) await lendAgain(tx, target.runId, last.id)
      const ring = await wouldRing(tx, target, { call, for: last.finishedAt === null ? { runId: last.id } : null })
      if (ring !== null) return { ok: false, problem: ring }
      const held = await hold(tx, target, { call, kept, generation })
      return held === null ? STALE : { ok: true, runId: last.id, stepRunId: held.stepRunId, adopted: true }
    }
    if (depth > MAX_CALL_DEPTH) {
      const message = `Flows call each other ${MAX_CALL_DEPTH} deep at most, and this call would be one more. See whether one of them calls itself.`
      return { ok: false, problem: { code: 'too_deep', message } }
    }
    const callee = await findCallee(tx, target, call)
    if ('code' in callee) return { ok: false, problem: callee }
    const { orderKey } = callee
    const ring = await wouldRing(tx, target, { call, for: orderKey === null ? null : { orderKey } })
    if (ring !== null) return { ok: false, problem: ring }
    const held = await hold(tx, target, { call, kept, generation })
    if (held === null) return STALE
    const runId = await createCalled(tx, target, { call, kept, callee, generation, depth })
    return { ok: true, runId, stepRunId: held.stepRunId, adopted: false }
  })
}

const STALE = { ok: false, problem: 'stale' } as const
const BEGUN = { ok: false, problem: 'begun' } as const

/**
 * A step that waits goes on with the run it has called; one that is tried again with one that is still open or has been
 * mended since. One that is done again from nothing has no row and calls anew.
 */
export function goesOnWith(
  step: { state: StepState; error: StepError | null },
  last: { state: RunState; finishedAt: Date | null },
): boolean {
  if (step.state === 'waiting' || last.finishedAt === null) return true
  return last.state === 'succeeded' && step.error?.code !== ANSWER_INVALID
}

/** A step that has no row any more is done again on purpose; what gave nothing of use is called anew in any case. */
const hasCalled = (step: { inputPayloadId: string | null; error: StepError | null }): boolean =>
  step.inputPayloadId !== null && step.error?.code !== ANSWER_INVALID

/** Nobody knows any more what it gave, and calling anew would do again what it did. */
const CALL_GONE: CallProblem = {
  code: 'call_gone',
  message:
    'The called run has been removed by retention, so what it gave is not known any more. Supply what it gave, skip the step, or run again from it on purpose.',
}

/** The run that a step has called last. */
export async function lastCall(tx: Queries, { runId }: { runId: string }, place: StepPlace) {
  const [found] = await tx
    .select({
      id: run.id,
      state: run.state,
      reason: run.reason,
      finishedAt: run.finishedAt,
      deliveryId: run.deliveryId,
      generation: sql<number>`${run.parentGeneration}`,
    })
    .from(run)
    .where(and(eq(run.parentRunId, runId), eq(run.parentNode, place.node), eq(run.parentIteration, place.iteration)))
    .orderBy(desc(run.parentGeneration))
    .limit(1)
  return found ?? null
}

type Ahead = { call: FlowCall; for: { orderKey: string } | { runId: string } | null }

/** What is only started is waited for by nobody. */
const wouldRing = async (tx: Queries, { workspaceId, runId }: RunTarget, ahead: Ahead): Promise<CallProblem | null> =>
  ahead.call.waits && ahead.for !== null ? findCallCycle(tx, { workspaceId, runId, for: ahead.for }) : null

/** What the flow is called with, as the step's input and as the item of the run. */
type Kept = Record<'input' | 'item', Awaited<ReturnType<typeof keepPayloadRow>>>
type Holding = { call: FlowCall; kept: Kept; generation: number }

const hold = (tx: Queries, target: RunTarget, { call: { place, input, inputNotes }, kept, generation }: Holding) =>
  beginWaiting(tx, target, { place, kind: 'subflow', forMs: null, input, inputNotes, kept: kept.input, generation })

async function findCallee(tx: Queries, target: RunTarget, call: FlowCall): Promise<Callee | CallProblem> {
  const [found] = await tx
    .select({
      name: flow.name,
      enabled: flow.enabled,
      archivedAt: flow.archivedAt,
      versionId: flowVersion.id,
      planHash: flowVersion.planHash,
      document: flowVersion.document,
      triggerId: flowTrigger.id,
      runs: flowTrigger.runs,
    })
    .from(flow)
    .leftJoin(
      flowVersion,
      and(
        eq(flowVersion.flowId, flow.id),
        eq(flowVersion.id, call.versionId === null ? flow.liveVersionId : call.versionId),
      ),
    )
    .leftJoin(flowTrigger, and(eq(flowTrigger.flowId, flow.id), eq(flowTrigger.role, 'start')))
    .where(eq(flow.id, call.flowId))
  if (found === undefined || found.archivedAt !== null) {
    return { code: 'no_flow', message: 'The flow that this step calls does not exist any more. Choose another one.' }
  }
  const { name, versionId, planHash, triggerId, document } = found
  if (versionId === null || planHash === null || document === null || triggerId === null) {
    const what = call.versionId === null ? 'has never been published' : 'does not have the version that this step calls'
    return { code: 'no_version', message: `“${name}” ${what}.` }
  }
  if (!found.enabled) {
    return { code: 'flow_off', message: `“${name}” is switched off. Switch it on, then retry this run.` }
  }
  const step = triggerStepOf(document)
  const trigger = step?.trigger
  if (step === null || trigger?.type !== 'call') {
    return { code: 'not_callable', message: `“${name}” is not started by calls. Give it the trigger “When called”.` }
  }
  const trouble = checkCallFields(trigger.input, call.input)
  if (trouble !== null) {
    return { code: 'input_invalid', message: `“${name}” was not called: ${trouble.message}`, field: trouble.field }
  }
  // What is deployed is of the live version.
  const order = runOrderOf(trigger, call.versionId === null ? found.runs : (step.runs ?? null))
  const key =
    order === null || order.key === null
      ? null
      : await call.keyOf({ mapping: order.key, stepId: step.id, output: call.input })
  const orderKey = order === null || key === null ? null : orderKeyOf(order, triggerId, key)
  const isLent = call.waits && orderKey !== null && (await hasTurnToLend(tx, target.runId, orderKey))
  const line = isLent ? { orderKey: null, lentKey: orderKey } : { orderKey, lentKey: null }
  return { versionId, planHash, triggerId, name, ...line }
}

type Creation = Holding & { callee: Callee; depth: number }

async function createCalled(
  tx: Queries,
  { workspaceId, runId }: RunTarget,
  { call, kept, callee, generation, depth }: Creation,
): Promise<string> {
  const [eventId, deliveryId, calledId] = [newId(), newId(), newId()]
  const raw = Buffer.from(JSON.stringify(call.input))
  await tx.insert(payload).values([{ id: eventId, workspaceId, kind: 'event', raw, bytes: raw.length }, kept.item])
  await tx.insert(delivery).values({
    id: deliveryId,
    workspaceId,
    triggerId: callee.triggerId,
    flowId: call.flowId,
    origin: 'call',
    state: 'expanded',
    payloadId: eventId,
    bytes: raw.length,
    items: 1,
    expandedAt: sql`now()`,
  })
  await tx.insert(run).values({
    id: calledId,
    workspaceId,
    flowId: call.flowId,
    versionId: callee.versionId,
    planHash: callee.planHash,
    triggerId: callee.triggerId,
    deliveryId,
    itemIndex: 0,
    itemPayloadId: kept.item.id,
    subject: call.subject,
    searchText: (call.subject ?? '').toLowerCase(),
    nowAt: new Date(),
    random: randomBytes(8).toString('hex'),
    orderKey: callee.orderKey,
    lentKey: callee.lentKey,
    hasTurn: callee.orderKey === null,
    orderAt: callee.orderKey === null ? null : sql`now()`,
    parentRunId: runId,
    parentNode: call.place.node,
    parentIteration: call.place.iteration,
    parentGeneration: generation,
    parentWaits: call.waits,
    depth,
  })
  return calledId
}
