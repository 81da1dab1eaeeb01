import type { Step } from '@patchbay/flow/document'
import type { StepTab } from '../contract.ts'
import { mayFail } from './error-path.ts'

/** The tabs a step has. What cannot fail and sends nothing has nothing to try again. */
export function tabsOf(step: Step): StepTab[] {
  return mayFail(step) ? ['setup', 'test', 'retry', 'notes'] : ['setup', 'test', 'notes']
}
