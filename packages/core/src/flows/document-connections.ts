import { connectionIdOf } from '@patchbay/flow/describe-property'
import type { FlowDocument, Step } from '@patchbay/flow/document'

export type UsedConnection = { connectionId: string; connector: string; stepIds: string[] }

/** The connections that a document names, each with the steps that use it. */
export function usedConnections(document: FlowDocument): UsedConnection[] {
  const used = new Map<string, UsedConnection>()
  for (const step of document.steps) {
    const connectionId = connectionIdOf(step)
    const connector = connectorOf(step)
    if (connectionId === null || connector === null) continue
    const one = used.get(connectionId) ?? { connectionId, connector, stepIds: [] }
    one.stepIds.push(step.id)
    used.set(connectionId, one)
  }
  return [...used.values()]
}

/** The document with other connections in the steps that `choose` names one for; null empties, undefined leaves it. */
export function withConnections(
  document: FlowDocument,
  choose: (step: Step, connectionId: string | null) => string | null | undefined,
): FlowDocument {
  return {
    ...document,
    steps: document.steps.map((step) => {
      const chosen = connectorOf(step) === null ? undefined : choose(step, connectionIdOf(step))
      if (chosen === undefined) return step
      if (step.kind === 'action' || step.kind === 'event') return { ...step, connectionId: chosen }
      if (step.kind === 'trigger' && step.trigger.type === 'event')
        return { ...step, trigger: { ...step.trigger, connectionId: chosen } }
      return step
    }),
  }
}

export function connectorOf(step: Step): string | null {
  if (step.kind === 'action' || step.kind === 'event') return step.connector
  return step.kind === 'trigger' && step.trigger.type === 'event' ? step.trigger.connector : null
}
