import type { StepTab } from '../contract.ts'

/** The tab that shows a field of a step, by the dotted name that a problem gives. */
export function tabOfField(field: string): StepTab {
  const [first] = field.split('.')
  if (first !== undefined && RETRY.has(first)) return 'retry'
  return first === 'note' ? 'notes' : 'setup'
}

const RETRY: ReadonlySet<string> = new Set(['policy', 'onUnknown', 'onAuthFailure', 'ifFails', 'withoutUndo'])
