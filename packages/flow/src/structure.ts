import type { Edge, FlowDocument, Step } from './document.ts'
import { flowOrder, MAX_DEPTH } from './flow-order.ts'
import { type FlowGraph, graphOf, isContainer } from './graph.ts'
import { portsOf, UNDO_PORT } from './ports.ts'
import type { Problem } from './problem.ts'

const STEP_ID = /^[a-z][A-Za-z0-9_]{0,39}$/
const RESERVED_STEP_IDS = new Set(['item', 'run', 'workspace', 'steps'])
const RESERVED_CASE_IDS = new Set(['out', 'error', 'otherwise', 'timeout', 'undo', 'approved', 'refused'])

/** What is wrong with how steps, cables and containers hang together, whatever the steps do. All are errors. */
export function structureProblems(document: FlowDocument): Problem[] {
  const graph = graphOf(document)
  return [
    ...idProblems(document),
    ...document.steps.flatMap((step) => parentProblems(graph, step)),
    ...document.steps.flatMap((step) => laneProblems(graph, step)),
    ...document.edges.flatMap((edge) => edgeProblems(graph, edge)),
    ...doubleEdges(document.edges),
    ...document.steps.flatMap((step) => undoProblems(graph, step)),
    ...orderProblems(graph),
  ]
}

function idProblems({ steps, edges, notes }: FlowDocument): Problem[] {
  const problems: Problem[] = []
  for (const { id, name } of steps) {
    if (!STEP_ID.test(id)) {
      const rule = 'an id begins with a small letter and has at most 40 letters, digits and underscores'
      problems.push(error('step_id_invalid', `“${id}” cannot be the id of “${name}”: ${rule}.`, { stepId: id }))
    } else if (RESERVED_STEP_IDS.has(id)) {
      const message = `No step may have the id “${id}”: mappings use that word for something else. Give it another.`
      problems.push(error('step_id_reserved', message, { stepId: id }))
    }
  }
  for (const id of repeated(steps.map((step) => step.id))) {
    const message = `Two steps have the id “${id}”, so nothing can tell which one is meant. Give one another id.`
    problems.push(error('step_id_duplicate', message, { stepId: id }))
  }
  for (const id of repeated(edges.map((edge) => edge.id)))
    problems.push(error('edge_id_duplicate', `Two cables have the id “${id}”. Remove one of them.`, { edgeId: id }))
  for (const id of repeated(notes.map((note) => note.id)))
    problems.push(error('note_id_duplicate', `Two notes have the id “${id}”. Remove one of them.`, {}))
  const second = steps.filter(({ kind }) => kind === 'trigger')[1]
  if (second !== undefined) {
    const message = `A flow has one trigger; “${second.name}” is a second one. Remove it, or make a flow of its own for it.`
    problems.push(error('trigger_duplicate', message, { stepId: second.id }))
  }
  for (const step of steps) if (step.kind === 'branch') problems.push(...caseProblems(step))
  return problems
}

function caseProblems(step: Step & { kind: 'branch' }): Problem[] {
  const problems: Problem[] = []
  const ids = step.cases.map(({ id }) => id)
  step.cases.forEach(({ id, label }, index) => {
    const place = { stepId: step.id, field: `cases.${index}.id` }
    if (!STEP_ID.test(id) || RESERVED_CASE_IDS.has(id))
      problems.push(error('case_id_invalid', `The way “${label}” cannot have the id “${id}”. Give it another.`, place))
    else if (ids.indexOf(id) < index)
      problems.push(error('case_id_duplicate', `Two ways have the id “${id}”. Give one another id.`, place))
  })
  return problems
}

function parentProblems(graph: FlowGraph, step: Step): Problem[] {
  if (step.parent === undefined) return []
  const place = { stepId: step.id, field: 'parent' }
  const parent = graph.step(step.parent)
  if (parent === undefined)
    return [error('parent_unknown', `“${step.name}” stands in a container that is gone. Move it out.`, place)]
  if (!isContainer(parent)) {
    const message = `“${step.name}” stands in “${parent.name}”, which cannot hold steps: only containers can, such as a loop, a parallel or a scope. Move it out.`
    return [error('parent_not_container', message, place)]
  }
  if (step.kind === 'trigger')
    return [error('trigger_in_container', `The trigger starts the whole flow. Move it out of “${parent.name}”.`, place)]
  const around = graph.around(step.id)
  const outermost = around.at(-1)
  if (outermost?.parent !== undefined && graph.step(outermost.parent) !== undefined)
    return [error('parent_ring', `“${step.name}” stands in itself, by way of its containers. Move it out.`, place)]
  if (around.length > MAX_DEPTH) {
    const message = `“${step.name}” stands ${around.length} containers deep; ${MAX_DEPTH} is the most. Move it further out.`
    return [error('parent_too_deep', message, place)]
  }
  return []
}

function laneProblems(graph: FlowGraph, { id, name, lane, parent }: Step): Problem[] {
  if (lane === undefined || parent === undefined) {
    if (lane === undefined) return []
    const message = `“${name}” is in a lane, and no scope is around it. Move it into a scope, or out of the lane.`
    return [error('lane_without_scope', message, { stepId: id, field: 'lane' })]
  }
  const container = graph.step(parent)
  if (container === undefined || container.kind === 'scope') return []
  const message = `“${name}” is in a lane, which “${container.name}” does not have: only scopes do. Move it out of the lane.`
  return [error('lane_without_scope', message, { stepId: id, field: 'lane' })]
}

/** What undoes a step stands beside it and is run for nothing else. */
function undoProblems(graph: FlowGraph, step: Step): Problem[] {
  if (graph.step(step.id) !== step) return []
  const problems: Problem[] = []
  const undos = graph.outOf(step.id).filter(({ port }) => port === UNDO_PORT)
  const second = undos[1]
  if (second !== undefined) {
    const message = `“${step.name}” has two undos; one is the most. Remove a cable.`
    problems.push(error('undo_duplicate', message, { stepId: step.id, edgeId: second.id }))
  }
  const into = graph.into(step.id)
  const cable = into.find(({ port }) => port === UNDO_PORT)
  if (cable === undefined) return problems
  const place = { stepId: cable.from, edgeId: cable.id }
  if (step.kind !== 'action') {
    const message = `“${step.name}” cannot undo anything: only a step of an app can. Remove the cable.`
    problems.push(error('undo_not_action', message, place))
  } else if (into.length > 1 || graph.outOf(step.id).length > 0) {
    const message = `“${step.name}” undoes another step, so no other cable may lead to it or on from it. Remove one.`
    problems.push(error('undo_not_alone', message, place))
  }
  return problems
}

function edgeProblems(graph: FlowGraph, edge: Edge): Problem[] {
  const from = graph.step(edge.from)
  const to = graph.step(edge.to)
  const place = { edgeId: edge.id, ...(from === undefined ? {} : { stepId: from.id }) }
  if (from === undefined || to === undefined) {
    const gone = from === undefined ? edge.from : edge.to
    return [error('edge_end_unknown', `A cable ends at “${gone}”, a step that is gone. Remove the cable.`, place)]
  }
  const ends = `from “${from.name}” to “${to.name}”`
  if (to.kind === 'trigger')
    return [error('edge_into_trigger', `Nothing leads into a trigger. Remove the cable ${ends}.`, place)]
  if (from.parent !== to.parent) {
    const message = `The cable ${ends} crosses the border of a container. Move both into the same one, or remove the cable.`
    return [error('edge_crosses_container', message, place)]
  }
  if (from.lane !== to.lane) {
    const message = `The cable ${ends} leads from one lane of a scope to another. Move both into the same one, or remove the cable.`
    return [error('edge_crosses_lane', message, place)]
  }
  if (!portsOf(from).some(({ id }) => id === edge.port)) {
    const way = from.kind === 'stop' ? 'A stop ends the run: nothing comes after it.' : `It has no way “${edge.port}”.`
    return [error('port_unknown', `The cable ${ends} leaves by a jack that is not there. ${way} Remove it.`, place)]
  }
  return []
}

function doubleEdges(edges: readonly Edge[]): Problem[] {
  const seen = new Set<string>()
  return edges.flatMap((edge) => {
    const ends = JSON.stringify([edge.from, edge.port, edge.to])
    if (!seen.has(ends)) {
      seen.add(ends)
      return []
    }
    const place = { stepId: edge.from, edgeId: edge.id }
    return [error('edge_duplicate', 'Two cables join the same two jacks. Remove one of them.', place)]
  })
}

/** One problem per step in a ring of cables; those that merely stand behind a ring are not blamed. */
function orderProblems(graph: FlowGraph): Problem[] {
  const { left } = flowOrder(graph)
  const leftIds = new Set(left.map(({ id }) => id))
  return left
    .filter((step) => leadsTo(graph, step, leftIds))
    .map((step) => {
      const message = `“${step.name}” leads back to itself. A flow runs one way: remove a cable, or use a loop or a repeat.`
      return error('cycle', message, { stepId: step.id })
    })
}

function leadsTo(graph: FlowGraph, target: Step, among: ReadonlySet<string>): boolean {
  const seen = new Set<string>()
  const open = [target.id]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const { to } of graph.outOf(id)) {
      if (to === target.id) return true
      if (!among.has(to) || seen.has(to)) continue
      seen.add(to)
      open.push(to)
    }
  }
  return false
}

function repeated(ids: readonly string[]): Set<string> {
  return new Set(ids.filter((id, index) => ids.indexOf(id) < index))
}

function error(code: string, message: string, place: { stepId?: string; field?: string; edgeId?: string }): Problem {
  return { code, severity: 'error', message, ...place }
}
