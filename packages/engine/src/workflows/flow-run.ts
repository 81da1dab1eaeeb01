import type { StepResult } from '@patchbay/scheduler/host'
import { runPlan } from '@patchbay/scheduler/run-plan'
import { CancellationScope, defineSignal, isCancellation, setHandler } from '@temporalio/workflow'
import { type FlowRunInput, RELEASE_SIGNAL, type ReleaseSignal } from '../contract.ts'
import { createTemporalHost } from './temporal-host.ts'

const release = defineSignal<[ReleaseSignal]>(RELEASE_SIGNAL)

/** Drives one run under one epoch, from its checkpoints to its end. */
export async function flowRun(input: FlowRunInput): Promise<void> {
  const { host, skipped, release: letGo, quiet, finish } = createTemporalHost(input)
  setHandler(release, ({ node, iteration }) => {
    letGo(node, iteration)
  })
  try {
    const outcome = await runPlan(input.skeleton, host, { settled: input.settled.map(toResult(input)) })
    await finish({ outcome, cancelled: false, skipped })
  } catch (error) {
    if (!isCancellation(error)) throw error
    await CancellationScope.nonCancellable(async () => {
      await quiet()
      await finish({ outcome: { outcome: 'cancelled', failedNode: null, code: null }, cancelled: true, skipped })
    })
  }
}

const toResult =
  (input: FlowRunInput) =>
  ({ node, iteration, port, count }: FlowRunInput['settled'][number]) => {
    const failed = port === 'error' && input.skeleton[node]?.catches === true
    const result: StepResult = failed
      ? { status: 'failed', code: 'earlier' }
      : { status: 'succeeded', port, ...(count === null ? {} : { count }) }
    return { ref: { node, iteration }, result }
  }
