import type { Place, StepTab } from '@patchbay/editor/contract'
import type { Problem } from '@patchbay/flow/problem'

/** Where a problem is mended: the step, the tab that has the field, the field. */
export function placeOfProblem({ stepId, field }: Pick<Problem, 'stepId' | 'field'>): Place | null {
  if (stepId === undefined) return null
  if (field === undefined) return { stepId }
  return { stepId, tab: tabOf(field), field }
}

const RETRY = /^(policy|onUnknown|onAuthFailure)(\.|$)/

function tabOf(field: string): StepTab {
  if (RETRY.test(field)) return 'retry'
  return field === 'note' ? 'notes' : 'setup'
}
