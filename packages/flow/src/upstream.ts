import type { Edge, FlowDocument, Step } from './document.ts'
import { flowOrder } from './flow-order.ts'
import { type FlowGraph, graphOf } from './graph.ts'
import { hasOwnJoin, laneIndex, parallelLanes, undoneBy } from './lanes.ts'
import { ERROR_PORT, givesOutput, OUT_PORT, TIMEOUT_PORT } from './ports.ts'

/**
 * A step whose output another step may use. `element`: a loop around that other step, which gives its current `item`
 * and `index`. `error`: it has failed whenever the other one runs, and gives the reason as `error`; of a scope, inside
 * its catch lane, what was tried. `certain`: that value is there whenever the other step runs; otherwise it may be empty.
 */
export type UpstreamStep = { step: Step; as: 'output' | 'element' | 'error'; certain: boolean }

/** What is visible at a step, in the order a run meets it; steps that give no value are left out. Empty for a step that is unknown or stands in a ring. */
export function upstream(document: FlowDocument, stepId: string): UpstreamStep[] {
  return upstreamOf(graphOf(document)).at(stepId).filter(givesValue)
}

/** What is visible to a container's own rule after a pass through its content: a repeat's "until". */
export function upstreamAfterPass(document: FlowDocument, stepId: string): UpstreamStep[] {
  return upstreamOf(graphOf(document)).afterPass(stepId).filter(givesValue)
}

/** Whether there is anything to map: a scope has only why it failed. */
export function givesValue({ step, as }: Pick<UpstreamStep, 'step' | 'as'>): boolean {
  return givesOutput(step) || (as === 'error' && step.kind === 'scope')
}

export type Upstream = Record<'at' | 'afterPass', (stepId: string) => UpstreamStep[]>

/** The same for many steps of one document: the work is done once. */
export function upstreamOf(graph: FlowGraph): Upstream {
  const { ordered } = flowOrder(graph)
  const known: Known = { views: new Map(), ends: new Map(), steady: new Set() }
  for (const step of ordered) {
    known.views.set(step.id, viewBefore(graph, step, known))
    if (edgesInto(graph, step).every((edge) => isSteady(graph, edge, known))) known.steady.add(step.id)
    // A container's content comes right after it, so it is complete when something later asks for its end.
    if (hasOnePass(step)) known.ends.set(step.id, emptyView())
    if (undoneBy(graph, step.id) !== undefined) continue
    for (const container of passesAround(graph, step)) addToEnd(graph, step, { container, ...known })
  }
  const listed = (stepId: string, view: View | undefined): UpstreamStep[] => {
    if (view === undefined) return []
    const around = new Set(graph.around(stepId).map(({ id }) => id))
    return ordered
      .filter(({ id }) => view.may.has(id))
      .map((step) => {
        if (view.failed.has(step.id)) return { step, as: 'error', certain: true }
        return { step, as: around.has(step.id) ? 'element' : 'output', certain: view.sure.has(step.id) }
      })
  }
  const seen = new Map<string, UpstreamStep[]>()
  return {
    at: (stepId) => {
      const before = seen.get(stepId) ?? listed(stepId, known.views.get(stepId))
      seen.set(stepId, before)
      return before
    },
    afterPass: (stepId) => listed(stepId, union(known.views.get(stepId), known.ends.get(stepId))),
  }
}

/** Ids of steps that may have an output, among them those that surely have, and those that surely failed. */
type View = { may: Set<string>; sure: Set<string>; failed: Set<string> }
/** `steady`: steps that run whenever what stands at the start of their lane does. */
type Known = { views: Map<string, View>; ends: Map<string, View>; steady: Set<string> }

const edgesInto = (graph: FlowGraph, step: Step): Edge[] =>
  graph.into(step.id).filter(({ from }) => graph.step(from)?.parent === step.parent)

const isSteady = (graph: FlowGraph, edge: Edge, { steady }: Known): boolean =>
  alwaysTaken(graph, edge) && steady.has(edge.from)

function viewBefore(graph: FlowGraph, step: Step, known: Known): View {
  const edges = edgesInto(graph, step)
  const ways = edges.map((edge) => viewAlong(graph, edge, known))
  const [first, ...others] = ways
  if (first === undefined) return viewAtEntry(graph, step, known)
  const view = union(first)
  for (const other of others) {
    for (const id of other.may) view.may.add(id)
    view.sure = common(view.sure, other.sure)
    view.failed = common(view.failed, other.failed)
  }
  // The step begins when all its ways have settled: what lies on one that is taken in any case has then run.
  for (const [index, edge] of edges.entries()) {
    if (isSteady(graph, edge, known)) for (const id of ways[index]?.sure ?? []) view.sure.add(id)
  }
  return view
}

function viewAtEntry(graph: FlowGraph, step: Step, { views, ends }: Known): View {
  const container = graph.around(step.id)[0]
  if (container === undefined) return emptyView()
  const view = union(views.get(container.id))
  if (container.kind === 'loop') {
    view.may.add(container.id)
    view.sure.add(container.id)
  }
  if (container.kind !== 'scope' || laneIndex(step) === 0) return view
  // The lanes before this one have been gone through as far as they went.
  for (const id of ends.get(container.id)?.may ?? []) {
    const lane = laneAround(graph, id, container)
    if (lane !== null && lane < laneIndex(step)) view.may.add(id)
  }
  if (laneIndex(step) === 1) {
    view.may.add(container.id)
    view.failed.add(container.id)
  }
  return view
}

function viewAlong(graph: FlowGraph, edge: Edge, { views, ends }: Known): View {
  const before = views.get(edge.from)
  const content = ends.get(edge.from)
  const view = union(before)
  for (const id of content?.may ?? []) view.may.add(id)
  // No event came, so there is nothing to read; an approval says that nobody answered.
  if (edge.port === TIMEOUT_PORT && graph.step(edge.from)?.kind === 'event') return view
  view.may.add(edge.from)
  if (edge.port === ERROR_PORT) {
    view.failed.add(edge.from)
    return view
  }
  view.sure.add(edge.from)
  const container = graph.step(edge.from)
  for (const id of content?.sure ?? []) if (container && isSureAfter(graph, id, container)) view.sure.add(id)
  return view
}

const common = (some: Set<string>, others: Set<string>) => new Set([...some].filter((id) => others.has(id)))

const emptyView = (): View => ({ may: new Set(), sure: new Set(), failed: new Set() })

function union(...views: (View | undefined)[]): View {
  const all = emptyView()
  for (const view of views) {
    for (const id of view?.may ?? []) all.may.add(id)
    for (const id of view?.sure ?? []) all.sure.add(id)
    for (const id of view?.failed ?? []) all.failed.add(id)
  }
  return all
}

/** A loop has many passes, so its content is not seen outside; of a repeat it is the last one's. */
const hasOnePass = ({ kind }: Step): boolean => kind === 'parallel' || kind === 'repeat' || kind === 'scope'

function passesAround(graph: FlowGraph, step: Step): Step[] {
  const around = graph.around(step.id)
  const loop = around.findIndex((container) => !hasOnePass(container))
  return loop < 0 ? [...around] : around.slice(0, loop)
}

function addToEnd(graph: FlowGraph, step: Step, at: { container: Step } & Known): void {
  const end = at.ends.get(at.container.id)
  if (end === undefined) return
  end.may.add(step.id)
  const steady = graph.into(step.id).every((edge) => alwaysTaken(graph, edge) && end.sure.has(edge.from))
  const holder = step.parent === undefined ? undefined : graph.step(step.parent)
  const direct = holder === at.container || (holder && end.sure.has(holder.id) && isSureAfter(graph, step.id, holder))
  const caught = graph.outOf(step.id).some(({ port }) => port === ERROR_PORT)
  if (steady && direct && !caught) end.sure.add(step.id)
}

/** Whether what surely runs in a container has surely run when the container is left by its main way. */
function isSureAfter(graph: FlowGraph, stepId: string, container: Step): boolean {
  if (container.kind === 'parallel') {
    const { join } = container
    if (join === undefined || !hasOwnJoin(container) || join.kind === 'all') return true
    const lanes = new Set(parallelLanes(graph, graph.inside(container.id)).values()).size
    return join.kind === 'succeeded' && join.count >= lanes
  }
  if (container.kind !== 'scope') return true
  const lane = laneAround(graph, stepId, container)
  if (lane === 2) return true
  return lane === 0 && !graph.inside(container.id).some((inner) => inner.lane === 'catch')
}

/** The lane of a scope in which a step stands, by way of the containers between. */
function laneAround(graph: FlowGraph, stepId: string, scope: Step): 0 | 1 | 2 | null {
  const chain = [graph.step(stepId), ...graph.around(stepId)]
  const direct = chain.find((step) => step?.parent === scope.id)
  return direct === undefined ? null : laneIndex(direct)
}

function alwaysTaken(graph: FlowGraph, edge: Edge): boolean {
  const from = graph.step(edge.from)
  if (from === undefined || edge.port !== OUT_PORT || from.kind === 'filter' || from.kind === 'event') return false
  return !graph.outOf(edge.from).some(({ port }) => port === ERROR_PORT)
}
