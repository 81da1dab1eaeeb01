import type { Host, NodeRef, Settled } from '@patchbay/scheduler/host'
import { ActivityCancellationType, condition, proxyActivities, proxyLocalActivities, sleep } from '@temporalio/workflow'
import type { Activities } from '../activities/create-activities.ts'
import type { FlowRunInput } from '../contract.ts'

// A segment is tried until it gets through: every step in it looks at its checkpoint first.
const quick = proxyLocalActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
})

const LONGEST_BEYOND_TIMEOUT_MS = 60_000

/** The workflow's side of a run: what the scheduler asks for, in Temporal's terms. */
export function createTemporalHost(input: FlowRunInput) {
  const work = { workspaceId: input.workspaceId, runId: input.runId, epoch: input.epoch, planHash: input.planHash }
  const inFlight = new Set<Promise<unknown>>()
  const released = new Set<string>()
  const skipped: NodeRef[] = []

  const track = <T>(promise: Promise<T>): Promise<T> => {
    const settled = promise.then(
      () => undefined,
      () => undefined,
    )
    inFlight.add(settled)
    void settled.then(() => inFlight.delete(settled))
    return promise
  }

  const host: Host = {
    runSegment: (request: { ready: NodeRef[]; settled: Settled[] }) => track(quick.runSegment(work, request)),
    runStep: (ref) => track(slow(input, ref).runStep(work, ref)),
    sleep: (ms) => sleep(Math.max(1, ms)),
    async awaitRelease(ref) {
      const key = releaseKey(ref.node, ref.iteration.join('.'))
      await condition(() => released.has(key))
      released.delete(key)
    },
    skipped: (refs) => {
      skipped.push(...refs)
    },
  }

  return {
    host,
    work,
    skipped,
    release: (node: number, iteration: string) => released.add(releaseKey(node, iteration)),
    /** Resolves once no activity is under way: a cancelled call has been written down by then. */
    quiet: async () => {
      await Promise.all(inFlight)
    },
    finish: (end: Parameters<Activities['finishRun']>[1]) => quick.finishRun(work, end),
  }
}

const releaseKey = (node: number, iteration: string): string => `${node}/${iteration}`

const slow = (input: FlowRunInput, ref: NodeRef) =>
  proxyActivities<Activities>({
    startToCloseTimeout: (input.skeleton[ref.node]?.timeoutMs ?? 60_000) * 3 + LONGEST_BEYOND_TIMEOUT_MS,
    heartbeatTimeout: '15 seconds',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
  })
