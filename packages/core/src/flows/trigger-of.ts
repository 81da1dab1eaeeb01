import type { FlowDocument, TriggerStep } from '@patchbay/flow/document'

export const triggerStepOf = (document: FlowDocument): TriggerStep | null =>
  document.steps.find((step) => step.kind === 'trigger') ?? null
