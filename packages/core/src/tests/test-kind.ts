import type { Step } from '@patchbay/flow/document'

/** What a tested step was: its kind, or of an action the connector and its name, so that outputs of others are told apart. */
export const testKind = (step: Step): string =>
  step.kind === 'action' ? `${step.connector}.${step.action}` : step.kind
