import { testConnection as askVendor } from '@patchbay/connector-sdk'
import { beginWork } from '@patchbay/core/runs/begin-work'
import { finishRun } from '@patchbay/core/runs/finish-run'
import { recordAnswer } from '@patchbay/core/runs/record-answer'
import { iterationKey, type RunTarget } from '@patchbay/core/runs/run-target'
import { acceptTick } from '@patchbay/db/functions'
import type { NodeRef, RunOutcome, Settled, StepResult } from '@patchbay/scheduler/host'
import { runSegment as walkSegment } from '@patchbay/scheduler/run-segment'
import { activityInfo, Context, heartbeat } from '@temporalio/activity'
import type { ConnectionTestInput, LookupInput, TestInput, TickInput } from '../contract.ts'
import { answerLookup } from './answer-lookup.ts'
import type { ActivityDependencies } from './dependencies.ts'
import { executeStep } from './execute-step.ts'
import { openAccess } from './open-access.ts'
import { createSessionOpener, nodeOf, type RunSession, visibleIterations } from './run-session.ts'
import { runTrial } from './trial/run-trial.ts'

export type Work = RunTarget & { planHash: string }

/** A segment hands the rest back after this long, so that a run never hides in one workflow task. */
const SEGMENT_BUDGET_MS = 5_000
const HEARTBEAT_MS = 3_000
/** A test stops calling this long before its time is over, so that what it did is still written down. */
const TIME_TO_WRITE_DOWN_MS = 1_500

/** Everything that workflows ask of the world. */
export function createActivities(deps: ActivityDependencies) {
  const openSession = createSessionOpener(deps)

  /** Null when this epoch may not act on the run any more. */
  const begin = async (work: Work, refs: NodeRef[]): Promise<RunSession | null> => {
    const begun = await beginWork(deps.db, work, visibleIterations(refs))
    if (begun.verdict === 'poison') {
      await finishRun(deps.db, work, {
        state: 'failed',
        reasonCode: 'poison',
        reason:
          'The worker stopped each time this run was begun. What had succeeded is kept; retry it once the cause is mended.',
        failedStepId: null,
        skipped: [],
      })
      announce(deps, work)
    }
    return begun.verdict === 'ok' ? openSession(work, begun.steps) : null
  }

  return {
    /** Quick steps that are safe to repeat, one after another, in one local activity. */
    async runSegment(
      work: Work,
      request: { ready: NodeRef[]; settled: Settled[] },
    ): Promise<{ ref: NodeRef; result: StepResult }[]> {
      const session = await begin(work, request.ready)
      if (!session) return request.ready.map((ref) => ({ ref, result: { status: 'stale' } }))
      const deadline = performance.now() + SEGMENT_BUDGET_MS
      const signal = Context.current().cancellationSignal
      return walkSegment(session.plan.control, request, (ref) => executeStep(deps, session, { ref, signal }), {
        mayContinue: () => performance.now() < deadline && !signal.aborted,
      })
    },

    /** One step that is slow or not safe to repeat. */
    async runStep(work: Work, ref: NodeRef): Promise<StepResult> {
      const beat = setInterval(() => heartbeat(), HEARTBEAT_MS)
      try {
        const session = await begin(work, [ref])
        if (!session) return { status: 'stale' }
        return await executeStep(deps, session, { ref, signal: Context.current().cancellationSignal })
      } finally {
        clearInterval(beat)
      }
    },

    /** Writes down how the run ended. */
    async finishRun(work: Work, end: { outcome: RunOutcome; cancelled: boolean; skipped: NodeRef[] }): Promise<void> {
      const session = await openSession(work, [])
      const places = end.skipped.map((ref) => {
        const { place, work: node } = nodeOf(session, ref)
        return { ...place, iteration: iterationKey(ref.iteration), kind: node.kind }
      })
      const described = describeEnd(session, end)
      await finishRun(deps.db, work, { ...described, skipped: places })
      await answerForGood(deps, session, described)
      announce(deps, work)
    },

    /** A schedule's tick goes into the inbox; however often it is said, once. */
    async acceptTick(tick: TickInput & { scheduledFor: string }): Promise<void> {
      const id = await acceptTick(deps.db, { ...tick, scheduledFor: new Date(tick.scheduledFor) })
      if (id !== null) deps.notify('patchbay_inbox', 'delivery')
    },

    /** Asks the vendor whether it takes a connection's credential. */
    async testConnection(input: ConnectionTestInput) {
      const access = await openAccess(deps, input.workspaceId, input.connectionId)
      if (!access.ok) return { ok: false as const, code: access.error.code, message: access.error.message }
      if (!access.connection) {
        return { ok: false as const, code: 'auth_expired' as const, message: 'This connection was revoked.' }
      }
      const { connection } = access
      const connector = await deps.loadConnector(connection.connector)
      if (!connector) {
        return { ok: false as const, code: 'invalid_input' as const, message: 'Its connector is not installed here.' }
      }
      return askVendor(connector, {
        transport: access.transport,
        connect: access.connect,
        origin: connection.origin,
        credentials: access.credentials,
        settings: connection.settings,
        idempotencyKey: activityInfo().activityId,
        attempt: 1,
        afterUnknown: false,
        once: (_name, work) => work(),
        log: () => undefined,
        signal: Context.current().cancellationSignal,
        timeoutMs: 10_000,
        now: new Date().toISOString(),
      })
    },

    /** Fills a drop-down from its vendor. */
    answerLookup(input: LookupInput): Promise<void> {
      return answerLookup(deps, input, Context.current().cancellationSignal)
    },

    /** Tries a draft, in whole or in part, on behalf of a person who looks on. */
    async runTest(input: TestInput): Promise<void> {
      const beat = setInterval(() => heartbeat(), HEARTBEAT_MS)
      const signal = AbortSignal.timeout(Math.max(1_000, input.budgetMs - TIME_TO_WRITE_DOWN_MS))
      try {
        await runTrial(deps, input, AbortSignal.any([signal, Context.current().cancellationSignal]))
      } finally {
        clearInterval(beat)
      }
    },
  }
}

export type Activities = ReturnType<typeof createActivities>

const announce = (deps: ActivityDependencies, work: Work): void => {
  deps.notify('patchbay_live', `${work.workspaceId}:run:${work.runId}`)
  // Runs that wait for this one to end may start now.
  deps.notify('patchbay_inbox', 'run')
}

/** The caller of a webhook that waits for its flow hears of its end, whatever way the run took. */
async function answerForGood(deps: ActivityDependencies, session: RunSession, end: DescribedEnd): Promise<void> {
  const [trigger] = session.plan.work
  if (trigger?.kind !== 'trigger' || trigger.answer?.kind !== 'flow') return
  const { deliveryId, id } = session.run
  const body = { run: id, state: end.state, message: 'The flow ended without an answer of its own.' }
  await recordAnswer(deps.db, session.target, { deliveryId, status: end.state === 'succeeded' ? 200 : 502, body })
  deps.notify('patchbay_answer', deliveryId)
}

type DescribedEnd = Omit<Parameters<typeof finishRun>[2], 'skipped'>

function describeEnd(session: RunSession, end: { outcome: RunOutcome; cancelled: boolean }): DescribedEnd {
  const plain = { reasonCode: null, reason: null, failedStepId: null }
  if (end.cancelled || end.outcome.outcome === 'cancelled' || end.outcome.outcome === 'stale') {
    return { ...plain, state: 'cancelled' }
  }
  if (end.outcome.outcome === 'succeeded') return { ...plain, state: 'succeeded' }
  const { failedNode, code } = end.outcome
  const node = failedNode === null ? null : session.plan.work[failedNode]
  return {
    state: 'failed',
    reasonCode: code,
    reason: node ? `“${node.name}” failed` : 'The flow ended this run as failed.',
    failedStepId: failedNode === null ? null : (session.plan.control[failedNode]?.id ?? null),
  }
}
