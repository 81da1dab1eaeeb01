import type { ControlNode } from '@patchbay/flow/plan'
import { type StepResult, TIMED_OUT } from './host.ts'

/**
 * The port a result leaves a step by, or null when the step has not settled by it: a container has its region ahead, a
 * wait its time, and everything else ends the run or is called again.
 */
export function settledPort(node: ControlNode, result: StepResult): string | null {
  if (result.status === 'failed') return node.catches ? 'error' : null
  if (result.status !== 'succeeded') return null
  if (isContainer(node)) return null
  if (node.kind === 'wait' && (result.waitMs ?? 0) > 0) return null
  return result.port
}

/** A join that was entered and did not come together in time, unlike one that could not begin. */
export function isTimedOut({ join }: ControlNode, result: StepResult): boolean {
  return join !== undefined && result.status === 'failed' && result.code === TIMED_OUT
}

function isContainer({ kind }: ControlNode): boolean {
  return kind === 'loop' || kind === 'parallel' || kind === 'repeat' || kind === 'scope'
}
