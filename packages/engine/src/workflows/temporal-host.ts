import type { Host, NodeRef } from '@patchbay/scheduler/host'
import {
  ActivityCancellationType,
  condition,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  sleep,
  workflowInfo,
} from '@temporalio/workflow'
import type { Activities } from '../activities/create-activities.ts'
import type { FlowRunInput } from '../contract.ts'
import { gatherSegments } from './gather-segments.ts'
import { inSingleFile } from './in-single-file.ts'
import { turnSettled } from './turn-settled.ts'

// A segment is tried until it gets through: every step in it looks at its checkpoint first.
const quick = proxyLocalActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
})

const LONGEST_BEYOND_TIMEOUT_MS = 60_000
/** The engine's own limit is 50,000 events, and long before it a replay takes longer than a workflow task may. */
const MAX_HISTORY_EVENTS = 8_000
/** Of a long loop the steps that were skipped are written down as it goes on. */
const MAX_SKIPPED_IN_HAND = 500

/** The workflow's side of a run: what the scheduler asks for, in Temporal's terms. */
export function createTemporalHost(input: FlowRunInput) {
  const work = { workspaceId: input.workspaceId, runId: input.runId, epoch: input.epoch, planHash: input.planHash }
  const inFlight = new Set<Promise<unknown>>()
  const released = new Set<string>()
  const skipped: NodeRef[] = []
  /** Runs of plans of older versions replay as they ran. */
  const version = input.engineVersion ?? 1
  const isFirstVersion = version < 2
  const inOrder = version < 3 ? <T>(promise: Promise<T>) => promise : inSingleFile(turnSettled)

  const track = <T>(promise: Promise<T>): Promise<T> => {
    const settled = promise.then(
      () => undefined,
      () => undefined,
    )
    inFlight.add(settled)
    void settled.then(() => inFlight.delete(settled))
    return promise
  }

  /** Nobody waits for this; where it is cancelled with its run, the end of the run makes it good. */
  const aside = (promise: Promise<unknown>): void => {
    track(promise).catch((error) => {
      if (!isCancellation(error)) throw error
    })
  }

  /** A call to a vendor may take long, and none may hold up another item's next step. */
  const maySendTogether = ({ ready }: { ready: NodeRef[] }): boolean =>
    !isFirstVersion && ready.every(({ node }) => isWorkedOutHere(input.skeleton, node))
  const gathered = gatherSegments({
    one: (request) => inOrder(track(quick.runSegment(work, request))),
    several: (requests) => inOrder(track(quick.runSegments(work, requests))),
  })

  const host: Host = {
    runSegment: (request) =>
      maySendTogether(request) ? gathered(request) : inOrder(track(quick.runSegment(work, request))),
    runStep: (ref, undoing) => track(slow(input, ref).runStep(work, ref, ...(undoing ? [undoing] : []))),
    runPhase: (ref, phase, undoing) =>
      inOrder(track(quick.runPhase(work, { ref, phase, ...(undoing ? { undoing } : {}) }))),
    // Older plans act on a time-out without a word to anybody.
    recordsTimeOuts: version >= 4,
    // Older plans go on beside a scope that is undone until its failure arrives, also where an earlier epoch knew of it.
    holdsForKnownFailures: version >= 5,
    sleep: (ms) => sleep(Math.max(1, ms)),
    async awaitRelease(ref, forMs) {
      const key = releaseKey(ref.node, ref.iteration.join('.'))
      if (forMs === undefined) await condition(() => released.has(key))
      else await condition(() => released.has(key), Math.max(1, forMs))
      released.delete(key)
    },
    wantsRestart() {
      const { continueAsNewSuggested, historyLength } = workflowInfo()
      return !isFirstVersion && (continueAsNewSuggested || historyLength > MAX_HISTORY_EVENTS)
    },
    nowMs: () => Date.now(),
    skipped(refs) {
      skipped.push(...refs)
      if (!isFirstVersion && skipped.length > MAX_SKIPPED_IN_HAND) {
        aside(quick.recordSkipped(work, skipped.splice(0)))
      }
    },
    left(refs) {
      if (version >= 5) aside(quick.closeLeft(work, refs))
    },
  }

  /** Resolves once no activity is under way: a cancelled call has been written down by then. */
  const quiet = async () => {
    await Promise.all(inFlight)
  }

  return {
    host,
    quiet,
    release: (node: number, iteration: string) => released.add(releaseKey(node, iteration)),
    /** What the run has applied and not undone, in the order it came about; the latest of them when there are many. */
    loadApplied: () => quick.loadApplied(work),
    finish: async (end: Omit<Parameters<Activities['finishRun']>[1], 'skipped'>) => {
      await quick.finishRun(work, { ...end, skipped: skipped.splice(0) })
    },
    /** Writes down what the next execution of this epoch would not know any more. */
    handOver: async () => {
      if (skipped.length > 0) await quick.recordSkipped(work, skipped.splice(0))
      await quiet()
    },
  }
}

/** Nothing that a segment can come to in this node's region calls anybody. */
const isWorkedOutHere = (skeleton: FlowRunInput['skeleton'], node: number): boolean => {
  const region = skeleton[node]?.region
  return skeleton.every((other) => other.region !== region || other.mode !== 'segment' || other.kind !== 'action')
}

const releaseKey = (node: number, iteration: string): string => `${node}/${iteration}`

const slow = (input: FlowRunInput, ref: NodeRef) =>
  proxyActivities<Activities>({
    startToCloseTimeout: (input.skeleton[ref.node]?.timeoutMs ?? 60_000) * 3 + LONGEST_BEYOND_TIMEOUT_MS,
    heartbeatTimeout: '15 seconds',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
  })
