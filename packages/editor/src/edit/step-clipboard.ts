import type { FlowDocument, Position, Step } from '@patchbay/flow/document'
import { type Fragment, fitFragment, takeFragment } from '@patchbay/flow/fragment'
import type { Operation } from '@patchbay/flow/operations'
import { type Result, refuse, succeed } from '@patchbay/flow/result'
import type { CanvasModel } from '../canvas-model.ts'
import type { ConnectionChoice } from '../contract.ts'
import { isAutomatic } from '../model-layout.ts'
import { soleConnection } from '../palette/step-choices.ts'

/** Says what the text is, in the clipboard and in a file. */
export const clipboardMark = 'patchbay/steps@1'

/** Steps as text, where they stand on the canvas written down: for the clipboard, also of another flow. */
export function copyText(document: FlowDocument, model: CanvasModel, ids: ReadonlySet<string>): string {
  const fragment = takeFragment(document, withContent(model, ids), ids)
  const steps = fragment.steps.map((step): Step => {
    const view = model.byId.get(step.id)
    const { parent, lane, ...rest } = step
    const stays = parent !== undefined && fragment.steps.some(({ id }) => id === parent)
    const position = stays ? (view?.box ?? step.position) : (view?.at ?? step.position)
    return {
      ...rest,
      position: { x: position.x, y: position.y },
      ...(stays ? { parent, ...(lane === undefined ? {} : { lane }) } : {}),
    }
  })
  return JSON.stringify({ kind: clipboardMark, ...fragment, steps }, null, 2)
}

/** The steps named with all that stands in them, and what undoes these. */
function withContent(model: CanvasModel, ids: ReadonlySet<string>): Set<string> {
  const all = new Set(ids)
  // A step comes after its container and after what it undoes.
  for (const { id, parent, undoes } of model.steps)
    if ((parent !== null && all.has(parent)) || (undoes !== null && all.has(undoes))) all.add(id)
  return all
}

export type Pasted = { operation: Operation; stepIds: string[] }

/**
 * Puts steps in: under free ids, at a place (moved together), on accounts that this workspace has. In a flow that lays
 * itself out they get no place of their own.
 */
export function pasteOperation(
  document: FlowDocument,
  fragment: Fragment,
  { at, connections }: { at: Position; connections: readonly ConnectionChoice[] },
): Result<Pasted, string> {
  const fitted = fitFragment(document, fragment)
  if (fitted.steps.length === 0 && fitted.notes.length === 0)
    return refuse('The clipboard holds only a start, and a flow has one.')
  const outer = fitted.steps.filter(({ parent }) => parent === undefined)
  const places = [...outer, ...fitted.notes].map(({ position }) => position)
  const by = {
    x: at.x - Math.min(...places.map(({ x }) => x)),
    y: at.y - Math.min(...places.map(({ y }) => y)),
  }
  const moved = ({ x, y }: Position) => ({ x: Math.round(x + by.x), y: Math.round(y + by.y) })
  const lays = isAutomatic(document) && document.steps.length > 0
  const steps = fitted.steps.map((step): Step => {
    const position = lays ? { x: 0, y: 0 } : step.parent === undefined ? moved(step.position) : step.position
    return { ...onKnownAccount(step, connections), position }
  })
  const notes = fitted.notes.map((note) => ({ ...note, position: moved(note.position) }))
  return succeed({
    operation: { kind: 'addFragment', fragment: { ...fitted, steps, notes } },
    stepIds: steps.flatMap(({ id, parent }) => (parent === undefined ? [id] : [])),
  })
}

/** An account of another workspace is none here: the only fitting one takes its place, or none. */
function onKnownAccount(step: Step, connections: readonly ConnectionChoice[]): Step {
  const known = (id: string | null) => id === null || connections.some((each) => each.id === id)
  if (step.kind === 'action' && !known(step.connectionId))
    return { ...step, connectionId: soleConnection(step.connector, connections) }
  if (step.kind === 'trigger' && step.trigger.type === 'event' && !known(step.trigger.connectionId))
    return { ...step, trigger: { ...step.trigger, connectionId: soleConnection(step.trigger.connector, connections) } }
  return step
}
