import type { ControlNode } from '@patchbay/flow/plan'
import fc from 'fast-check'
import { hasUndo } from '../ask-undo.ts'
import { type NodeRef, type Phase, type Skeleton, type StepResult, TIMED_OUT } from '../host.ts'
import type { StepFunction } from '../memory-host.ts'
import { refKey } from '../ref-key.ts'
import { chanceOf, pick } from './chance.ts'
import { coversOf } from './covers-of.ts'

export type Trial = { skeleton: Skeleton; seed: number }

/** What makes an end depend on the order of events; without them an oracle can tell the outcome. */
export type Timing = { stops: boolean; timeOuts: boolean }

/** Random plans of the whole language, nested, and a seed that fixes what each step does. */
export function arbitraryTrial(timing: Timing): fc.Arbitrary<Trial> {
  const draw: fc.Arbitrary<Draw> = fc.record({
    kind: fc.constantFrom(...(timing.stops ? [...KINDS, ...KINDS, 'stop' as const] : KINDS)),
    mode: fc.constantFrom('segment' as const, 'activity' as const),
    parent: fc.nat(),
    lane: fc.nat(),
    deps: fc.array(fc.record({ node: fc.nat(), port: fc.nat() }), { maxLength: 2 }),
    concurrency: fc.integer({ min: 1, max: 3 }),
    onItemError: fc.constantFrom('stop' as const, 'continue' as const),
    undo: fc.constantFrom('node' as const, 'node' as const, 'node' as const, 'ask' as const, 'none' as const),
    extra: fc.nat(),
  })
  const few = fc.array(draw, { maxLength: 10, size: 'max' })
  const many = fc.array(draw, { minLength: 14, maxLength: 28, size: 'max' })
  return fc
    .record({ draws: fc.oneof(few, many, many), seed: fc.nat() })
    .map(({ draws, seed }) => ({ skeleton: toSkeleton(seed % 2 ? draws : scopeFirst(draws), timing), seed }))
}

/** What a step settles as in the end: fixed by seed, node and iteration, so that every order of events agrees. */
export function verdictOf(trial: Trial, ref: NodeRef, phase: Phase | null = null): StepResult {
  const node = trial.skeleton[ref.node]
  const chance = chanceOf(`${trial.seed}:${refKey(ref)}${phase ?? ''}`)
  if (!node) throw new Error('no such node')
  if (phase === 'time_out') return { status: 'failed', code: TIMED_OUT }
  if (phase === 'ask_undo') return { status: 'succeeded', port: 'out' }
  if (node.kind === 'stop') return { status: 'stopped', outcome: pick(['cancelled', 'failed', 'succeeded'], chance) }
  if (chance % failsOneIn(trial, node, phase) === 1) return { status: 'failed', code: 'upstream' }
  if (phase === 'check') return { status: 'succeeded', port: chance % 3 ? 'again' : 'out' }
  if (phase === 'collect') return { status: 'succeeded', port: 'out' }
  if (node.kind === 'loop') return { status: 'succeeded', port: 'out', count: chance % 4 }
  if (node.kind === 'wait') return { status: 'succeeded', port: 'out', waitMs: chance % 3 ? chance % 50 : 0 }
  return { status: 'succeeded', port: pick(portsOf(node.kind), chance) }
}

/** The steps of a trial for a memory host: some need a second try or a release first. `pace` changes only the timing. */
export function stepsOf(trial: Trial, pace: number): StepFunction {
  return (ref, attempt, phase) => {
    const chance = chanceOf(`${pace}:${refKey(ref)}:${attempt}${phase ?? ''}`)
    const tookMs = chance % 7
    const unsure = chance % 5 < 2 ? { unsure: true as const } : {}
    if (attempt === 1 && chance % 6 === 0) {
      return { tookMs, result: { status: 'retry', afterMs: chance % 30, ...unsure } }
    }
    if (attempt === 1 && chance % 11 === 0) return { tookMs, result: { status: 'held', reason: 'decision', ...unsure } }
    if (attempt === 1 && chance % 13 === 0) {
      return { tookMs, result: { status: 'held', reason: 'event', forMs: chance % 40 } }
    }
    return { tookMs, result: verdictOf(trial, ref, phase) }
  }
}

const KINDS = [
  ...([
    'action',
    'action',
    'action',
    'action',
    'action',
    'action',
    'set',
    'branch',
    'filter',
    'wait',
    'approval',
  ] as const),
  ...(['loop', 'repeat', 'parallel', 'parallel', 'scope', 'scope', 'scope'] as const),
]
const CONTAINERS = ['loop', 'repeat', 'parallel', 'scope']

type Draw = {
  kind: ControlNode['kind']
  mode: 'segment' | 'activity'
  parent: number
  lane: number
  deps: { node: number; port: number }[]
  concurrency: number
  onItemError: 'stop' | 'continue'
  undo: 'node' | 'ask' | 'none'
  extra: number
}

function failsOneIn({ skeleton }: Trial, node: ControlNode, phase: Phase | null): number {
  if (node.undoOf !== undefined) return 12
  if (node.catches && phase === null) return 3
  const around = node.region === null ? null : skeleton[node.region]
  // What fails in a scope is mostly what has no undo itself, so that there is something to undo.
  if (around?.kind === 'scope') return node.kind === 'set' || node.kind === 'filter' ? 2 : 10
  return around?.join || around?.onItemError === 'continue' ? 8 : 40
}

/** Undoing is what takes the most walking: every other plan begins with a scope that has much in it. */
function scopeFirst(draws: Draw[]): Draw[] {
  return draws.map((draw, index) => {
    if (index === 0) return { ...draw, kind: 'scope', parent: 0, deps: [] }
    if (index > 9) return draw
    return { ...draw, parent: 1, kind: draw.extra % 2 ? 'action' : draw.kind, lane: draw.extra % 3 ? 0 : draw.lane }
  })
}

function portsOf(kind: ControlNode['kind']): string[] {
  if (kind === 'branch') return ['a', 'b', 'otherwise']
  if (kind === 'filter') return ['out', 'filtered']
  return kind === 'approval' ? ['approved', 'refused', 'timeout'] : ['out']
}

function toSkeleton(draws: Draw[], timing: Timing): ControlNode[] {
  const nodes: ControlNode[] = [
    { id: 'trigger', kind: 'trigger', region: null, deps: [], mode: 'segment', catches: false },
  ]
  for (const [at, draw] of draws.entries()) nodes.push(toNode(nodes, draw, `step${at + 1}`))
  for (const node of nodes) {
    for (const dep of node.deps) {
      const source = nodes[dep.node]
      if (source && dep.port === 'error') source.catches = true
    }
  }
  for (const [at, draw] of draws.entries()) addUndo(nodes, at + 1, draw)
  nodes.forEach((node, index) => {
    const lanes = nodes.flatMap(({ region, lane, undoOf }) => (region === index && undoOf === undefined ? [lane] : []))
    const { extra = 0 } = draws[index - 1] ?? {}
    if (node.scope) node.scope = { compensates: extra % 4 > 0, catches: lanes.includes(1), always: lanes.includes(2) }
    if (node.join) node.join = joinOf(new Set(lanes).size, extra, timing)
  })
  // As the compiler has it: what a scope undoes, and what undoes it, is never part of a segment.
  nodes.forEach((node, index) => {
    const isOfUndo = hasUndo(nodes, index) || node.undoOf !== undefined
    if (isOfUndo && coversOf(nodes, { node: index, iteration: [] }).length > 0) node.mode = 'activity'
  })
  return nodes
}

function toNode(nodes: ControlNode[], draw: Draw, id: string): ControlNode {
  const containers = nodes.flatMap(({ kind }, index) => (CONTAINERS.includes(kind) ? [index] : []))
  // The newest containers are favoured: nesting is where walking a plan is hard.
  const region = pick([null, ...containers, ...containers.slice(-2), ...containers.slice(-1)], draw.parent)
  const lane = region === null ? undefined : laneIn(nodes, region, draw.lane)
  const siblings = nodes.flatMap((node, index) =>
    node.region === region && node.lane === lane && node.kind !== 'stop' ? [index] : [],
  )
  const { kind, mode, extra } = draw
  // In a scope most steps follow one another: the later one fails, the more is undone.
  const isChained = nodes[region ?? 0]?.kind === 'scope' && extra % 4 > 0
  const wanted = isChained ? [{ node: siblings.length - 1, port: 0 }] : draw.deps
  return {
    ...{ id, kind, mode, region, catches: false },
    deps: siblings.length === 0 ? [] : wanted.map((dep) => toDep(nodes, pick(siblings, dep.node), dep.port)),
    ...(lane === undefined ? {} : { lane }),
    ...(kind === 'loop' ? { concurrency: draw.concurrency, onItemError: draw.onItemError } : {}),
    ...(kind === 'loop' && extra % 2 ? { collects: true } : {}),
    ...(kind === 'repeat' ? { repeat: repeatOf(extra) } : {}),
    ...(kind === 'scope' ? { scope: { compensates: true, catches: false, always: false } } : {}),
    ...(kind === 'parallel' && extra % 3 > 0 ? { join: joinOf(0, extra, { stops: false, timeOuts: false }) } : {}),
  }
}

function repeatOf(extra: number): NonNullable<ControlNode['repeat']> {
  return { maxTimes: 1 + (extra % 4), atLimit: extra % 5 === 0 ? 'fail' : 'go_on', delayMs: extra % 3 ? extra % 50 : 0 }
}

function joinOf(lanes: number, extra: number, timing: Timing): NonNullable<ControlNode['join']> {
  const timeoutMs = timing.timeOuts && extra % 2 ? extra % 60 : null
  const need = extra % 7 === 0 || lanes === 0 ? null : 1 + (extra % lanes)
  return { of: extra % 5 < 2 ? 'ended' : 'succeeded', need, timeoutMs, lanes }
}

/** Lanes of a join are numbered without gaps; most of a scope is tried. */
function laneIn(nodes: ControlNode[], region: number, chance: number): number | undefined {
  const container = nodes[region]
  if (container?.scope) return pick([0, 0, 0, 1, 2], chance)
  if (!container?.join) return undefined
  const lanes = new Set(nodes.flatMap((node) => (node.region === region ? [node.lane] : []))).size
  return chance % (lanes + 1)
}

function addUndo(nodes: ControlNode[], index: number, draw: Draw): void {
  const node = nodes[index]
  if (node?.kind !== 'action' || draw.undo === 'none') return
  if (draw.undo === 'ask') {
    node.asksUndo = true
    return
  }
  node.undo = nodes.length
  const mode = draw.extra % 2 ? 'segment' : 'activity'
  nodes.push({ ...node, id: `undo${index}`, deps: [], mode, catches: false, undoOf: index })
  delete nodes.at(-1)?.undo
}

function toDep(nodes: ControlNode[], node: number, port: number): { node: number; port: string } {
  const kind = nodes[node]?.kind ?? 'action'
  if (kind === 'trigger') return { node, port: 'out' }
  const ports = portsOf(kind)
  return { node, port: pick([...(ports.length > 1 ? [...ports, ...ports] : Array(6).fill('out')), 'error'], port) }
}
