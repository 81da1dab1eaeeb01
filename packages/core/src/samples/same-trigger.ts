import type { FlowDocument, Trigger, TriggerStep } from '@patchbay/flow/document'
import { triggerStepOf } from '../flows/trigger-of.ts'

/** Whether what came in for one trigger can stand in for what another gives. */
export function givesTheSame(a: Trigger, b: Trigger): boolean {
  if (a.type === 'event') return b.type === 'event' && a.connector === b.connector && a.event === b.event
  return a.type === b.type
}

/** The trigger of a version, where its events fit the draft's. */
export function fittingTrigger(draft: TriggerStep, version: FlowDocument): TriggerStep | null {
  const step = triggerStepOf(version)
  return step !== null && givesTheSame(draft.trigger, step.trigger) ? step : null
}
