import type { Edge, FlowDocument, Step } from '@patchbay/flow/document'
import { conditionWords } from './condition-words.ts'
import { containerSize, contentTop, emptyContainer, type FlowLayout, inset, layoutFlow } from './flow-layout.ts'
import { ERROR, type FlowWalk, portRank, walkOf } from './flow-walk.ts'
import { movedRoute } from './layout-rows.ts'
import type { Box, LayoutStep, Route } from './layout-types.ts'
import type { Manifests } from './manifests.ts'
import { connectorOf, kindWord, type Safety, safetyOf, secondLine, titleOf } from './step-words.ts'
import { lineCount, textWidth } from './text-width.ts'

/** A jack below a node: where it sits from the left, 0 to 1, and the words over it. */
export type OutJack = { port: string; at: number; label: string | null }

export type CanvasStep = {
  id: string
  step: Step
  number: number
  parent: string | null
  container: 'loop' | 'parallel' | null
  connector: string | null
  second: string
  /** Of a branch: what each way asks, by its jack, where it fits. */
  conditions: ReadonlyMap<string, string>
  safety: Safety | null
  /** Tries in all, where the document says so. */
  maxTries: number | null
  box: Box
  /** Where it stands on the canvas, its containers counted in. */
  at: { x: number; y: number }
  /** Without its foot; the box is as high as it can become. */
  bodyHeight: number
  outs: readonly OutJack[]
  hasInput: boolean
  hasError: boolean
  /** "Step 4, Buy the cheapest label, EasyPost": a screen reader hears it before the state. */
  name: string
  /** "leads to step 5" */
  leads: string
}

export type Cable = {
  id: string
  from: string
  /** A step's jack; of a container also `fork`. */
  port: string
  to: string
  /** Of a container's inner border: `join`. */
  target: 'in' | 'join'
  /** In words, where there is a choice. */
  label: string | null
  /** On the canvas; none where the author set the steps. */
  route: Route | null
}

export type CanvasModel = { walk: FlowWalk; steps: readonly CanvasStep[]; cables: readonly Cable[] }

export const footHeight = 29
const bodyOneLine = 58
const lineHeight = 18
const nodeWidth = 244
/** Tile, corner and padding. */
const besideWords = 90

/** Everything about the picture that the document alone decides. */
export function canvasModel(document: FlowDocument, manifests: Manifests): CanvasModel {
  const walk = walkOf(document)
  const shapes = new Map(document.steps.map((step) => [step.id, shapeOf(step)]))
  const { boxes, routes } = layoutOf(document, walk, shapes)
  const steps = walk.order.flatMap((id) => {
    const step = walk.steps.get(id)
    const box = boxes.get(id)
    const shape = shapes.get(id)
    if (step === undefined || box === undefined || shape === undefined) return []
    return [viewOf({ step, box, at: placeOf(id, walk, boxes), shape, walk, manifests, document })]
  })
  const routed = (cable: PlainCable): Cable => {
    const known = routes.get(cable.id)
    if (known === undefined) return { ...cable, route: null }
    const origin = known.parent === null ? { x: 0, y: 0 } : placeOf(known.parent, walk, boxes)
    return { ...cable, route: movedRoute(known.route, origin) }
  }
  const cables = [...document.edges.flatMap((edge) => cableOf(edge, walk)), ...innerCables(walk)]
  return { walk, steps, cables: cables.map(routed) }
}

type PlainCable = Omit<Cable, 'route'>

type Shape = { width: number; body: number; height: number; container: 'loop' | 'parallel' | null }

function shapeOf(step: Step): Shape {
  const container = containerOf(step)
  const width = step.kind === 'branch' ? branchWidth(step) : nodeWidth
  const lines = lineCount(step.name, 13, width - besideWords, 2)
  const body = bodyOneLine + (lines - 1) * lineHeight
  const foot = step.kind === 'action' || step.kind === 'branch' ? footHeight : 0
  return { width, body, height: body + foot, container }
}

type ViewParts = {
  step: Step
  box: Box
  at: { x: number; y: number }
  shape: Shape
  walk: FlowWalk
  manifests: Manifests
  document: FlowDocument
}

function viewOf({ step, box, at, shape, walk, manifests, document }: ViewParts): CanvasStep {
  const number = walk.numbers.get(step.id) ?? 0
  const connector = connectorOf(step)
  const parent = walk.steps.get(step.parent ?? '')
  const app = connector === null ? kindWord[step.kind] : titleOf(connector, manifests)
  const used = new Set(walk.outOf(step.id).map((edge) => edge.port))
  const conditions = conditionWords(document, step, shape.width - besideWords)
  const only = step.kind === 'filter' || (step.kind === 'branch' && step.cases.length === 1)
  const condition = only ? [...conditions.values()][0] : undefined
  return {
    id: step.id,
    step,
    number,
    parent: parent?.id ?? null,
    container: shape.container,
    connector,
    second: condition ?? secondLine(step, manifests),
    conditions,
    safety: safetyOf(step, manifests),
    maxTries: step.kind === 'action' ? (step.policy?.maxAttempts ?? null) : null,
    box,
    at,
    bodyHeight: shape.body,
    outs: outJacks(step, used, parent?.kind === 'parallel'),
    hasInput: walk.into(step.id).length > 0 || parent?.kind === 'parallel',
    hasError: used.has(ERROR),
    name: `Step ${number}, ${step.name}, ${app}`,
    leads: leadsWords(step.id, walk),
  }
}

function placeOf(id: string, walk: FlowWalk, boxes: ReadonlyMap<string, Box>): { x: number; y: number } {
  const box = boxes.get(id) ?? { x: 0, y: 0 }
  const parent = walk.steps.get(id)?.parent
  if (parent === undefined || !walk.steps.has(parent)) return { x: box.x, y: box.y }
  const outer = placeOf(parent, walk, boxes)
  return { x: outer.x + box.x, y: outer.y + box.y }
}

function outJacks(step: Step, used: ReadonlySet<string>, joins: boolean): OutJack[] {
  if (step.kind === 'branch') {
    const ways = [
      ...step.cases.map(({ id, label }) => ({ id, label })),
      { id: 'otherwise', label: step.otherwiseLabel },
    ]
    const places = slots(ways.map((way) => way.label))
    return ways.map((way, index) => ({ port: way.id, label: way.label, at: places[index] ?? 0.5 }))
  }
  const plugged = [...used].some((port) => port !== ERROR)
  return plugged || joins ? [{ port: 'out', at: 0.5, label: null }] : []
}

const labelRoom = (label: string) => Math.max(64, textWidth(label, 11) + 22)

function branchWidth(step: Step & { kind: 'branch' }): number {
  const needed = [...step.cases.map((each) => each.label), step.otherwiseLabel].reduce(
    (sum, label) => sum + labelRoom(label),
    0,
  )
  return Math.max(nodeWidth, Math.ceil(needed))
}

/** Each label over its jack, none over another: equal shares where they fit, else by need. */
function slots(labels: readonly string[]): number[] {
  if (labels.length === 2 && labels.every((label) => labelRoom(label) <= nodeWidth / 2)) return [0.28, 0.72]
  const rooms = labels.map(labelRoom)
  const all = rooms.reduce((sum, room) => sum + room, 0)
  let before = 0
  return rooms.map((room) => {
    const at = (before + room / 2) / all
    before += room
    return at
  })
}

function leadsWords(id: string, walk: FlowWalk): string {
  const numbers = walk.outOf(id).map((edge) => walk.numbers.get(edge.to) ?? 0)
  if (numbers.length === 0) return 'ends here'
  if (numbers.length === 1) return `leads to step ${numbers[0]}`
  return `leads to steps ${numbers.slice(0, -1).join(', ')} and ${numbers[numbers.length - 1]}`
}

function containerOf(step: Step): 'loop' | 'parallel' | null {
  return step.kind === 'loop' || step.kind === 'parallel' ? step.kind : null
}

function cableOf(edge: Edge, walk: FlowWalk): PlainCable[] {
  const from = walk.steps.get(edge.from)
  if (from === undefined || !walk.steps.has(edge.to)) return []
  return [{ id: edge.id, from: edge.from, port: edge.port, to: edge.to, target: 'in', label: labelOf(from, edge.port) }]
}

function labelOf(step: Step, port: string): string | null {
  if (port === ERROR) return 'If it fails'
  if (step.kind !== 'branch') return null
  return step.cases.find((each) => each.id === port)?.label ?? step.otherwiseLabel
}

/** A parallel forks under its header and joins at its lower border. */
function innerCables(walk: FlowWalk): PlainCable[] {
  return [...walk.steps.values()].flatMap((step) => {
    if (step.kind !== 'parallel') return []
    const inside = walk.inside(step.id)
    const firsts = inside.filter((id) => walk.into(id).length === 0)
    const lasts = inside.filter((id) => walk.outOf(id).every((edge) => edge.port === ERROR))
    return [
      ...firsts.map(
        (to): PlainCable => ({ id: `fork:${to}`, from: step.id, port: 'fork', to, target: 'in', label: null }),
      ),
      ...lasts.map(
        (from): PlainCable => ({ id: `join:${from}`, from, port: 'out', to: step.id, target: 'join', label: null }),
      ),
    ]
  })
}

function layoutOf(document: FlowDocument, walk: FlowWalk, shapes: ReadonlyMap<string, Shape>): FlowLayout {
  const unplaced = document.steps.every((step) => step.position.x === 0 && step.position.y === 0)
  return unplaced ? autoLayout(walk, shapes) : { boxes: ownBoxes(document, walk, shapes), routes: new Map() }
}

function autoLayout(walk: FlowWalk, shapes: ReadonlyMap<string, Shape>): FlowLayout {
  const steps = walk.order.flatMap((id): LayoutStep[] => {
    const step = walk.steps.get(id)
    const shape = shapes.get(id)
    if (step === undefined || shape === undefined) return []
    const parent = walk.steps.has(step.parent ?? '') ? (step.parent ?? null) : null
    const { width, height, container } = shape
    return [{ id, parent, width, height, container, branches: step.kind === 'branch' }]
  })
  const edges = walk.order.flatMap((id) => {
    const step = walk.steps.get(id)
    const outs = step === undefined ? [] : outJacks(step, new Set(), false)
    return walk.outOf(id).map((edge) => ({ ...edge, at: outs.find((out) => out.port === edge.port)?.at ?? 0.5 }))
  })
  edges.sort((a, b) =>
    a.from === b.from ? portRank(walk.steps.get(a.from), a.port) - portRank(walk.steps.get(b.from), b.port) : 0,
  )
  return layoutFlow(steps, edges)
}

/** Positions as the author set them; a container is as large as what stands in it. */
function ownBoxes(document: FlowDocument, walk: FlowWalk, shapes: ReadonlyMap<string, Shape>): Map<string, Box> {
  const boxes = new Map<string, Box>()
  const sizeOf = (id: string): { width: number; height: number } => {
    const shape = shapes.get(id)
    if (shape === undefined) return { width: nodeWidth, height: bodyOneLine }
    if (shape.container === null) return { width: shape.width, height: shape.height }
    const inside = walk.inside(id).flatMap((child) => {
      const box = boxes.get(child)
      return box === undefined ? [] : [box]
    })
    if (inside.length === 0) return emptyContainer
    const top = contentTop(shape.container)
    return containerSize(shape.container, {
      width: Math.max(...inside.map((box) => box.x + box.width)) - inset.side,
      height: Math.max(...inside.map((box) => box.y + box.height)) - top,
    })
  }
  // From the inside out, so that a container knows its content.
  for (const id of [...walk.order].reverse()) {
    const step = document.steps.find((each) => each.id === id)
    if (step !== undefined) boxes.set(id, { ...step.position, ...sizeOf(id) })
  }
  return boxes
}
