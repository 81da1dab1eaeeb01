import type { NodeRef } from '../host.ts'
import { refKey } from '../scope.ts'
import { type Trial, verdictOf } from './arbitrary-plan.ts'

export type Expectation = {
  /** Steps that run when nothing ends early; those whose pass ends by a failure may not get to. */
  runs: Map<string, 'surely' | 'maybe'>
  skips: Map<string, 'surely' | 'maybe'>
  /** Nodes that may be the one the run fails at; empty: it succeeds. */
  failsAt: Set<number>
  stops: boolean
}

/** Says what must come of a trial by plain recursion in plan order, with no notion of time: the scheduler's opposite. */
export function expectationOf(trial: Trial): Expectation {
  const expectation: Expectation = { runs: new Map(), skips: new Map(), failsAt: new Set(), stops: false }
  const { failsAt } = evaluateRegion(trial, { container: null, iteration: [] }, expectation)
  for (const node of failsAt) expectation.failsAt.add(node)
  return expectation
}

type Region = { container: number | null; iteration: number[] }

function evaluateRegion(trial: Trial, region: Region, into: Expectation): { failsAt: number[] } {
  const ports = new Map<number, string | null>()
  const failsAt: number[] = []
  const local: Expectation = { runs: new Map(), skips: new Map(), failsAt: new Set(), stops: false }
  trial.skeleton.forEach((node, index) => {
    if (node.region !== region.container) return
    const ref = { node: index, iteration: region.iteration }
    const taken = node.deps.length === 0 || node.deps.some((dep) => ports.get(dep.node) === dep.port)
    if (index === 0) ports.set(0, 'out')
    else if (!taken) {
      ports.set(index, null)
      skip(trial, ref, local)
    } else ports.set(index, evaluateNode(trial, ref, { local, failsAt }))
  })
  const sure = failsAt.length === 0
  for (const [key, how] of local.runs) into.runs.set(key, sure ? how : 'maybe')
  for (const [key, how] of local.skips) into.skips.set(key, sure ? how : 'maybe')
  into.stops ||= local.stops
  return { failsAt }
}

function evaluateNode(trial: Trial, ref: NodeRef, into: { local: Expectation; failsAt: number[] }): string | null {
  const node = trial.skeleton[ref.node]
  const verdict = verdictOf(trial, ref)
  into.local.runs.set(refKey(ref), 'surely')
  if (verdict.status === 'stopped') into.local.stops = true
  const isContainer = node?.kind === 'loop' || node?.kind === 'parallel'
  if (verdict.status === 'failed') {
    if (isContainer) skipInside(trial, ref, into.local)
    if (node?.catches) return 'error'
    into.failsAt.push(ref.node)
  }
  if (verdict.status !== 'succeeded') return null
  if (!isContainer) return verdict.port
  return evaluateContainer(trial, ref, { ...into, count: node.kind === 'loop' ? (verdict.count ?? 0) : 1 })
}

function evaluateContainer(
  trial: Trial,
  ref: NodeRef,
  into: { local: Expectation; failsAt: number[]; count: number },
): string | null {
  const node = trial.skeleton[ref.node]
  if (into.count === 0) skipInside(trial, ref, into.local)
  const inner: Expectation = { runs: new Map(), skips: new Map(), failsAt: new Set(), stops: false }
  const failing: number[] = []
  for (let index = 0; index < into.count; index += 1) {
    const iteration = node?.kind === 'loop' ? [...ref.iteration, index] : ref.iteration
    const { failsAt } = evaluateRegion(trial, { container: ref.node, iteration }, inner)
    if (node?.onItemError !== 'continue') failing.push(...failsAt)
  }
  const sure = failing.length === 0
  for (const [key, how] of inner.runs) into.local.runs.set(key, sure ? how : 'maybe')
  for (const [key, how] of inner.skips) into.local.skips.set(key, sure ? how : 'maybe')
  into.local.stops ||= inner.stops
  if (sure) return 'out'
  if (node?.catches) return 'error'
  into.failsAt.push(...failing)
  return null
}

function skip(trial: Trial, ref: NodeRef, into: Expectation): void {
  into.skips.set(refKey(ref), 'surely')
  skipInside(trial, ref, into)
}

function skipInside(trial: Trial, container: NodeRef, into: Expectation): void {
  trial.skeleton.forEach((node, index) => {
    if (node.region === container.node) skip(trial, { node: index, iteration: container.iteration }, into)
  })
}
