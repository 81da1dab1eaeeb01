import type { FailedStep } from '@patchbay/core/runs/load-failures'
import { parseIteration } from '@patchbay/core/runs/run-target'
import { type TakenPlace, takerOfFailure } from '@patchbay/core/runs/taker-of-failure'
import type { Plan } from '@patchbay/flow/plan'
import { containersAround } from './seen-iteration.ts'

/** Why a container failed, as its catch lane and its error path see it. `step` is the name of the one that did. */
export type ContainerError = { code: string; message: string; step: string }

/**
 * The failure that got out of a container in one iteration: the first that nothing inside took. Null when there is none.
 * `lane` looks at one lane of a scope only.
 */
export function failureInside(
  plan: Plan,
  failures: readonly FailedStep[],
  of: { container: number; iteration: number[]; lane?: number },
): ContainerError | null {
  const within = failures.filter(({ node, iteration }) => {
    const around = containersAround(plan, node)
    const at = around.indexOf(of.container)
    if (at < 0) return false
    const direct = at === 0 ? node : (around[at - 1] ?? node)
    if (of.lane !== undefined && (plan.control[direct]?.lane ?? 0) !== of.lane) return false
    const place = parseIteration(iteration)
    return of.iteration.every((position, depth) => place[depth] === position)
  })
  const out = within.find((failure) => !isTaken(plan, within, { node: failure.node, below: of.container }))
  if (out) {
    const { error, node, stepId } = out
    return {
      code: error?.code ?? 'failed',
      message: error?.message ?? 'The step failed.',
      step: plan.work[node]?.name ?? stepId,
    }
  }
  return of.lane === undefined ? null : timedOut(plan, of.container)
}

/** Whether a container between a failed step and `below` goes on in spite of it. */
export function isTaken(plan: Plan, failures: readonly FailedStep[], of: { node: number; below: number }): boolean {
  const goesOn = ({ kind, container }: TakenPlace) => kind === 'item' || joinHolds(plan, failures, container)
  return takerOfFailure(plan.control, { node: of.node, iteration: [] }, { below: of.below, goesOn }) !== null
}

/** Whether a container leaves by its main way, whatever of these failed inside. */
export function goesOnAnyway(plan: Plan, failures: readonly FailedStep[], container: number): boolean {
  const control = plan.control[container]
  if (control?.kind === 'loop') return control.onItemError === 'continue'
  return joinHolds(plan, failures, container)
}

function joinHolds(plan: Plan, failures: readonly FailedStep[], container: number): boolean {
  const join = plan.control[container]?.join
  if (!join) return false
  if (join.of === 'ended' && join.need !== null) return true
  const failedLanes = new Set(
    failures.flatMap(({ node }) => {
      const around = containersAround(plan, node)
      const at = around.indexOf(container)
      if (at < 0) return []
      return [plan.control[at === 0 ? node : (around[at - 1] ?? node)]?.lane ?? 0]
    }),
  )
  return join.lanes - failedLanes.size >= (join.need ?? join.lanes)
}

/** A time-out of a join leaves no step that failed. */
function timedOut(plan: Plan, container: number): ContainerError | null {
  const late = plan.control.findIndex(
    (node, index) => node.join?.timeoutMs != null && containersAround(plan, index).includes(container),
  )
  if (late < 0) return null
  const step = plan.work[late]?.name ?? ''
  return { code: 'join_timed_out', message: `“${step}” did not come together within its time.`, step }
}
