import type { FlowDocument } from '@patchbay/flow/document'
import type { Operation } from '@patchbay/flow/operations'

/** A change in words that end no sentence: "Recipient phone of “Buy the cheapest label”". */
export function operationWords(document: FlowDocument, operation: Operation): string {
  const named = (stepId: string) => `“${document.steps.find(({ id }) => id === stepId)?.name ?? stepId}”`
  switch (operation.kind) {
    case 'addStep':
    case 'addStepOnEdge':
      return `The new step “${operation.step.name}”`
    case 'removeSteps':
      return `Removing ${operation.stepIds.map(named).join(', ')}`
    case 'renameStep':
      return `The name “${operation.name}” for ${named(operation.stepId)}`
    case 'moveSteps':
    case 'placeSteps':
      return 'Moving steps'
    case 'setParent':
      return `Moving ${named(operation.stepId)} ${operation.parent === null ? 'out of its container' : `into ${named(operation.parent)}`}`
    case 'setInput':
      return `${fieldWords(operation.field)} of ${named(operation.stepId)}`
    case 'setConnection':
      return `The connection of ${named(operation.stepId)}`
    case 'setPolicy':
    case 'setFailureChoices':
      return `How ${named(operation.stepId)} is tried again`
    case 'setIfFails':
      return `What happens when ${named(operation.stepId)} fails`
    case 'setWithoutUndo':
      return `What happens to ${named(operation.stepId)} without an undo`
    case 'setStepNote':
      return `The note on ${named(operation.stepId)}`
    case 'setTrigger':
      return 'What starts the flow'
    case 'setTriggerRules':
      return 'The order of runs'
    case 'setOutputSchema':
      return `What ${named(operation.stepId)} gives`
    case 'setSettings':
      return `The settings of ${named(operation.stepId)}`
    case 'connect':
      return `The cable from ${named(operation.edge.from)} to ${named(operation.edge.to)}`
    case 'disconnect':
      return operation.edgeIds.length === 1 ? 'Removing a cable' : `Removing ${operation.edgeIds.length} cables`
    case 'reconnect':
      return 'Moving a cable'
    case 'addFragment':
      return 'Pasted steps'
    case 'addNote':
      return 'A new note'
    case 'editNote':
      return 'The text of a note'
    case 'removeNote':
      return 'Removing a note'
    case 'duplicateSteps':
      return 'Copies of steps'
    case 'batch':
      return batchWords(document, operation.operations)
    default:
      return 'A change of several things'
  }
}

/** `recipientPhone`, `input.recipient_phone` → "Recipient phone" */
function fieldWords(field: string): string {
  const words = (field.split('.').at(-1) ?? field)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase()
  return words === '' ? field : words.charAt(0).toUpperCase() + words.slice(1)
}

function batchWords(document: FlowDocument, operations: readonly Operation[]): string {
  const [first] = operations
  if (first === undefined) return 'Nothing'
  const words = operationWords(document, first)
  return operations.length === 1 ? words : `${words} and ${operations.length - 1} more`
}
