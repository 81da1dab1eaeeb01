import type { FlowDocument } from '@patchbay/flow/document'
import type { Operation } from '@patchbay/flow/operations'
import type { NewIds } from '@patchbay/flow/rename-ids'

const PARTS = ['steps', 'edges', 'notes'] as const
type Ids = Record<(typeof PARTS)[number], string[]>

/**
 * Two people who add "Send an e-mail" at the same time give it the same id. The own step, note or cable then takes
 * another: new ids that are free for those that the operations add, `theirs` has and `base` had not. Null where there
 * are none.
 */
export function freeIds(operations: readonly Operation[], base: FlowDocument, theirs: FlowDocument): NewIds | null {
  const taken = new Set(PARTS.flatMap((part) => theirs[part].map(({ id }) => id)))
  const renamed = {
    steps: new Map<string, string>(),
    edges: new Map<string, string>(),
    notes: new Map<string, string>(),
  }
  const added = operations.map(addedIds)
  for (const part of PARTS) {
    const before = new Set(base[part].map(({ id }) => id))
    const there = new Set(theirs[part].map(({ id }) => id))
    for (const id of added.flatMap((ids) => ids[part])) {
      if (before.has(id) || !there.has(id) || renamed[part].has(id)) continue
      const free = freeId(id, taken)
      taken.add(free)
      renamed[part].set(id, free)
    }
  }
  return PARTS.some((part) => renamed[part].size > 0) ? renamed : null
}

function addedIds(operation: Operation): Ids {
  const none: Ids = { steps: [], edges: [], notes: [] }
  switch (operation.kind) {
    case 'addStep':
      return { ...none, steps: [operation.step.id] }
    case 'addStepOnEdge':
      return { ...none, steps: [operation.step.id], edges: [operation.newEdgeId] }
    case 'connect':
      return { ...none, edges: [operation.edge.id] }
    case 'addNote':
      return { ...none, notes: [operation.note.id] }
    case 'addFragment': {
      const { steps, edges, notes } = operation.fragment
      return { steps: idsOf(steps), edges: idsOf(edges), notes: idsOf(notes) }
    }
    case 'duplicateSteps':
      return { ...none, steps: operation.copies.map(({ newId }) => newId) }
    case 'patch': {
      const put = ({ put }: { put: { value: { id: string } }[] }) => put.map(({ value }) => value.id)
      return { steps: put(operation.steps), edges: put(operation.edges), notes: put(operation.notes) }
    }
    case 'batch': {
      const parts = operation.operations.map(addedIds)
      const all = (part: keyof Ids) => parts.flatMap((ids) => ids[part])
      return { steps: all('steps'), edges: all('edges'), notes: all('notes') }
    }
    default:
      return none
  }
}

function idsOf(list: readonly { id: string }[]): string[] {
  return list.map(({ id }) => id)
}

const MAX_LENGTH = 40

function freeId(id: string, taken: ReadonlySet<string>): string {
  for (let count = 2; ; count += 1) {
    const free = `${id.slice(0, MAX_LENGTH - String(count).length)}${count}`
    if (!taken.has(free)) return free
  }
}
