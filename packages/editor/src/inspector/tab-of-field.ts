import type { StepTab } from '../contract.ts'

/** The tab that shows a field of a step, by the dotted name that a problem gives. */
export function tabOfField(field: string): StepTab {
  const [first] = field.split('.')
  if (first === 'policy' || first === 'onUnknown' || first === 'onAuthFailure') return 'retry'
  return first === 'note' ? 'notes' : 'setup'
}
