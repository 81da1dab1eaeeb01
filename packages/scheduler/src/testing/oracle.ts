import type { NodeRef, Skeleton } from '../host.ts'
import { refKey } from '../ref-key.ts'
import { type Trial, verdictOf } from './arbitrary-plan.ts'

export type Sureness = 'surely' | 'maybe'

/** What must and what may come of a part of a run; a phase is named `ref:phase`. */
export type Expectation = {
  /** Steps that run when nothing ends early; those whose pass ends by a failure may not get to. */
  runs: Map<string, Sureness>
  skips: Map<string, Sureness>
  /** By the scope's ref: whether what it tries fails by itself, and whether it surely gets there uninterrupted. */
  scopes: Map<string, { fails: Sureness | 'never'; sure: Sureness }>
  /** Nodes that may be the one that fails. */
  mayFail: Set<number>
  mustFail: boolean
  mayStop: boolean
}

/** Says what must come of a trial by plain recursion in plan order, with no notion of time: the scheduler's opposite. */
export function expectationOf(trial: Trial): Expectation {
  const root = evaluateRegion(trial, { container: null, lane: undefined, iteration: [] })
  return root.mayStop ? unsure(root) : root
}

type Region = { container: number | null; lane: number | undefined; iteration: number[] }
type Ports = Set<string | null>

function evaluateRegion(trial: Trial, region: Region): Expectation {
  const ports = new Map<number, Ports>()
  const whole = nothing()
  for (const index of membersOf(trial.skeleton, region)) {
    const node = trial.skeleton[index]
    const ref = { node: index, iteration: region.iteration }
    const deps = node?.deps ?? []
    const mayRun = deps.length === 0 || deps.some((dep) => ports.get(dep.node)?.has(dep.port))
    const mustRun = deps.length === 0 || deps.some((dep) => isOnly(ports.get(dep.node), dep.port))
    if (index === 0) ports.set(0, new Set(['out']))
    else if (!mayRun) {
      ports.set(index, new Set([null]))
      merge(whole, skipped(trial, ref))
    } else {
      const of = evaluateNode(trial, ref)
      merge(whole, mustRun ? of.expected : unsure(merge(skipped(trial, ref), of.expected)))
      ports.set(index, mustRun ? of.ports : new Set([...of.ports, null]))
    }
  }
  return whole.mayFail.size > 0 ? unsure(whole, { keepsFailure: true }) : whole
}

/** What a node and its content come to, and the ports it may leave by; a failure that nothing takes leaves by none. */
function evaluateNode(trial: Trial, ref: NodeRef): { expected: Expectation; ports: Ports } {
  const node = trial.skeleton[ref.node]
  const verdict = verdictOf(trial, ref)
  const expected = nothing()
  expected.runs.set(refKey(ref), 'surely')
  if (verdict.status === 'stopped') {
    expected.mayStop = true
    return { expected, ports: new Set([null]) }
  }
  if (verdict.status === 'failed') {
    merge(expected, skippedInside(trial, ref))
    expected.mayFail.add(ref.node)
    expected.mustFail = true
  } else if (verdict.status === 'succeeded') {
    const isContainer = node?.kind === 'loop' || node?.kind === 'repeat' || node?.kind === 'parallel' || node?.scope
    if (!isContainer) return { expected, ports: new Set([verdict.port]) }
    merge(expected, evaluateContainer(trial, ref, verdict.count ?? 0))
  }
  if (expected.mayFail.size === 0) return { expected, ports: new Set(['out']) }
  const without = expected.mustFail ? [] : ['out']
  if (!node?.catches) return { expected, ports: new Set(without.length > 0 ? without : [null]) }
  expected.mayFail.clear()
  expected.mustFail = false
  return { expected, ports: new Set([...without, 'error']) }
}

function evaluateContainer(trial: Trial, ref: NodeRef, count: number): Expectation {
  const node = trial.skeleton[ref.node]
  const isEmpty = !trial.skeleton.some(({ region, undoOf }) => region === ref.node && undoOf === undefined)
  if (node?.kind === 'loop') return evaluateLoop(trial, ref, isEmpty ? 0 : count)
  if (isEmpty) return nothing()
  if (node?.kind === 'repeat') return evaluateRepeat(trial, ref)
  if (node?.scope) return evaluateScope(trial, ref)
  if (node?.join) return evaluateJoin(trial, ref)
  return evaluateRegion(trial, { container: ref.node, lane: undefined, iteration: ref.iteration })
}

function evaluateLoop(trial: Trial, ref: NodeRef, count: number): Expectation {
  const node = trial.skeleton[ref.node]
  const whole = count === 0 ? skippedInside(trial, ref) : nothing()
  for (let index = 0; index < count; index += 1) {
    const iteration = [...ref.iteration, index]
    const item = evaluateRegion(trial, { container: ref.node, lane: undefined, iteration })
    if (node?.onItemError === 'continue') forgive(item)
    merge(whole, item)
  }
  if (node?.collects && !whole.mustFail) {
    const asked = phase(trial, ref, 'collect')
    merge(whole, whole.mayFail.size > 0 ? unsure(asked) : asked)
  }
  return whole.mayFail.size > 0 ? unsure(whole, { keepsFailure: true }) : whole
}

function evaluateRepeat(trial: Trial, ref: NodeRef): Expectation {
  const { maxTimes = 1, atLimit = 'fail' } = trial.skeleton[ref.node]?.repeat ?? {}
  const whole = nothing()
  for (let pass = 0; pass < maxTimes; pass += 1) {
    const iteration = [...ref.iteration, pass]
    const turn = evaluateRegion(trial, { container: ref.node, lane: undefined, iteration })
    merge(whole, whole.mayFail.size > 0 ? unsure(turn) : turn)
    if (turn.mustFail) break
    const checked = phase(trial, { node: ref.node, iteration }, 'check')
    merge(whole, whole.mayFail.size > 0 ? unsure(checked) : checked)
    const verdict = verdictOf(trial, { node: ref.node, iteration }, 'check')
    if (verdict.status !== 'succeeded' || verdict.port === 'out') break
    if (pass + 1 < maxTimes || atLimit === 'go_on') continue
    whole.mustFail ||= whole.mayFail.size === 0
    whole.mayFail.add(ref.node)
  }
  return whole
}

function evaluateScope(trial: Trial, ref: NodeRef): Expectation {
  const scope = trial.skeleton[ref.node]?.scope
  const lane = (number: number) =>
    evaluateRegion(trial, { container: ref.node, lane: number, iteration: ref.iteration })
  const whole = lane(0)
  const { mustFail } = whole
  const mayFail = whole.mayFail.size > 0
  whole.scopes.set(refKey(ref), { fails: mustFail ? 'surely' : mayFail ? 'maybe' : 'never', sure: 'surely' })
  if (scope?.catches) {
    forgive(whole)
    if (!mayFail) merge(whole, skippedLane(trial, ref, 1))
    else if (mustFail) merge(whole, lane(1))
    else merge(whole, unsure(merge(skippedLane(trial, ref, 1), lane(1))))
  }
  return scope?.always ? merge(whole, lane(2)) : whole
}

function evaluateJoin(trial: Trial, ref: NodeRef): Expectation {
  const { of, need, timeoutMs, lanes } = trial.skeleton[ref.node]?.join ?? joinless
  const each = Array.from({ length: lanes }, (_, lane) =>
    evaluateRegion(trial, { container: ref.node, lane, iteration: ref.iteration }),
  )
  const mayFail = new Set(each.flatMap((lane) => [...lane.mayFail]))
  const surely = each.filter((lane) => lane.mustFail).length
  const perhaps = each.filter((lane) => lane.mayFail.size > 0).length
  const whole = each.reduce((all, lane) => merge(all, lane), nothing())
  forgive(whole)
  const wanted = need ?? lanes
  if (of === 'ended' && need === null) {
    whole.mustFail = surely > 0
    whole.mayFail = mayFail
  } else if (of === 'succeeded') {
    whole.mustFail = lanes - surely < wanted
    whole.mayFail = lanes - perhaps < wanted ? mayFail : new Set()
  }
  if (timeoutMs !== null) {
    whole.mustFail = false
    whole.mayFail.add(ref.node)
    whole.runs.set(`${refKey(ref)}:time_out`, 'maybe')
  }
  const goesOnAhead = wanted < lanes || timeoutMs !== null || whole.mayFail.size > 0
  return goesOnAhead ? unsure(whole, { keepsFailure: true }) : whole
}

const joinless = { of: 'ended', need: null, timeoutMs: null, lanes: 0 } as const

function phase(trial: Trial, ref: NodeRef, name: 'check' | 'collect'): Expectation {
  const expected = nothing()
  expected.runs.set(`${refKey(ref)}:${name}`, 'surely')
  if (verdictOf(trial, ref, name).status === 'succeeded') return expected
  expected.mayFail.add(ref.node)
  expected.mustFail = true
  return expected
}

function skipped(trial: Trial, ref: NodeRef): Expectation {
  const expected = skippedInside(trial, ref)
  expected.skips.set(refKey(ref), 'surely')
  return expected
}

function skippedInside(trial: Trial, { node, iteration }: NodeRef): Expectation {
  const inner = trial.skeleton.flatMap(({ region, undoOf }, index) =>
    region === node && undoOf === undefined ? [skipped(trial, { node: index, iteration })] : [],
  )
  return inner.reduce((all, one) => merge(all, one), nothing())
}

function skippedLane(trial: Trial, { node, iteration }: NodeRef, lane: number): Expectation {
  const members = membersOf(trial.skeleton, { container: node, lane, iteration })
  return members.reduce((all, index) => merge(all, skipped(trial, { node: index, iteration })), nothing())
}

function membersOf(skeleton: Skeleton, { container, lane }: Region): number[] {
  return skeleton.flatMap((node, index) =>
    node.region === container && node.undoOf === undefined && (lane === undefined || node.lane === lane) ? [index] : [],
  )
}

function isOnly(ports: Ports | undefined, port: string): boolean {
  return ports?.size === 1 && ports.has(port)
}

function nothing(): Expectation {
  return { runs: new Map(), skips: new Map(), scopes: new Map(), mayFail: new Set(), mustFail: false, mayStop: false }
}

function merge(into: Expectation, from: Expectation): Expectation {
  for (const [key, how] of from.runs) into.runs.set(key, how)
  for (const [key, how] of from.skips) into.skips.set(key, how)
  for (const [key, how] of from.scopes) into.scopes.set(key, how)
  for (const node of from.mayFail) into.mayFail.add(node)
  into.mustFail ||= from.mustFail
  into.mayStop ||= from.mayStop
  return into
}

/** The same, when it may be that none of it is got to, or that it is cut short. */
function unsure(of: Expectation, options: { keepsFailure?: boolean } = {}): Expectation {
  for (const key of of.runs.keys()) of.runs.set(key, 'maybe')
  for (const key of of.skips.keys()) of.skips.set(key, 'maybe')
  for (const [key, { fails }] of of.scopes) of.scopes.set(key, { fails, sure: 'maybe' })
  if (!options.keepsFailure) of.mustFail = false
  return of
}

function forgive(of: Expectation): void {
  of.mayFail = new Set()
  of.mustFail = false
}
