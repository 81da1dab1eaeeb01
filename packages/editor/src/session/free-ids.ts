import type { FlowDocument } from '@patchbay/flow/document'
import type { Operation } from '@patchbay/flow/operations'
import { isRecord } from './changed-fields.ts'

/**
 * Two people who add "Send an e-mail" at the same time give it the same id. The own step, note or cable then takes
 * another: the operations with each id that `theirs` has and `base` had not replaced by one that is free.
 */
export function freeIds(operations: readonly Operation[], base: FlowDocument, theirs: FlowDocument): Operation[] {
  const before = idsOf(base)
  const taken = idsOf(theirs)
  const renamed = new Map<string, string>()
  for (const id of operations.flatMap(addedIds)) {
    if (before.has(id) || !taken.has(id) || renamed.has(id)) continue
    const free = freeId(id, taken)
    taken.add(free)
    renamed.set(id, free)
  }
  return renamed.size === 0 ? [...operations] : operations.map((operation) => replaceIds(operation, renamed))
}

function addedIds(operation: Operation): string[] {
  switch (operation.kind) {
    case 'addStep':
      return [operation.step.id]
    case 'addStepOnEdge':
      return [operation.step.id, operation.newEdgeId]
    case 'connect':
      return [operation.edge.id]
    case 'addNote':
      return [operation.note.id]
    case 'addFragment': {
      const { steps, edges, notes } = operation.fragment
      return [...steps, ...edges, ...notes].map(({ id }) => id)
    }
    case 'duplicateSteps':
      return operation.copies.map(({ newId }) => newId)
    case 'batch':
      return operation.operations.flatMap(addedIds)
    default:
      return []
  }
}

function idsOf({ steps, edges, notes }: FlowDocument): Set<string> {
  return new Set([...steps, ...edges, ...notes].map(({ id }) => id))
}

const MAX_LENGTH = 40

function freeId(id: string, taken: ReadonlySet<string>): string {
  for (let count = 2; ; count += 1) {
    const free = `${id.slice(0, MAX_LENGTH - String(count).length)}${count}`
    if (!taken.has(free)) return free
  }
}

/** Names under which an operation says an id, or a list of them. `from` is that of a cable and of a reference. */
const ID_NAMES = new Set(['id', 'stepId', 'newId', 'edgeId', 'newEdgeId', 'noteId', 'from', 'to', 'parent'])
const ID_LISTS = new Set(['stepIds', 'edgeIds'])

function replaceIds(operation: Operation, renamed: ReadonlyMap<string, string>): Operation {
  const copy = structuredClone(operation)
  renameInside(copy, renamed)
  return copy
}

function renameInside(value: unknown, renamed: ReadonlyMap<string, string>): void {
  if (Array.isArray(value)) {
    for (const each of value) renameInside(each, renamed)
    return
  }
  if (!isRecord(value)) return
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && ID_NAMES.has(name)) value[name] = renamed.get(inner) ?? inner
    else if (Array.isArray(inner) && ID_LISTS.has(name)) value[name] = inner.map((id) => renamed.get(id) ?? id)
    else renameInside(inner, renamed)
  }
}
