import type { Edge, FlowDocument, Position, Step } from '@patchbay/flow/document'
import { apply, type Operation } from '@patchbay/flow/operations'
import { OUT_PORT, portsOf, UNDO_PORT } from '@patchbay/flow/ports'
import type { Problem } from '@patchbay/flow/problem'
import { type Result, refuse, succeed } from '@patchbay/flow/result'
import { type CanvasModel, canvasModel } from '../canvas-model.ts'
import type { AddTarget, StepDraft } from '../contract.ts'
import { laneField } from '../lanes.ts'
import type { Box, LaneName } from '../layout-types.ts'
import type { Manifests } from '../manifests.ts'
import { isAutomatic } from '../model-layout.ts'
import { footHeight, nodeWidth, shapeOf } from '../step-shape.ts'
import { waysOf } from '../step-ways.ts'
import { edgeIdFor } from './connect-rules.ts'
import { freeId } from './free-id.ts'
import { freeSpot } from './lane-place.ts'
import { below, concrete, makeRoom } from './make-room.ts'

/** The one operation that adds a step, and the step's id. */
export type Added = { operation: Operation; stepId: string }

/**
 * Adds a step where it is wanted: with an id, its cables, its container and a place; what stands below moves down where
 * it must. In a flow that lays itself out it has no place of its own.
 */
export function addStep(
  document: FlowDocument,
  manifests: Manifests,
  { draft, target }: { draft: StepDraft; target: AddTarget },
): Result<Added, Problem> {
  const there = document.steps.find(({ kind }) => kind === 'trigger')
  if (draft.step.kind === 'trigger') return there === undefined ? addStart(document, draft) : newStart(there, draft)
  const stepId = freeId(document, draft.wish)
  const model = canvasModel(document, manifests)
  const bare: Step = { ...draft.step, id: stepId, position: { x: 0, y: 0 } }
  const plan = planOf(document, bare, { target, model })
  if (plan === null) return refuse(gone)
  const isFree = isAutomatic(document) && plan.wished === null
  const size = shapeOf(bare, manifests)
  const box = { ...size, x: 0, y: 0, height: size.height }
  const position = isFree ? { x: 0, y: 0 } : placeFor(plan, box, model)
  const parent = plan.parent === null ? {} : { parent: plan.parent, ...laneField(plan.lane) }
  const settled = isAutomatic(document) && !isFree ? [{ kind: 'moveSteps' as const, moves: concrete(model) }] : []
  const operations: Operation[] = [
    ...settled,
    { kind: 'addStep', step: { ...bare, position, ...parent } },
    ...plan.cables(position, box),
  ]
  const added = apply(document, { kind: 'batch', operations })
  if (!added.ok) return added
  const moves = isFree ? [] : makeRoom(added.value, manifests, [stepId])
  if (moves.length > 0) operations.push({ kind: 'moveSteps', moves })
  return succeed({ operation: { kind: 'batch', operations }, stepId })
}

const gone: Problem = {
  code: 'target_unknown',
  severity: 'error',
  message: 'The place for the new step is gone: somebody has changed it. Choose another one.',
}

/** How it hangs together with what is there. `wished`: where somebody has let it go. */
type Plan = {
  parent: string | null
  /** Of a scope. */
  lane: LaneName
  wished: Position | null
  /** The step above it, and where its jack is from the left, 0 to 1. */
  above: { id: string; at: number; aside: boolean } | null
  cables: (position: Position, box: Box) => Operation[]
}

function planOf(
  document: FlowDocument,
  step: Step,
  { target, model }: { target: AddTarget; model: CanvasModel },
): Plan | null {
  switch (target.kind) {
    case 'after':
      return afterPlan(document, step, { target, model })
    case 'edge': {
      const edge = document.edges.find(({ id }) => id === target.edgeId)
      if (edge === undefined) return null
      const parts = { from: edge.from, port: edge.port, onward: [edge] }
      return { ...chainPlan(document, step, { ...parts, model }), wished: null }
    }
    case 'before':
      return beforePlan(document, step, { stepId: target.stepId, model })
    case 'inside':
      return { ...alone, parent: target.containerId, lane: target.lane ?? 'try', wished: target.position ?? null }
    case 'at':
      return { ...alone, wished: target.position }
    case 'start':
      return alone
  }
}

const alone: Plan = { parent: null, lane: 'try', wished: null, above: null, cables: () => [] }

function afterPlan(
  document: FlowDocument,
  step: Step,
  { target, model }: { target: AddTarget & { kind: 'after' }; model: CanvasModel },
): Plan | null {
  if (!model.byId.has(target.stepId)) return null
  if (target.port === UNDO_PORT && step.kind !== 'action') return null
  const plugged = document.edges.filter((edge) => edge.from === target.stepId && edge.port === target.port)
  // Nothing comes after a stop: it stands beside what follows.
  const hangs = target.port === UNDO_PORT
  const onward = target.beside === true || hangs || portsOf(step).length === 0 ? [] : plugged
  const chain = chainPlan(document, step, { from: target.stepId, port: target.port, onward, model })
  return { ...chain, wished: hangs ? null : (target.position ?? null) }
}

type Chain = { from: string; port: string; onward: readonly Edge[]; model: CanvasModel }

/** Below a jack; the cables given leave from the new step then. */
function chainPlan(document: FlowDocument, step: Step, { from, port, onward, model }: Chain): Omit<Plan, 'wished'> {
  const above = model.byId.get(from)
  const out = portsOf(step)[0]?.id ?? OUT_PORT
  const into = { from, port, to: step.id }
  const edge = { id: edgeIdFor(document, into), ...into }
  const reconnected = onward.map(
    (each): Operation => ({ kind: 'reconnect', edgeId: each.id, from: step.id, port: out }),
  )
  return {
    parent: above?.parent ?? null,
    lane: above?.lane ?? 'try',
    above: {
      id: from,
      at: above?.outs.find((each) => each.port === port)?.at ?? 0.5,
      aside: port === 'error',
    },
    cables: (position, box) => [
      ...reconnected,
      { kind: 'connect', edge },
      ...makeWay(onward, position.y + box.height + below.plain, model),
    ],
  }
}

/** What a step is put in front of goes down with all that stands as low, so that rows stay rows. */
function makeWay(onward: readonly Edge[], from: number, model: CanvasModel): Operation[] {
  if (isAutomatic({ steps: model.steps.map(({ step }) => step) })) return []
  const targets = onward.flatMap((edge) => model.byId.get(edge.to) ?? [])
  if (targets.length === 0) return []
  const top = Math.min(...targets.map(({ box }) => box.y))
  const by = Math.ceil((from - top) / 20) * 20
  if (by <= 0) return []
  const parent = targets[0]?.parent ?? null
  const lower = model.steps.filter((view) => view.parent === parent && view.box.y >= top)
  const moves = lower.map(({ id, box }) => ({ stepId: id, position: { x: box.x, y: box.y + by } }))
  return [{ kind: 'moveSteps', moves }]
}

/** In front of a step that a parallel begins with. */
function beforePlan(
  document: FlowDocument,
  step: Step,
  { stepId, model }: { stepId: string; model: CanvasModel },
): Plan | null {
  const next = model.byId.get(stepId)
  if (next === undefined) return null
  const onward = { from: step.id, port: portsOf(step)[0]?.id ?? OUT_PORT, to: stepId }
  const into = document.edges.filter((edge) => edge.to === stepId)
  return {
    parent: next.parent,
    lane: next.lane,
    wished: { x: next.box.x, y: next.box.y },
    above: null,
    cables: () => [
      ...into.map((edge): Operation => ({ kind: 'reconnect', edgeId: edge.id, to: step.id })),
      { kind: 'connect', edge: { id: edgeIdFor(document, onward), ...onward } },
    ],
  }
}

const grid = (value: number) => Math.round(value / 20) * 20

function placeFor({ wished, above, parent, lane }: Plan, box: Box, model: CanvasModel): Position {
  const siblings = model.steps.flatMap((view) => (view.parent === parent && view.lane === lane ? [view.box] : []))
  if (wished !== null) return { x: grid(wished.x), y: grid(wished.y) }
  const over = above === null ? undefined : model.byId.get(above.id)
  if (over === undefined || above === null) {
    return freeSpot(model, { parent, lane })
  }
  if (above.aside) return freePlace({ x: over.box.x + over.box.width + 64, y: over.box.y + 68 }, box, siblings)
  const parts = waysOf(over.step) !== null
  const gap = parts ? below.branching : below.plain
  const x = over.box.x + over.box.width * above.at - box.width / 2
  // Of a choice, each way has a column of its own.
  const shift = parts ? (above.at - 0.5) * (nodeWidth + below.plain) : 0
  return freePlace({ x: x + shift, y: over.box.y + over.box.height + gap }, box, siblings)
}

/** Beside what stands there: to the right, as far as needed. Only steps in the same rows are in its way. */
function freePlace(wished: Position, box: Box, siblings: readonly Box[]): Position {
  const y = Math.round(wished.y)
  let x = Math.round(wished.x)
  for (let tries = 0; tries < siblings.length + 1; tries++) {
    const inWay = siblings.find(
      (each) =>
        each.x < x + box.width + 24 &&
        x < each.x + each.width + 24 &&
        each.y < y + footHeight &&
        y < each.y + each.height,
    )
    if (inWay === undefined) break
    x = inWay.x + inWay.width + below.plain
  }
  return { x, y }
}

/** What starts the flow, above what stands there; it leads to the one step that nothing led to. */
function addStart(document: FlowDocument, draft: StepDraft): Result<Added, Problem> {
  const stepId = freeId(document, draft.wish)
  const led = new Set(document.edges.map(({ to }) => to))
  const firsts = document.steps.filter(({ id, parent }) => !led.has(id) && parent === undefined)
  const [first] = firsts
  const position = isAutomatic(document)
    ? { x: 0, y: 0 }
    : { x: first?.position.x ?? 0, y: Math.min(...document.steps.map((step) => step.position.y)) - 120 }
  const operations: Operation[] = [{ kind: 'addStep', step: { ...draft.step, id: stepId, position } }]
  if (first !== undefined && firsts.length === 1) {
    const edge = { from: stepId, port: 'out', to: first.id }
    operations.push({ kind: 'connect', edge: { id: edgeIdFor(document, edge), ...edge } })
  }
  return succeed({ operation: { kind: 'batch', operations }, stepId })
}

/** Another start for a flow that has one: the step stays, with its cables, and mappings keep its id. */
function newStart(there: Step, draft: StepDraft): Result<Added, Problem> {
  if (draft.step.kind !== 'trigger') return refuse(gone)
  const { trigger, name } = draft.step
  const operations: Operation[] = [
    { kind: 'setTrigger', stepId: there.id, trigger },
    { kind: 'renameStep', stepId: there.id, name },
  ]
  return succeed({ operation: { kind: 'batch', operations }, stepId: there.id })
}
