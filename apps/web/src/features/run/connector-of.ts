import type { Step } from '../../trpc/types.ts'

/** The connector a step speaks through, if it speaks through one. */
export function connectorOf(step: Step): string | null {
  if (step.kind === 'action') return step.connector
  return step.kind === 'trigger' && step.trigger.type === 'event' ? step.trigger.connector : null
}
