import type { Edge, FlowDocument, Step } from './document.ts'
import { flowOrder } from './flow-order.ts'
import { type FlowGraph, graphOf } from './graph.ts'
import { ERROR_PORT, givesOutput, OUT_PORT } from './ports.ts'

/**
 * A step whose output another step may use. `element`: a loop around that other step, which gives its current `item`
 * and `index`. `error`: it has failed whenever the other one runs, and gives the reason as `error`. `certain`: that value
 * is there whenever the other step runs; otherwise it may be empty.
 */
export type UpstreamStep = { step: Step; as: 'output' | 'element' | 'error'; certain: boolean }

/** What is visible at a step, in the order a run meets it; steps that give no value are left out. Empty for a step that is unknown or stands in a ring. */
export function upstream(document: FlowDocument, stepId: string): UpstreamStep[] {
  return upstreamOf(graphOf(document))(stepId).filter(({ step }) => givesOutput(step))
}

/** The same for many steps of one document: the work is done once. */
export function upstreamOf(graph: FlowGraph): (stepId: string) => UpstreamStep[] {
  const { ordered } = flowOrder(graph)
  const views = new Map<string, View>()
  const ends = new Map<string, View>()
  for (const step of ordered) {
    views.set(step.id, viewBefore(graph, step, { views, ends }))
    // A parallel's content comes right after it, so it is complete when something later asks for its end.
    if (step.kind === 'parallel') ends.set(step.id, emptyView())
    for (const container of parallelsAround(graph, step)) addToEnd(graph, step, { container, views, ends })
  }
  return (stepId) => {
    const view = views.get(stepId)
    if (view === undefined) return []
    const around = new Set(graph.around(stepId).map(({ id }) => id))
    return ordered
      .filter(({ id }) => view.may.has(id))
      .map((step) => {
        if (view.failed.has(step.id)) return { step, as: 'error', certain: true }
        return { step, as: around.has(step.id) ? 'element' : 'output', certain: view.sure.has(step.id) }
      })
  }
}

/** Ids of steps that may have an output, among them those that surely have, and those that surely failed. */
type View = { may: Set<string>; sure: Set<string>; failed: Set<string> }
type Known = { views: Map<string, View>; ends: Map<string, View> }

function viewBefore(graph: FlowGraph, step: Step, known: Known): View {
  const edges = graph.into(step.id).filter(({ from }) => graph.step(from)?.parent === step.parent)
  const first = edges[0]
  if (first === undefined) return viewAtEntry(graph, step, known)
  const view = viewAlong(first, known)
  for (const edge of edges.slice(1)) {
    const other = viewAlong(edge, known)
    for (const id of other.may) view.may.add(id)
    view.sure = common(view.sure, other.sure)
    view.failed = common(view.failed, other.failed)
  }
  return view
}

function viewAtEntry(graph: FlowGraph, step: Step, { views }: Known): View {
  const container = graph.around(step.id)[0]
  if (container === undefined) return emptyView()
  const outside = views.get(container.id)
  const view = { may: new Set(outside?.may), sure: new Set(outside?.sure), failed: new Set(outside?.failed) }
  if (container.kind === 'loop') {
    view.may.add(container.id)
    view.sure.add(container.id)
  }
  return view
}

function viewAlong(edge: Edge, { views, ends }: Known): View {
  const before = views.get(edge.from)
  const content = ends.get(edge.from)
  const may = new Set([...(before?.may ?? []), ...(content?.may ?? []), edge.from])
  const sure = new Set(before?.sure)
  const failed = new Set(before?.failed)
  if (edge.port === ERROR_PORT) return { may, sure, failed: failed.add(edge.from) }
  sure.add(edge.from)
  for (const id of content?.sure ?? []) sure.add(id)
  return { may, sure, failed }
}

const common = (some: Set<string>, others: Set<string>) => new Set([...some].filter((id) => others.has(id)))

const emptyView = (): View => ({ may: new Set(), sure: new Set(), failed: new Set() })

/** Parallels whose one pass a step belongs to: a loop in between has many passes, so its content is not seen outside. */
function parallelsAround(graph: FlowGraph, step: Step): Step[] {
  const around = graph.around(step.id)
  const loop = around.findIndex(({ kind }) => kind !== 'parallel')
  return loop < 0 ? [...around] : around.slice(0, loop)
}

function addToEnd(graph: FlowGraph, step: Step, at: { container: Step } & Known): void {
  const end = at.ends.get(at.container.id)
  if (end === undefined) return
  end.may.add(step.id)
  const steady = graph.into(step.id).every((edge) => alwaysTaken(graph, edge) && end.sure.has(edge.from))
  const direct = step.parent === at.container.id || end.sure.has(step.parent ?? '')
  const caught = graph.outOf(step.id).some(({ port }) => port === ERROR_PORT)
  if (steady && direct && !caught) end.sure.add(step.id)
}

function alwaysTaken(graph: FlowGraph, edge: Edge): boolean {
  const from = graph.step(edge.from)
  if (from === undefined || edge.port !== OUT_PORT || from.kind === 'filter') return false
  return !graph.outOf(edge.from).some(({ port }) => port === ERROR_PORT)
}
