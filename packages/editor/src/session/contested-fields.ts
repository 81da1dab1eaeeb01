import type { FlowDocument } from '@patchbay/flow/document'
import { apply, type Operation } from '@patchbay/flow/operations'
import { type ChangedField, changedCables, changedFields, isSame } from './changed-fields.ts'

/**
 * What both sides changed, by its key: what the one made of it, and what it is on the other. `isTakenBack`: the own
 * change has been undone since, so that there is nothing to choose.
 */
export type Contested = Map<string, { mine: ChangedField; theirs: unknown; isTakenBack: boolean }>

type Sides = { base: FlowDocument; theirs: FlowDocument; operations: readonly Operation[] }

/**
 * Fields that the own operations and others' work on one document both changed, to different values; of cables, those
 * that the operations lead elsewhere. A removed step counts as all of its fields, and as what it holds.
 */
export function contestedFields({ base, theirs, operations }: Sides): Contested {
  const their = changedFields(base, theirs)
  const worked = new Set([...their.values()].map(({ part, partId }) => `${part} ${partId}`))
  for (const container of filledContainers(base, theirs)) worked.add(`step ${container}`)
  const contested: Contested = new Map()
  const cables = new Set(operations.flatMap(ledCables))
  for (const [key, field] of cables.size === 0 ? [] : changedCables(base, theirs)) {
    if (cables.has(field.partId)) their.set(key, field)
  }
  for (const [key, { mine, isTakenBack }] of ownChanges(base, operations)) {
    const { part, partId, field } = mine
    if (field === '') {
      const there = (part === 'step' ? theirs.steps : theirs.notes).find(({ id }) => id === partId)
      if (there === undefined || !worked.has(`${part} ${partId}`)) continue
      contested.set(key, { mine, theirs: there, isTakenBack })
      continue
    }
    const other = their.get(key)
    if (other === undefined || isSame(mine.value, other.value)) continue
    contested.set(key, { mine, theirs: other.value, isTakenBack })
  }
  return contested
}

/** Every field of the document that the operations touch, with what it is after all of them. */
function ownChanges(base: FlowDocument, operations: readonly Operation[]) {
  const touched = new Map<string, ChangedField>()
  let current = base
  for (const operation of operations) {
    const applied = apply(current, operation)
    if (!applied.ok) continue
    for (const [key, field] of differences(current, applied.value)) touched.set(key, field)
    current = applied.value
  }
  const net = differences(base, current)
  const own = new Map<string, { mine: ChangedField; isTakenBack: boolean }>()
  for (const [key, field] of net) own.set(key, { mine: field, isTakenBack: false })
  for (const [key, mine] of touched) if (!net.has(key)) own.set(key, { mine, isTakenBack: true })
  return own
}

function differences(before: FlowDocument, after: FlowDocument): Map<string, ChangedField> {
  return new Map([...changedFields(before, after), ...changedCables(before, after)])
}

/** Containers that hold a step which was not in them before. */
function filledContainers(before: FlowDocument, after: FlowDocument): string[] {
  if (before.steps === after.steps) return []
  const parents = new Map(before.steps.map(({ id, parent }) => [id, parent]))
  return after.steps.flatMap(({ id, parent }) => (parent === undefined || parents.get(id) === parent ? [] : [parent]))
}

/** Cables that an operation leads elsewhere, and not as what follows from another change. */
function ledCables(operation: Operation): string[] {
  if (operation.kind === 'batch') return operation.operations.flatMap(ledCables)
  if (operation.kind === 'reconnect') return [operation.edgeId]
  return operation.kind === 'patch' ? operation.edges.put.map(({ value }) => value.id) : []
}
