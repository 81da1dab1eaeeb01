import type { Edge, FlowDocument, Step } from '@patchbay/flow/document'
import { ERROR_PORT, portsOf, UNDO_PORT } from '@patchbay/flow/ports'
import { laneOf, laneWords } from '../lanes.ts'

/** Where a cable would leave from. `edgeId`: the cable that is being moved, which does not stand in its own way. */
export type CableStart = { stepId: string; port: string; edgeId?: string }

/** Why a cable cannot end at each step; steps that are not named can take it. */
export function refusals(document: FlowDocument, start: CableStart): ReadonlyMap<string, string> {
  const steps = new Map(document.steps.map((step) => [step.id, step]))
  const from = steps.get(start.stepId)
  if (from === undefined) return new Map()
  const edges = document.edges.filter((edge) => edge.id !== start.edgeId)
  const before = stepsBefore(start.stepId, edges)
  const taken = new Set(
    edges.flatMap((edge) => (edge.from === start.stepId && edge.port === start.port ? [edge.to] : [])),
  )
  const undos = new Set(edges.flatMap(({ port, to }) => (port === UNDO_PORT ? [to] : [])))
  return new Map(
    document.steps.flatMap((to): [string, string][] => {
      const isUndo = start.port === UNDO_PORT
      const why = isUndo ? undoRefusal(from, to, edges) : refusal(from, to, { before, taken, steps, undos })
      return why === null ? [] : [[to.id, why]]
    }),
  )
}

type Known = {
  before: ReadonlySet<string>
  taken: ReadonlySet<string>
  steps: ReadonlyMap<string, Step>
  /** Steps that only take another one back. */
  undos: ReadonlySet<string>
}

function refusal(from: Step, to: Step, { before, taken, steps, undos }: Known): string | null {
  if (from.id === to.id) return 'A step cannot lead to itself'
  if (to.kind === 'trigger') return 'Nothing leads into the start'
  if (from.parent !== to.parent) {
    const container = steps.get((to.parent ?? from.parent) || '')
    const where = to.parent === undefined ? 'outside' : 'inside'
    return `It stands ${where} “${container?.name ?? 'its container'}”`
  }
  if (laneOf(from) !== laneOf(to)) return `It stands in another lane: ${laneWords[laneOf(to)].toLowerCase()}`
  if (undos.has(from.id)) return 'What undoes a step leads nowhere'
  if (undos.has(to.id)) return 'It only undoes another step'
  if (taken.has(to.id)) return 'It is connected already'
  return before.has(to.id) ? 'It comes before: a flow runs one way' : null
}

/** What takes a step back is one step of an app, beside it, that nothing else leads to. */
function undoRefusal(from: Step, to: Step, edges: readonly Edge[]): string | null {
  if (from.id === to.id) return 'A step cannot undo itself'
  if (to.kind !== 'action') return 'Only a step of an app can undo something'
  if (from.parent !== to.parent || laneOf(from) !== laneOf(to)) return 'It does not stand beside this step'
  if (edges.some((edge) => edge.from === from.id && edge.port === UNDO_PORT)) return 'This step has an undo already'
  return edges.some((edge) => edge.from === to.id || edge.to === to.id) ? 'Cables lead to it or on from it' : null
}

function stepsBefore(stepId: string, edges: readonly Edge[]): Set<string> {
  const into = new Map<string, string[]>()
  for (const { from, to } of edges) into.set(to, [...(into.get(to) ?? []), from])
  const seen = new Set<string>()
  const open = [stepId]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const from of into.get(id) ?? []) {
      if (seen.has(from)) continue
      seen.add(from)
      open.push(from)
    }
  }
  return seen
}

/** The jack that a new cable leaves from when nobody says which: the first free one, failure last, else the main one. */
export function freePort(document: FlowDocument, step: Step): string | null {
  const ports = portsOf(step).filter(({ id }) => id !== ERROR_PORT && id !== UNDO_PORT)
  const used = new Set(document.edges.flatMap((edge) => (edge.from === step.id ? [edge.port] : [])))
  return (ports.find(({ id }) => !used.has(id)) ?? ports[0])?.id ?? null
}

/** An id for a cable that no other one has. */
export function edgeIdFor(document: FlowDocument, { from, port, to }: Omit<Edge, 'id'>, also: readonly string[] = []) {
  const taken = new Set([...document.edges.map(({ id }) => id), ...also])
  const wish = `${from}_${port}_${to}`.slice(0, 76)
  if (!taken.has(wish)) return wish
  for (let count = 2; ; count += 1) if (!taken.has(`${wish}${count}`)) return `${wish}${count}`
}
