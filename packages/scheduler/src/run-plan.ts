import { type Graph, graphOf, nodeAt } from './graph.ts'
import type { Host, NodeRef, RunOutcome, Skeleton, StepResult } from './host.ts'
import { neverRan, openScope, refKey, type Scope, settleNode, stateOf, takerOfFailure, type Walk } from './scope.ts'
import { settledPort } from './settled-port.ts'

/**
 * Walks a plan to its end. Deterministic: given a host whose promises settle in the same order, it makes the same calls
 * in the same order. Rejects with what the host rejected with (a cancelled workflow), at once.
 *
 * `resume.settled` holds results of an earlier epoch; each answers once in place of the host, so what is not in it runs
 * again. A wait's `waitMs` in there is what is left of it.
 */
export function runPlan(
  skeleton: Skeleton,
  host: Host,
  resume?: { settled: { ref: NodeRef; result: StepResult }[] },
): Promise<RunOutcome> {
  const known = new Map<string, StepResult>()
  for (const { ref, result } of resume?.settled ?? []) known.set(refKey(ref), result)
  return new Promise((resolve, reject) => new Walker({ skeleton, host, known, resolve, reject }).start())
}

type Wiring = {
  skeleton: Skeleton
  host: Host
  known: Map<string, StepResult>
  resolve: (outcome: RunOutcome) => void
  reject: (reason: unknown) => void
}

/**
 * Everything happens in turns: a host's answer is noted, then one turn works off all that follows from it and makes
 * the next calls, so that steps ready at the same moment leave together.
 */
class Walker {
  readonly #wiring: Wiring
  readonly #graph: Graph
  readonly #root: Scope
  /** Work of this turn; a list and not recursion, because a loop may have thousands of items. */
  #agenda: (() => void)[] = []
  #ready: { scope: Scope; node: number }[] = []
  #skipped: NodeRef[] = []
  #turnDue = false
  #over = false
  #outcome: RunOutcome | null = null

  constructor(wiring: Wiring) {
    this.#wiring = wiring
    this.#graph = graphOf(wiring.skeleton)
    this.#root = openScope(this.#graph, null, [])
  }

  start(): void {
    this.#note(() => {
      stateOf(this.#root, 0).ran = true
      this.#enter(this.#root)
      this.#settle(this.#root, 0, 'out')
    })
  }

  #note(task: () => void): void {
    if (this.#over) return
    this.#agenda.push(task)
    if (this.#turnDue) return
    this.#turnDue = true
    Promise.resolve()
      .then(() => this.#turn())
      .catch((reason) => this.#abort(reason))
  }

  #turn(): void {
    this.#turnDue = false
    const leaving: { scope: Scope; node: number }[] = []
    while (this.#agenda.length > 0 || this.#ready.length > 0) {
      const agenda = this.#agenda
      this.#agenda = []
      for (const task of agenda) {
        task()
        if (this.#over) return
      }
      const ready = this.#ready
      this.#ready = []
      for (const entry of ready) if (!this.#answerFromEarlier(entry.scope, entry.node)) leaving.push(entry)
    }
    if (this.#skipped.length > 0) this.#wiring.host.skipped(this.#skipped.splice(0))
    if (this.#root.finished) this.#close(this.#outcome ?? { outcome: 'succeeded', failedNode: null, code: null })
    else this.#leave(leaving)
  }

  #answerFromEarlier(scope: Scope, node: number): boolean {
    const { known } = this.#wiring
    if (known.size === 0 || scope.ended) return false
    const key = refKey({ node, iteration: scope.iteration })
    const result = known.get(key)
    if (!result) return false
    known.delete(key)
    stateOf(scope, node).ran = true
    this.#agenda.push(() => this.#take(scope, node, result))
    return true
  }

  #leave(entries: { scope: Scope; node: number }[]): void {
    const segments = new Map<Scope, number[]>()
    for (const { scope, node } of entries) {
      if (scope.ended) continue
      stateOf(scope, node).ran = true
      if (nodeAt(this.#graph.nodes, node).mode === 'activity') this.#callStep(scope, node)
      else {
        const segment = segments.get(scope)
        if (segment) segment.push(node)
        else segments.set(scope, [node])
      }
    }
    for (const [scope, nodes] of segments) this.#callSegment(scope, nodes)
  }

  #callStep(scope: Scope, node: number): void {
    scope.calls += 1
    const call = this.#wiring.host.runStep({ node, iteration: scope.iteration })
    this.#follow(call, (result) => {
      this.#take(scope, node, result)
      scope.calls -= 1
      this.#finishIfDone(scope)
    })
  }

  #callSegment(scope: Scope, nodes: number[]): void {
    scope.calls += 1
    const ready = nodes.map((node) => ({ node, iteration: scope.iteration }))
    const call = this.#wiring.host.runSegment({ ready, settled: scope.settled.slice() })
    this.#follow(call, (results) => {
      if (results.length === 0) throw new Error(`A segment of nodes ${nodes.join(', ')} came back without a result.`)
      const answered = new Set<number>()
      for (const { ref } of results) {
        answered.add(ref.node)
        stateOf(scope, ref.node).ran = true
      }
      for (const { ref, result } of results) {
        if (this.#over) return
        this.#take(scope, ref.node, result)
      }
      for (const node of nodes) if (!answered.has(node)) this.#again(scope, node)
      scope.calls -= 1
      this.#finishIfDone(scope)
    })
  }

  #follow<T>(call: Promise<T>, then: (value: T) => void): void {
    call.then(
      (value) => this.#note(() => then(value)),
      (reason) => this.#abort(reason),
    )
  }

  #take(scope: Scope, node: number, result: StepResult): void {
    const control = nodeAt(this.#graph.nodes, node)
    const port = settledPort(control, result)
    if (port !== null) this.#settle(scope, node, port)
    else if (result.status === 'succeeded') {
      if (control.kind === 'wait') this.#after(scope, result.waitMs ?? 0, () => this.#settle(scope, node, result.port))
      else this.#walk(scope, node, control.kind === 'loop' ? (result.count ?? 0) : 1)
    } else if (result.status === 'failed') this.#fail(scope, node, result.code)
    else if (result.status === 'retry') this.#after(scope, result.afterMs, () => this.#again(scope, node))
    else if (result.status === 'held') this.#hold(scope, node)
    else if (result.status === 'stopped') this.#end(stoppedAs(result.outcome))
    else this.#close({ outcome: 'stale', failedNode: null, code: null })
  }

  #hold(scope: Scope, node: number): void {
    if (scope.ended) return
    const released = this.#wiring.host.awaitRelease({ node, iteration: scope.iteration })
    this.#follow(released, () => this.#again(scope, node))
  }

  #after(scope: Scope, ms: number, then: () => void): void {
    if (scope.ended) return
    this.#follow(this.#wiring.host.sleep(ms), () => {
      if (!scope.ended) then()
    })
  }

  #again(scope: Scope, node: number): void {
    if (!scope.ended) this.#ready.push({ scope, node })
  }

  #settle(scope: Scope, node: number, port: string): void {
    const { ready, skipped } = settleNode(this.#graph, scope, { node, port })
    for (const next of ready) this.#ready.push({ scope, node: next })
    for (const ref of skipped) this.#skipped.push(ref)
    this.#finishIfDone(scope)
  }

  #walk(scope: Scope, node: number, count: number): void {
    if (scope.ended) return
    if (count === 0 || this.#graph.membersOf(node).length === 0) {
      this.#settle(scope, node, 'out')
      return
    }
    stateOf(scope, node).walked = true
    const concurrency = Math.max(1, nodeAt(this.#graph.nodes, node).concurrency ?? 1)
    const walk = {
      node,
      parent: scope,
      count,
      next: 0,
      concurrency,
      scopes: new Set<Scope>(),
      ended: false,
      failed: false,
    }
    scope.walks.add(walk)
    this.#advance(walk)
  }

  #advance(walk: Walk): void {
    const isLoop = nodeAt(this.#graph.nodes, walk.node).kind === 'loop'
    while (!walk.ended && walk.next < walk.count && walk.scopes.size < walk.concurrency) {
      const iteration = isLoop ? [...walk.parent.iteration, walk.next] : walk.parent.iteration
      walk.next += 1
      const scope = openScope(this.#graph, walk, iteration)
      walk.scopes.add(scope)
      this.#enter(scope)
    }
    if (walk.scopes.size > 0 || !walk.parent.walks.delete(walk)) return
    if (walk.parent.ended) this.#finishIfDone(walk.parent)
    else this.#settle(walk.parent, walk.node, walk.failed ? 'error' : 'out')
  }

  #enter(scope: Scope): void {
    for (const [node, state] of scope.nodes) if (state.left === 0 && !state.ran) this.#ready.push({ scope, node })
  }

  #fail(scope: Scope, failedNode: number, code: string): void {
    if (scope.ended) return
    const taker = takerOfFailure(this.#graph, scope)
    if (taker === null) this.#end({ outcome: 'failed', failedNode, code })
    else if (taker.kind === 'item') this.#endScope(taker.scope)
    else {
      taker.walk.failed = true
      this.#endWalk(taker.walk)
    }
  }

  #end(outcome: RunOutcome): void {
    if (this.#outcome) return
    this.#outcome = outcome
    this.#endScope(this.#root)
  }

  #endScope(scope: Scope): void {
    if (scope.ended || scope.finished) return
    scope.ended = true
    for (const walk of scope.walks) this.#endWalk(walk)
    this.#agenda.push(() => this.#finishIfDone(scope))
  }

  #endWalk(walk: Walk): void {
    walk.ended = true
    for (const scope of walk.scopes) this.#endScope(scope)
    this.#agenda.push(() => this.#advance(walk))
  }

  #finishIfDone(scope: Scope): void {
    const done = scope.ended ? scope.calls === 0 && scope.walks.size === 0 : scope.unsettled === 0
    if (!done || scope.finished) return
    scope.finished = true
    if (scope.ended) for (const ref of neverRan(this.#graph, scope)) this.#skipped.push(ref)
    const walk = scope.walk
    if (walk === null) return
    walk.scopes.delete(scope)
    this.#agenda.push(() => this.#advance(walk))
  }

  #close(outcome: RunOutcome): void {
    this.#over = true
    this.#wiring.resolve(outcome)
  }

  #abort(reason: unknown): void {
    this.#over = true
    this.#wiring.reject(reason)
  }
}

function stoppedAs(outcome: 'succeeded' | 'failed' | 'cancelled'): RunOutcome {
  return outcome === 'failed' ? { outcome, failedNode: null, code: null } : { outcome, failedNode: null, code: null }
}
