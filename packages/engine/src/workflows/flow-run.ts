import type { StepResult, WalkSnapshot } from '@patchbay/scheduler/host'
import { runPlan } from '@patchbay/scheduler/run-plan'
import { CancellationScope, continueAsNew, defineSignal, isCancellation, setHandler } from '@temporalio/workflow'
import { type FlowRunInput, RELEASE_SIGNAL, type ReleaseSignal } from '../contract.ts'
import { createTemporalHost } from './temporal-host.ts'
import { unwind } from './unwind.ts'

const release = defineSignal<[ReleaseSignal]>(RELEASE_SIGNAL)

const CANCELLED = { outcome: 'cancelled', failedNode: null, code: null } as const

/** Drives one run under one epoch, from its checkpoints to its end. */
export async function flowRun(input: FlowRunInput): Promise<void> {
  const { host, release: letGo, quiet, finish, handOver, loadApplied } = createTemporalHost(input)
  setHandler(release, ({ node, iteration }) => {
    letGo(node, iteration)
  })
  try {
    const outcome = input.unwind
      ? await unwind(input.skeleton, host, loadApplied)
      : await runPlan(input.skeleton, host, resumeOf(input))
    if (outcome.outcome === 'restart') {
      await handOver()
      await continueAsNew<typeof flowRun>(nextOf(input, outcome))
    } else await finish({ outcome, cancelled: false })
  } catch (error) {
    if (!isCancellation(error)) throw error
    await CancellationScope.nonCancellable(async () => {
      await quiet()
      await finish({ outcome: CANCELLED, cancelled: true })
    })
  }
}

/** What is left to undo is read anew; a walk goes on where it stood. */
const nextOf = (input: FlowRunInput, outcome: { snapshot?: WalkSnapshot | undefined }): FlowRunInput =>
  outcome.snapshot === undefined ? input : { ...input, settled: [], snapshot: outcome.snapshot }

const resumeOf = (input: FlowRunInput) =>
  input.snapshot === undefined ? { settled: input.settled.map(toResult(input)) } : { snapshot: input.snapshot }

const toResult =
  (input: FlowRunInput) =>
  ({ node, iteration, unsure, ...came }: FlowRunInput['settled'][number]) => {
    const result: StepResult = unsure ? { status: 'retry', afterMs: 0, unsure } : resultOf(came, input.skeleton[node])
    return { ref: { node, iteration }, result }
  }

function resultOf(
  { port, count, code, undoing }: Pick<FlowRunInput['settled'][number], 'port' | 'count' | 'code' | 'undoing'>,
  node: FlowRunInput['skeleton'][number] | undefined,
): StepResult {
  if (port === null || (port === 'error' && node?.catches === true)) {
    return { status: 'failed', code: code ?? 'earlier' }
  }
  return { status: 'succeeded', port, ...(count == null ? {} : { count }), ...(undoing ? { undoing } : {}) }
}
