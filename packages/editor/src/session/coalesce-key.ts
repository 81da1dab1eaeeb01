import type { Operation } from '@patchbay/flow/operations'

/**
 * Two changes of one key after another are one: the later holds all of the earlier. Null for changes that stand alone.
 * So a word typed into a field is one thing to undo and one line to send.
 */
export function coalesceKey(operation: Operation): string | null {
  switch (operation.kind) {
    case 'setInput':
      return `${operation.kind} ${operation.stepId} ${operation.field} ${operation.mapping?.kind}`
    case 'renameStep':
    case 'setStepNote':
    case 'setPolicy':
    case 'setTriggerRules':
      return `${operation.kind} ${operation.stepId}`
    case 'setTrigger':
      return `${operation.kind} ${operation.stepId} ${operation.trigger.type}`
    case 'setIfFails':
      return `${operation.kind} ${operation.stepId} ${operation.ifFails?.kind}`
    case 'setSettings':
      return `${operation.kind} ${operation.stepId} ${Object.keys(operation.settings).sort().join()}`
    case 'editNote':
      return `${operation.kind} ${operation.noteId} ${Object.keys(operation).sort().join()}`
    default:
      return null
  }
}
