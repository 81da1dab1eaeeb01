import { testConnection as askVendor } from '@patchbay/connector-sdk'
import { previewBulkJob } from '@patchbay/core/bulk/preview-bulk-job'
import { loadApplied } from '@patchbay/core/runs/load-applied'
import { markUndoing } from '@patchbay/core/runs/mark-undoing'
import { recordSkipped } from '@patchbay/core/runs/record-skipped'
import { refreshRunState } from '@patchbay/core/runs/refresh-run-state'
import { iterationKey, type RunTarget } from '@patchbay/core/runs/run-target'
import { closeLeft } from '@patchbay/core/waits/close-left'
import type { NodeRef, Phase, Segment, StepResult } from '@patchbay/scheduler/host'
import { runSegment as walkSegment } from '@patchbay/scheduler/run-segment'
import { activityInfo, Context, heartbeat } from '@temporalio/activity'
import { acceptPlannedTick } from '../accept-planned-tick.ts'
import type { BulkPreviewInput, ConnectionTestInput, LookupInput, TestInput, TickInput } from '../contract.ts'
import type { SegmentsInHand } from '../segments-in-hand.ts'
import { answerLookup } from './answer-lookup.ts'
import { createInputResolver } from './bulk/create-input-resolver.ts'
import type { ActivityDependencies } from './dependencies.ts'
import { endRun, type HowItEnded, placesOf } from './end-run.ts'
import { executePhase } from './execute-phase.ts'
import { executeStep } from './execute-step.ts'
import { createInSession } from './in-session.ts'
import { openAccess } from './open-access.ts'
import { createSessionOpener, writeDown } from './run-session.ts'
import { runTrial } from './trial/run-trial.ts'
import { watchCancel } from './watch-cancel.ts'

export type Work = RunTarget & { planHash: string }
type SegmentResults = { ref: NodeRef; result: StepResult }[]

/** A segment hands the rest back after this long, so that a run never hides in one workflow task. */
const SEGMENT_BUDGET_MS = 5_000
const HEARTBEAT_MS = 2_000
/** A test stops calling this long before its time is over, so that what it did is still written down. */
const TIME_TO_WRITE_DOWN_MS = 1_500

/** Everything that workflows ask of the world. */
export function createActivities(deps: ActivityDependencies, hands: SegmentsInHand) {
  const sessions = createSessionOpener(deps)
  const inSession = createInSession(deps, sessions)

  /** In the first epoch whatever holds a step has just been written down. */
  const showHeld = async (work: Work, results: StepResult[]): Promise<void> => {
    if (work.epoch > 1 && results.some(({ status }) => status === 'held')) await refreshRunState(deps.db, work)
  }

  const beginUndo = async (work: Work, scope: NodeRef | undefined): Promise<boolean> =>
    scope === undefined || markUndoing(deps.db, work, { node: scope.node, iteration: iterationKey(scope.iteration) })

  const whileWanted = <T>(work: Work, act: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    watchCancel(deps, { target: work, engine: Context.current().cancellationSignal }, act)

  /** Works off segments side by side that begin in the same turn; they share what the run has to be read for. */
  const walk = async (work: Work, requests: Segment[]): Promise<SegmentResults[]> => {
    const leave = hands.enter(work)
    return walkAll(work, requests).finally(leave)
  }

  const walkAll = async (work: Work, requests: Segment[]): Promise<SegmentResults[]> => {
    for (const { undoing } of requests) if (!(await beginUndo(work, undoing))) return stale(requests)
    const refs = requests.flatMap(({ ready }) => ready)
    const done = await inSession({ work, refs }, async (session) => {
      const deadline = performance.now() + SEGMENT_BUDGET_MS
      const results = await whileWanted(work, async (signal) => {
        const mayContinue = () => performance.now() < deadline && !signal.aborted
        const walks = requests.map((request) =>
          walkSegment(session.plan.control, request, (ref) => executeStep(deps, session, { ref, signal }), {
            mayContinue,
          }),
        )
        // What is under way is let finish before a failure of our own is passed on: it is then written down.
        await Promise.allSettled(walks)
        return Promise.all(walks)
      })
      if (!(await writeDown(deps.db, session))) return null
      await showHeld(
        work,
        results.flat().map(({ result }) => result),
      )
      return results
    })
    return done ?? stale(requests)
  }

  return {
    /** Quick steps that are safe to repeat, one after another, in one local activity. */
    async runSegment(work: Work, request: Segment): Promise<SegmentResults> {
      return (await walk(work, [request]))[0] ?? []
    },

    /** The same for several that begin in the same turn: items of a loop, lanes. */
    runSegments(work: Work, requests: Segment[]): Promise<SegmentResults[]> {
      return walk(work, requests)
    },

    /** One step that is slow or not safe to repeat. */
    async runStep(work: Work, ref: NodeRef, undoing?: NodeRef): Promise<StepResult> {
      const beat = setInterval(() => heartbeat(), HEARTBEAT_MS)
      try {
        if (!(await beginUndo(work, undoing))) return { status: 'stale' }
        const done = await inSession({ work, refs: [ref] }, async (session) => {
          const result = await whileWanted(work, (signal) => executeStep(deps, session, { ref, signal }))
          await showHeld(work, [result])
          return result
        })
        return done ?? { status: 'stale' }
      } finally {
        clearInterval(beat)
      }
    },

    /** A further word on a step that ran before: a pass is over, all items are, its effect is to be undone by hand. */
    async runPhase(work: Work, of: { ref: NodeRef; phase: Phase; undoing?: NodeRef }): Promise<StepResult> {
      if (!(await beginUndo(work, of.undoing))) return { status: 'stale' }
      const done = await inSession({ work, refs: [of.ref] }, (session) => executePhase(deps, session, of))
      return done ?? { status: 'stale' }
    },

    /** Steps that will never run, of a run that goes on. */
    async recordSkipped(work: Work, skipped: NodeRef[]): Promise<void> {
      const session = await sessions.open(work, [])
      await recordSkipped(deps.db, work, placesOf(session, skipped))
    },

    /** What steps wait for that the run has gone on without. */
    async closeLeft(work: Work, left: NodeRef[]): Promise<void> {
      await closeLeft(
        deps.db,
        work,
        left.map(({ node, iteration }) => ({ node, iteration: iteration.join('.') })),
      )
      deps.notify('patchbay_live', `${work.workspaceId}:run:${work.runId}`)
    },

    /** What a run that is to undo has applied and not undone yet. */
    async loadApplied(work: Work): Promise<NodeRef[]> {
      const session = await sessions.open(work, [])
      return loadApplied(deps.db, work, session.plan.control)
    },

    /** Writes down how the run ended. */
    async finishRun(work: Work, end: HowItEnded): Promise<void> {
      await endRun(deps, await sessions.open(work, []), end)
    },

    /** A schedule's tick goes into the inbox; however often it is said, once. */
    async acceptTick(tick: TickInput & { scheduledFor: string }): Promise<void> {
      const id = await acceptPlannedTick(deps.db, { ...tick, scheduledFor: new Date(tick.scheduledFor) })
      if (id !== null) deps.notify('patchbay_inbox', 'delivery')
    },

    /** Asks the vendor whether it takes a connection's credential. */
    async testConnection(input: ConnectionTestInput) {
      const access = await openAccess(deps, input.workspaceId, { id: input.connectionId, fresh: true })
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

    /** Works out what the runs of a bulk job would send. */
    previewBulk(input: BulkPreviewInput): Promise<void> {
      return previewBulkJob({ db: deps.db, resolveInput: createInputResolver(deps) }, input)
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

/** Another epoch owns the run: whatever came of it here is not to be gone by. */
const stale = (requests: Segment[]): SegmentResults[] =>
  requests.map(({ ready }) => ready.map((ref) => ({ ref, result: { status: 'stale' } })))
