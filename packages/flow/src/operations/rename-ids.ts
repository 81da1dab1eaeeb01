import type { Edge, FlowDocument, Step } from '../document.ts'
import type { Operation } from './operation.ts'
import type { OperationByKind } from './operation-schemas.ts'
import { type Ids, renameInCondition, renameInFields, renameInMapping, renameInRuns } from './rename-in-mapping.ts'
import { renameReferences } from './rename-references.ts'

/** New ids by the old ones; steps, cables and notes each have their own. */
export type NewIds = { steps: Ids; edges: Ids; notes: Ids }

/** The same change of the same things under new ids, wherever it names them: references and expressions, never constants. */
export function renameIds(operation: Operation, ids: NewIds): Operation {
  const { steps, edges, notes } = ids
  switch (operation.kind) {
    case 'batch':
      return { ...operation, operations: operation.operations.map((part) => renameIds(part, ids)) }
    case 'addStep':
      return { ...operation, step: inStep(operation.step, steps) }
    case 'addStepOnEdge': {
      const { step, edgeId, newEdgeId } = operation
      return { ...operation, step: inStep(step, steps), edgeId: to(edges, edgeId), newEdgeId: to(edges, newEdgeId) }
    }
    case 'addFragment':
      return { ...operation, fragment: inParts(operation.fragment, ids) }
    case 'removeSteps':
      return { ...operation, stepIds: operation.stepIds.map((id) => to(steps, id)) }
    case 'moveSteps':
      return { ...operation, moves: operation.moves.map((move) => ({ ...move, stepId: to(steps, move.stepId) })) }
    case 'setParent':
      return { ...operation, stepId: to(steps, operation.stepId), parent: inParent(operation.parent, steps) }
    case 'placeSteps': {
      const places = operation.places.map((place) => {
        return { ...place, stepId: to(steps, place.stepId), parent: inParent(place.parent, steps) }
      })
      return { ...operation, places }
    }
    case 'duplicateSteps': {
      const copies = operation.copies.map(({ stepId, newId }) => ({
        stepId: to(steps, stepId),
        newId: to(steps, newId),
      }))
      return { ...operation, copies }
    }
    case 'connect':
      return { ...operation, edge: inEdge(operation.edge, ids) }
    case 'disconnect':
      return { ...operation, edgeIds: operation.edgeIds.map((id) => to(edges, id)) }
    case 'reconnect': {
      const from = operation.from === undefined ? {} : { from: to(steps, operation.from) }
      const end = operation.to === undefined ? {} : { to: to(steps, operation.to) }
      return { ...operation, edgeId: to(edges, operation.edgeId), ...from, ...end }
    }
    case 'addNote':
      return { ...operation, note: { ...operation.note, id: to(notes, operation.note.id) } }
    case 'editNote':
    case 'removeNote':
      return { ...operation, noteId: to(notes, operation.noteId) }
    case 'patch':
      return inPatch(operation, ids)
    default:
      return inStepChange(operation, steps)
  }
}

/** The document with things of it under new ids. */
export function renameIdsIn(document: FlowDocument, ids: NewIds): FlowDocument {
  return { ...document, ...inParts(document, ids) }
}

type StepChange = Extract<OperationByKind[keyof OperationByKind], { stepId: string }>

/** A change of what one step is set up with. */
function inStepChange<T extends StepChange>(operation: T, steps: Ids): StepChange {
  const change: StepChange = { ...operation, stepId: to(steps, operation.stepId) }
  switch (change.kind) {
    case 'setInput':
      return change.mapping === null ? change : { ...change, mapping: renameInMapping(change.mapping, steps) }
    case 'setIfFails': {
      const { ifFails } = change
      if (ifFails?.kind !== 'default') return change
      return { ...change, ifFails: { ...ifFails, output: renameInMapping(ifFails.output, steps) } }
    }
    case 'setTriggerRules':
      return change.runs === null ? change : { ...change, runs: renameInRuns(change.runs, steps) }
    case 'setSettings':
      return { ...change, settings: inSettings(change.settings, steps) }
    default:
      return change
  }
}

type Settings = OperationByKind['setSettings']['settings']

function inSettings(settings: Settings, steps: Ids): Settings {
  const changed = { ...settings }
  switch (changed.kind) {
    case 'branch':
      changed.cases &&= changed.cases.map((one) => ({ ...one, condition: renameInCondition(one.condition, steps) }))
      return changed
    case 'filter':
      changed.condition &&= renameInCondition(changed.condition, steps)
      return changed
    case 'loop':
      changed.list &&= renameInMapping(changed.list, steps)
      changed.collect &&= to(steps, changed.collect)
      return changed
    case 'repeat':
      changed.until &&= renameInCondition(changed.until, steps)
      return changed
    case 'event':
      changed.match &&= { ...changed.match, equals: renameInMapping(changed.match.equals, steps) }
      return changed
    case 'approval':
      changed.question &&= renameInMapping(changed.question, steps)
      changed.facts &&= changed.facts.map((fact) => ({ ...fact, value: renameInMapping(fact.value, steps) }))
      return changed
    case 'subflow':
      changed.input &&= renameInFields(changed.input, steps)
      return changed
    case 'wait':
      if (changed.wait?.kind === 'duration')
        changed.wait = { ...changed.wait, ms: renameInMapping(changed.wait.ms, steps) }
      else if (changed.wait) changed.wait = { ...changed.wait, at: renameInMapping(changed.wait.at, steps) }
      return changed
    case 'answer':
      changed.status &&= renameInMapping(changed.status, steps)
      changed.body &&= renameInMapping(changed.body, steps)
      return changed
    case 'stop':
      changed.message &&= renameInMapping(changed.message, steps)
      return changed
    default:
      return changed
  }
}

function inPatch(patch: OperationByKind['patch'], ids: NewIds): Operation {
  const { steps, edges, notes } = patch
  return {
    kind: 'patch',
    steps: {
      remove: steps.remove.map((id) => to(ids.steps, id)),
      put: steps.put.map((put) => ({ ...put, value: inStep(put.value, ids.steps) })),
    },
    edges: {
      remove: edges.remove.map((id) => to(ids.edges, id)),
      put: edges.put.map((put) => ({ ...put, value: inEdge(put.value, ids) })),
    },
    notes: {
      remove: notes.remove.map((id) => to(ids.notes, id)),
      put: notes.put.map((put) => ({ ...put, value: { ...put.value, id: to(ids.notes, put.value.id) } })),
    },
  }
}

function inParts({ steps, edges, notes }: Pick<FlowDocument, 'steps' | 'edges' | 'notes'>, ids: NewIds) {
  return {
    steps: steps.map((step) => inStep(step, ids.steps)),
    edges: edges.map((edge) => inEdge(edge, ids)),
    notes: notes.map((note) => ({ ...note, id: to(ids.notes, note.id) })),
  }
}

function inStep(step: Step, steps: Ids): Step {
  const parent = step.parent === undefined ? {} : { parent: to(steps, step.parent) }
  return { ...renameReferences(step, steps), id: to(steps, step.id), ...parent }
}

function inEdge(edge: Edge, { steps, edges }: NewIds): Edge {
  return { ...edge, id: to(edges, edge.id), from: to(steps, edge.from), to: to(steps, edge.to) }
}

function inParent(parent: string | null, steps: Ids): string | null {
  return parent === null ? null : to(steps, parent)
}

function to(ids: Ids, id: string): string {
  return ids.get(id) ?? id
}
