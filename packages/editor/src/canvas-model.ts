import type { Edge, FlowDocument, Step } from '@patchbay/flow/document'
import { defaultPolicy } from '@patchbay/flow/policy'
import { conditionWords } from './condition-words.ts'
import { type SentencePart, sentenceOf, sentenceText } from './edit/step-sentence.ts'
import type { FlowLayout } from './flow-layout.ts'
import { ERROR, type FlowWalk, isAside, UNDO, walkOf } from './flow-walk.ts'
import { type LaneBox, laneOf } from './lanes.ts'
import { movedRoute } from './layout-rows.ts'
import { axisOf, type Box, type ContainerKind, type LaneName, type Route } from './layout-types.ts'
import type { Manifests } from './manifests.ts'
import { layoutKey, layoutOf } from './model-layout.ts'
import { besideWords, type OutJack, outJacks, type Shape, shapeOf } from './step-shape.ts'
import { wayLabel } from './step-ways.ts'
import { connectorOf, kindWord, type Safety, safetyOf, secondLine, titleOf } from './step-words.ts'

export type CanvasStep = {
  id: string
  step: Step
  number: number
  parent: string | null
  /** Of the scope it stands in. */
  lane: LaneName
  /** That scope. */
  inScope: string | null
  container: ContainerKind | null
  /** Of a scope: those that hold steps. */
  lanes: readonly LaneBox[]
  /** The step whose effect it takes back: it hangs there, and has no other cable. */
  undoes: string | null
  /** A container that holds no step, or a scope that tries none. */
  empty: boolean
  connector: string | null
  /** What it does, with the values chosen for it. */
  sentence: readonly SentencePart[]
  second: string
  /** Of a branch: what each way asks, by its jack, where it fits. */
  conditions: ReadonlyMap<string, string>
  safety: Safety | null
  /** Tries in all, where the document or the action's kind says so. */
  maxTries: number | null
  box: Box
  /** Where it stands on the canvas, its containers counted in. */
  at: { x: number; y: number }
  /** Where its jacks above and below are, from the left. */
  axis: number
  /** Without its foot; the box is as high as it can become. */
  bodyHeight: number
  outs: readonly OutJack[]
  hasInput: boolean
  hasError: boolean
  hasUndo: boolean
  /** Whether a cable ends there; while a flow is edited, jacks without one can be there too. */
  plugged: { in: boolean; error: boolean; undo: boolean }
  /** "Step 4, Buy the cheapest label, EasyPost": a screen reader hears it before the state. */
  name: string
  /** "leads to step 5" */
  leads: string
}

export type Cable = {
  id: string
  from: string
  /** A step's jack; of a parallel also `fork`, of a scope `fails`. */
  port: string
  to: string
  /** Of a container's inner border: `join`. */
  target: 'in' | 'join'
  /** In words, where there is a choice. */
  label: string | null
  /** "Cable from Capture the payment to Is everything in stock?" */
  name: string
  /** On the canvas; none where nothing stands in its way. */
  route: Route | null
}

export type CanvasModel = {
  walk: FlowWalk
  steps: readonly CanvasStep[]
  byId: ReadonlyMap<string, CanvasStep>
  cables: readonly Cable[]
  layout: FlowLayout
  layoutKey: string
}

export type ModelOptions = {
  /** Jacks that could be plugged are there, too. */
  editing?: boolean
  /** "Order #10482": the event that the previews use. */
  sample?: string | null
  flowName?: (flowId: string) => string | null
  /** The picture before: places and steps that did not change are taken over as they are. */
  before?: CanvasModel | null
}

/** Everything about the picture that the document alone decides. */
export function canvasModel(document: FlowDocument, manifests: Manifests, options: ModelOptions = {}): CanvasModel {
  const { before = null } = options
  const walk = walkOf(document)
  const shapes = new Map(document.steps.map((step) => [step.id, shapeOf(step, manifests)]))
  const key = layoutKey(document, shapes)
  const layout = before?.layoutKey === key ? before.layout : layoutOf(document, walk, shapes)
  const { boxes } = layout
  const steps = walk.order.flatMap((id) => {
    const step = walk.steps.get(id)
    const box = boxes.get(id)
    const shape = shapes.get(id)
    if (step === undefined || box === undefined || shape === undefined) return []
    const lanes = layout.lanes.get(id) ?? []
    const at = placeOf(id, walk, boxes)
    const view = viewOf({ step, box, lanes, at, shape, walk, manifests, document, options })
    const old = before?.byId.get(id)
    return [old !== undefined && sameView(old, view) ? old : view]
  })
  const byId = new Map(steps.map((view) => [view.id, view]))
  const cables = [...document.edges.flatMap((edge) => cableOf(edge, walk)), ...innerCables(walk)]
  const routed = cables.map((cable) => withRoute(cable, layout, walk))
  return { walk, steps, byId, cables: routed, layout, layoutKey: key }
}

/** Where what is tried ends and what catches begins. */
export const FAILS = 'fails'

type PlainCable = Omit<Cable, 'route'>

function withRoute(cable: PlainCable, { boxes, routes }: FlowLayout, walk: FlowWalk): Cable {
  const known = routes.get(cable.id)
  if (known === undefined) return { ...cable, route: null }
  const origin = known.parent === null ? { x: 0, y: 0 } : placeOf(known.parent, walk, boxes)
  return { ...cable, route: movedRoute(known.route, origin) }
}

type ViewParts = {
  step: Step
  box: Box
  lanes: readonly LaneBox[]
  at: { x: number; y: number }
  shape: Shape
  walk: FlowWalk
  manifests: Manifests
  document: FlowDocument
  options: ModelOptions
}

function viewOf({ step, box, lanes, at, shape, walk, manifests, document, options }: ViewParts): CanvasStep {
  const number = walk.numbers.get(step.id) ?? 0
  const connector = connectorOf(step)
  const parent = walk.steps.get(step.parent ?? '')
  const app = connector === null ? kindWord[step.kind] : titleOf(connector, manifests)
  const used = new Set(walk.outOf(step.id).map((edge) => edge.port))
  const conditions = conditionWords(document, step, shape.width - besideWords)
  const only = step.kind === 'filter' || (step.kind === 'branch' && step.cases.length === 1)
  const condition = only ? [...conditions.values()][0] : undefined
  const sentence = sentenceOf(step, manifests)
  const undoes = walk.undoes.get(step.id) ?? null
  const forked = parent?.kind === 'parallel' && undoes === null
  const editing = options.editing === true && undoes === null
  const isLed = walk.into(step.id).length > 0 || forked || isCaught(step, walk)
  const canFail = editing && step.kind !== 'trigger' && step.kind !== 'stop'
  const outs = outJacks(step, used, { joins: forked, editing })
  const axis = axisOf(box)
  const named = options.flowName === undefined ? {} : { flowName: options.flowName }
  return {
    id: step.id,
    step,
    number,
    parent: parent?.id ?? null,
    lane: laneOf(step),
    inScope: parent?.kind === 'scope' ? parent.id : null,
    container: shape.container,
    lanes,
    undoes,
    empty: shape.container !== null && isHollow(step.id, walk),
    connector,
    sentence,
    second: condition ?? secondLine(step, manifests, { sample: options.sample ?? null, document, ...named }),
    conditions,
    safety: safetyOf(step, manifests),
    maxTries: triesOf(step, manifests),
    box,
    at,
    axis,
    bodyHeight: shape.body,
    outs: shape.container === null ? outs : outs.map((out) => ({ ...out, at: axis / box.width })),
    hasInput: isLed || (editing && step.kind !== 'trigger'),
    hasError: used.has(ERROR) || canFail,
    hasUndo: used.has(UNDO) || (editing && canBeUndone(step, manifests)),
    plugged: { in: isLed, error: used.has(ERROR), undo: used.has(UNDO) },
    name: `Step ${number}, ${sentenceText(sentence)}, ${app}${laneSaid(step, parent)}`,
    leads: leadsWords(step.id, walk),
  }
}

const isHollow = (id: string, walk: FlowWalk) =>
  walk.inside(id).every((inner) => walk.steps.get(inner)?.lane !== undefined)

/** The dashed cable of its scope leads to it: what is tried has failed. */
const isCaught = (step: Step, walk: FlowWalk) => step.lane === 'catch' && walk.into(step.id).length === 0

const laneSaid = ({ lane }: Step, parent: Step | undefined) =>
  lane === undefined || parent?.kind !== 'scope' ? '' : `, ${lane === 'catch' ? 'if it fails' : 'always at the end'}`

/** It writes: then there is something to take back. */
function canBeUndone(step: Step, manifests: Manifests): boolean {
  if (step.kind !== 'action') return false
  const effect = manifests[step.connector]?.actions[step.action]?.effect
  return effect !== undefined && effect !== 'read' && effect !== 'pure'
}

/** Drawn alike and of the same step: then nothing has to be drawn again. */
function sameView(a: CanvasStep, b: CanvasStep): boolean {
  return a.step === b.step && fingerprint(a) === fingerprint(b)
}

const fingerprints = new WeakMap<CanvasStep, string>()

function fingerprint(view: CanvasStep): string {
  const known = fingerprints.get(view)
  if (known !== undefined) return known
  const made = JSON.stringify({ ...view, step: null, conditions: [...view.conditions] })
  fingerprints.set(view, made)
  return made
}

function triesOf(step: Step, manifests: Manifests): number | null {
  if (step.kind !== 'action') return null
  const action = manifests[step.connector]?.actions[step.action]
  if (step.policy?.maxAttempts !== undefined) return step.policy.maxAttempts
  return action === undefined || action.effect === 'pure' ? null : defaultPolicy({ ...action, slow: false }).maxAttempts
}

function placeOf(id: string, walk: FlowWalk, boxes: ReadonlyMap<string, Box>): { x: number; y: number } {
  const box = boxes.get(id) ?? { x: 0, y: 0 }
  const parent = walk.steps.get(id)?.parent
  if (parent === undefined || !walk.steps.has(parent)) return { x: box.x, y: box.y }
  const outer = placeOf(parent, walk, boxes)
  return { x: outer.x + box.x, y: outer.y + box.y }
}

function leadsWords(id: string, walk: FlowWalk): string {
  const undone = walk.undoes.get(id)
  if (undone !== undefined) return `undoes step ${walk.numbers.get(undone) ?? 0}`
  const undos = walk.outOf(id).flatMap(({ port, to }) => (port === UNDO ? [walk.numbers.get(to) ?? 0] : []))
  const onward = onwardWords(id, walk)
  return undos.length === 0 ? onward : `${onward}, undone by step ${undos.join(' and ')}`
}

function onwardWords(id: string, walk: FlowWalk): string {
  const numbers = walk.outOf(id).flatMap(({ port, to }) => (port === UNDO ? [] : [walk.numbers.get(to) ?? 0]))
  if (numbers.length === 0) return 'ends here'
  if (numbers.length === 1) return `leads to step ${numbers[0]}`
  return `leads to steps ${numbers.slice(0, -1).join(', ')} and ${numbers[numbers.length - 1]}`
}

function cableOf(edge: Edge, walk: FlowWalk): PlainCable[] {
  const from = walk.steps.get(edge.from)
  const to = walk.steps.get(edge.to)
  if (from === undefined || to === undefined) return []
  const label = labelOf(from, edge.port)
  const way = label === null ? '' : `, “${label}”,`
  const name = `Cable from ${from.name}${way} to ${to.name}`
  return [{ id: edge.id, from: edge.from, port: edge.port, to: edge.to, target: 'in', label, name }]
}

function labelOf(step: Step, port: string): string | null {
  return port === ERROR ? 'If it fails' : wayLabel(step, port)
}

/** A parallel forks under its header and joins at its lower border; what is tried in a scope leads to what catches it. */
function innerCables(walk: FlowWalk): PlainCable[] {
  const named = (id: string) => walk.steps.get(id)?.name ?? id
  return [...walk.steps.values()].flatMap((step) => {
    const inside = walk.inside(step.id).filter((id) => !walk.undoes.has(id))
    if (step.kind === 'scope') {
      const caught = inside.filter((id) => walk.steps.get(id)?.lane === 'catch' && walk.into(id).length === 0)
      return caught.map((to, index): PlainCable => {
        const name = `Cable from ${step.name}, if it fails, to ${named(to)}`
        const label = index === 0 ? 'If it fails' : null
        return { id: `fails:${to}`, from: step.id, port: FAILS, to, target: 'in', label, name }
      })
    }
    if (step.kind !== 'parallel') return []
    const firsts = inside.filter((id) => walk.into(id).length === 0)
    const lasts = inside.filter((id) => walk.outOf(id).every((edge) => isAside(edge.port)))
    return [
      ...firsts.map((to): PlainCable => {
        const name = `Cable from the start of ${step.name} to ${named(to)}`
        return { id: `fork:${to}`, from: step.id, port: 'fork', to, target: 'in', label: null, name }
      }),
      ...lasts.map((from): PlainCable => {
        const name = `Cable from ${named(from)} to the end of ${step.name}`
        return { id: `join:${from}`, from, port: 'out', to: step.id, target: 'join', label: null, name }
      }),
    ]
  })
}
