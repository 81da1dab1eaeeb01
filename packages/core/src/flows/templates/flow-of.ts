import type { Edge, FlowDocument, Step, Trigger } from '@patchbay/flow/document'
import { graphOf } from '@patchbay/flow/graph'
import type { Condition } from '@patchbay/flow/mapping'
import { readingOrder } from '@patchbay/flow/reading-order'
import { edges } from '../../workspace/build-steps.ts'

const COLUMN = 320
const ROW = 160

type Written = { start: { id: string; name: string; trigger: Trigger }; steps: Step[]; cables: string[] }

/** A document written by hand: cables as `'order > mail'`, steps below one another and side by side where they fork. */
export function flowOf({ start, steps, cables }: Written): FlowDocument {
  const trigger: Step = { ...start, kind: 'trigger', position: { x: 0, y: 0 } }
  return laidOut([trigger, ...steps], edges(...cables))
}

export const event = (connector: string, name: string): Trigger => ({
  type: 'event',
  connector,
  event: name,
  connectionId: null,
  params: {},
})

export const filter = (id: string, name: string, condition: Condition): Step => ({
  id,
  kind: 'filter',
  name,
  position: { x: 0, y: 0 },
  condition,
})

export const waitFor = (id: string, name: string, ms: number): Step => ({
  id,
  kind: 'wait',
  name,
  position: { x: 0, y: 0 },
  wait: { kind: 'duration', ms: { kind: 'constant', value: ms } },
})

function laidOut(steps: Step[], cables: Edge[]): FlowDocument {
  const document: FlowDocument = { schemaVersion: 1, steps, edges: cables, notes: [] }
  // Frames are as large as what is inside them: the canvas lays such a flow out itself.
  if (steps.some(({ parent }) => parent !== undefined)) return document
  const graph = graphOf(document)
  const rows = new Map<string, number>()
  const taken = new Map<number, number>()
  const places = new Map<string, { x: number; y: number }>()
  for (const { id } of readingOrder(document)) {
    const row = Math.max(-1, ...graph.into(id).map(({ from }) => rows.get(from) ?? 0)) + 1
    const column = taken.get(row) ?? 0
    rows.set(id, row)
    taken.set(row, column + 1)
    places.set(id, { x: column * COLUMN, y: row * ROW })
  }
  return { ...document, steps: steps.map((step) => ({ ...step, position: places.get(step.id) ?? step.position })) }
}
