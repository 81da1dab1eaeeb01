import type { ControlNode } from '@patchbay/flow/plan'
import fc from 'fast-check'
import type { NodeRef, Skeleton, StepResult } from '../host.ts'
import type { StepFunction } from '../memory-host.ts'
import { refKey } from '../scope.ts'

export type Trial = { skeleton: Skeleton; seed: number }

/** Random plans with nested containers, and a seed that fixes what each step does and how long it takes. */
export function arbitraryTrial(options: { stops: boolean }): fc.Arbitrary<Trial> {
  const kinds: readonly ControlNode['kind'][] = options.stops ? [...KINDS, 'stop'] : KINDS
  const draw = fc.record({
    kind: fc.constantFrom(...kinds),
    mode: fc.constantFrom('segment', 'activity'),
    parent: fc.nat(),
    deps: fc.array(fc.record({ node: fc.nat(), port: fc.nat() }), { maxLength: 3 }),
    concurrency: fc.integer({ min: 1, max: 3 }),
    onItemError: fc.constantFrom('stop', 'continue'),
  })
  return fc
    .record({ draws: fc.array(draw, { maxLength: 16, size: 'max' }), seed: fc.nat() })
    .map(({ draws, seed }) => ({
      skeleton: toSkeleton(draws),
      seed,
    }))
}

/** What a step settles as in the end: fixed by seed, node and iteration, so that every order of events agrees. */
export function verdictOf(trial: Trial, ref: NodeRef): StepResult {
  const node = trial.skeleton[ref.node]
  const chance = hash(`${trial.seed}:${refKey(ref)}`)
  if (!node) throw new Error('no such node')
  if (node.kind === 'stop') return { status: 'stopped', outcome: chance % 2 ? 'cancelled' : 'failed' }
  if (chance % (node.catches ? 2 : 40) === 1) return { status: 'failed', code: 'upstream' }
  if (node.kind === 'loop') return { status: 'succeeded', port: 'out', count: chance % 4 }
  if (node.kind === 'wait') return { status: 'succeeded', port: 'out', waitMs: chance % 3 ? chance % 50 : 0 }
  if (node.kind === 'branch') return { status: 'succeeded', port: pick(['a', 'b', 'otherwise'], chance) }
  if (node.kind === 'filter') return { status: 'succeeded', port: pick(['out', 'rejected'], chance) }
  return { status: 'succeeded', port: 'out' }
}

/** The steps of a trial for a memory host: some need a second try or a release first. `pace` changes only the timing. */
export function stepsOf(trial: Trial, pace: number): StepFunction {
  return (ref, attempt) => {
    const chance = hash(`${pace}:${refKey(ref)}:${attempt}`)
    const tookMs = chance % 7
    if (attempt === 1 && chance % 6 === 0) return { tookMs, result: { status: 'retry', afterMs: chance % 30 } }
    if (attempt === 1 && chance % 11 === 0) return { tookMs, result: { status: 'held', reason: 'decision' } }
    return { tookMs, result: verdictOf(trial, ref) }
  }
}

const KINDS = ['action', 'action', 'set', 'branch', 'filter', 'wait', 'loop', 'loop', 'parallel'] as const
const CONTAINERS = ['loop', 'parallel']

type Draw = {
  kind: ControlNode['kind']
  mode: 'segment' | 'activity'
  parent: number
  deps: { node: number; port: number }[]
  concurrency: number
  onItemError: 'stop' | 'continue'
}

function toSkeleton(draws: Draw[]): ControlNode[] {
  const nodes: ControlNode[] = [
    { id: 'trigger', kind: 'trigger', region: null, deps: [], mode: 'segment', catches: false },
  ]
  for (const [at, draw] of draws.entries()) {
    const containers = nodes.flatMap(({ kind }, index) => (CONTAINERS.includes(kind) ? [index] : []))
    // The newest containers are favoured: nesting is where walking a plan is hard.
    const region = pick([null, ...containers, ...containers.slice(-2), ...containers.slice(-1)], draw.parent)
    const siblings = nodes.flatMap((node, index) => (node.region === region && node.kind !== 'stop' ? [index] : []))
    const deps = siblings.length === 0 ? [] : draw.deps.map((dep) => toDep(nodes, pick(siblings, dep.node), dep.port))
    nodes.push({
      id: `step${at + 1}`,
      kind: draw.kind,
      region,
      deps,
      mode: draw.mode,
      catches: false,
      ...(draw.kind === 'loop' ? { concurrency: draw.concurrency, onItemError: draw.onItemError } : {}),
    })
  }
  for (const node of nodes) {
    for (const dep of node.deps) {
      const source = nodes[dep.node]
      if (source && dep.port === 'error') source.catches = true
    }
  }
  return nodes
}

function toDep(nodes: ControlNode[], node: number, port: number): { node: number; port: string } {
  const kind = nodes[node]?.kind
  if (kind === 'trigger') return { node, port: 'out' }
  return {
    node,
    port: pick(kind === 'branch' ? ['a', 'b', 'otherwise', 'error'] : ['out', 'out', 'out', 'error'], port),
  }
}

function pick<T>(from: readonly T[], chance: number): T {
  const chosen = from[chance % from.length]
  if (chosen === undefined) throw new Error('nothing to pick from')
  return chosen
}

/** FNV-1a with a final mix: enough to spread small inputs. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const char of text) value = Math.imul(value ^ char.charCodeAt(0), 0x01000193)
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  return (value ^ (value >>> 12)) >>> 0
}
