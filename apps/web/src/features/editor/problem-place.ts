import type { Place } from '@patchbay/editor/contract'
import { tabOfField } from '@patchbay/editor/tab-of-field'
import type { Problem } from '@patchbay/flow/problem'

/** Where a problem is mended: the step, the tab that has the field, the field. */
export function placeOfProblem({ stepId, field }: Pick<Problem, 'stepId' | 'field'>): Place | null {
  if (stepId === undefined) return null
  return field === undefined ? { stepId } : { stepId, tab: tabOfField(field), field }
}
