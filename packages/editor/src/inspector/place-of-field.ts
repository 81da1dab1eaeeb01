import type { Step } from '@patchbay/flow/document'
import type { StepTab } from '../contract.ts'
import { mayFail } from './error-path.ts'

/** The tabs a step has. What cannot fail and sends nothing has nothing to try again. */
export function tabsOf(step: Step): StepTab[] {
  return mayFail(step) ? ['setup', 'test', 'retry', 'notes'] : ['setup', 'test', 'notes']
}

/** The tab that shows a field of a step, by the dotted name that a problem gives. */
export function tabOfField(field: string): StepTab {
  const [first] = field.split('.')
  if (first === 'policy' || first === 'onUnknown' || first === 'onAuthFailure') return 'retry'
  return first === 'note' ? 'notes' : 'setup'
}
