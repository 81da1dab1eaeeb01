import { hasUndo } from './ask-undo.ts'
import { Calls, type Entry } from './calls.ts'
import { Containers } from './containers.ts'
import { cutOffAhead } from './cut-off.ts'
import { type Graph, graphOf, nodeAt } from './graph.ts'
import type { Ending, Failure, Host, NodeRef, RunEnd, RunOutcome, StepResult } from './host.ts'
import { LastTasks } from './last-tasks.ts'
import { type Applied, openPass, type Pass, stateOf, type Walk } from './pass.ts'
import { refKey } from './ref-key.ts'
import { restorePass } from './restore-pass.ts'
import { neverRan, settleNode } from './settle-node.ts'
import { isTimedOut, settledPort } from './settled-port.ts'
import { snapshotOf } from './snapshot-of.ts'
import type { Steps } from './steps.ts'
import { stoppedAs } from './stopped-as.ts'
import { knowsPass, takeApplied } from './take-applied.ts'
import { takerOfFailure, undoingScope } from './taker-of-failure.ts'
import { Turns } from './turns.ts'
import { WaitingSteps } from './waiting-steps.ts'
import { isClosedWhenLeft, waitsLeft } from './waits-left.ts'
import type { Wiring } from './wiring.ts'

/**
 * Everything happens in turns: a host's answer is noted, then one turn works off all that follows from it and makes
 * the next calls, so that steps ready at the same moment leave together.
 */
export class Walker implements Steps {
  readonly graph: Graph
  readonly host: Host
  readonly #wiring: Wiring
  readonly #turns: Turns
  readonly #containers: Containers
  readonly #waiting: WaitingSteps
  readonly #calls: Calls
  readonly #root: Pass
  #ready: Entry[] = []
  /** What waits until all that is known from earlier has been gone through. */
  readonly #last = new LastTasks()
  #skipped: NodeRef[] = []
  #left: NodeRef[] = []
  #end: RunEnd | null
  /** There are results of an earlier epoch to go through. */
  readonly #isTakenUp: boolean
  /** Calls that have not come back. */
  #underWay = 0
  #settledCount: number
  #restarting = false

  constructor(wiring: Wiring) {
    this.#wiring = wiring
    this.host = wiring.host
    this.graph = graphOf(wiring.skeleton)
    this.#turns = new Turns(() => this.#turn(), wiring.reject)
    this.#containers = new Containers(this)
    this.#waiting = new WaitingSteps(this)
    this.#calls = new Calls(this, {
      ask: (walk) => this.#containers.ask(walk),
      take: (pass, node, result) => this.#take(pass, node, { result }),
      isOver: () => this.#turns.over,
    })
    this.#end = wiring.snapshot?.end ?? null
    this.#isTakenUp = wiring.known.size > 0
    this.#settledCount = wiring.snapshot?.settledCount ?? wiring.known.size
    this.#root = wiring.snapshot ? restorePass(this.graph, wiring.snapshot.root) : openPass(this.graph, null, 0)
  }

  start(): void {
    this.#turns.note(() => {
      if (this.#wiring.snapshot) this.#waiting.resume(this.#root, (walk) => this.#containers.resume(walk))
      else {
        stateOf(this.#root, 0).ran = true
        this.enter(this.#root)
        this.settle(this.#root, 0, 'out')
      }
    })
  }

  later(task: () => void): void {
    this.#turns.later(task)
  }

  lastly(task: () => void, at = -1): void {
    if (!this.#isTakenUp) task()
    else this.#last.push(task, at)
  }

  afterKnown(task: () => void): void {
    if (this.#last.isEmpty || !this.host.holdsForKnownFailures) task()
    else this.#last.push(task, Number.MAX_SAFE_INTEGER)
  }

  enter(pass: Pass): void {
    for (const [node, state] of pass.nodes) if (state.left === 0 && !state.ran) this.again(pass, node, false)
  }

  settle(pass: Pass, node: number, port: string): void {
    const { ready, skipped } = settleNode(this.graph, pass, { node, port })
    for (const next of ready) this.again(pass, next, false)
    this.skip(skipped)
    this.finishIfDone(pass)
  }

  fail(pass: Pass, failure: Failure): void {
    if (pass.ended) return
    const taker = takerOfFailure(this.graph, pass)
    if (taker === null) this.#endAs({ outcome: 'failed', failedNode: failure.node, code: failure.code }, 'failed')
    else if (taker.kind === 'container') this.#containers.takeFailure(taker.walk, taker.pass, failure)
    else {
      taker.walk.laneFailure = failure
      this.endPass(taker.pass, 'failed')
    }
  }

  endPass(pass: Pass, why: Ending): void {
    if (pass.ended || pass.finished) return
    pass.ended = why
    this.#left.push(...waitsLeft(this.graph, pass, this.#isTakenUp))
    for (const walk of pass.walks) this.#containers.end(walk, why)
    this.later(() => this.finishIfDone(pass))
  }

  finishIfDone(pass: Pass): void {
    const isDone = pass.ended ? pass.calls === 0 : pass.unsettled === 0
    if (!isDone || pass.walks.size > 0 || pass.finished) return
    pass.finished = true
    if (pass.ended) this.skip(neverRan(this.graph, pass))
    if (pass.walk) this.#containers.passOver(pass.walk, pass)
  }

  /** What an earlier epoch got through did run, although this walk did not come to it. */
  skip(refs: NodeRef[]): void {
    const { known } = this.#wiring
    for (const ref of refs) if (known.size === 0 || !known.has(refKey(ref))) this.#skipped.push(ref)
  }

  leave(pass: Pass, node: number): void {
    if (isClosedWhenLeft(this.graph.nodes, node)) this.#left.push({ node, iteration: pass.iteration })
  }

  knowsPass(walk: Walk, number: number): boolean {
    return knowsPass(this.graph, this.#wiring.known, { walk, number })
  }

  appliedBefore(scope: Walk): Applied[] {
    return takeApplied(this.graph, this.#wiring.known, scope)
  }

  again(pass: Pass, node: number, chased: boolean): void {
    if (!pass.ended || chased) this.#ready.push({ pass, node, chased })
  }

  ask(walk: Walk): void {
    this.#ready.push({ walk })
  }

  call<T>(promise: Promise<T>, then: (value: T) => void): void {
    this.#underWay += 1
    this.wait(promise, (value) => {
      this.#underWay -= 1
      then(value)
    })
  }

  wait<T>(promise: Promise<T>, then: (value: T) => void): void {
    this.#turns.follow(promise, then)
  }

  endRun(pass: Pass, result: Extract<StepResult, { status: 'stopped' | 'stale' }>): void {
    if (result.status === 'stale') {
      this.#close({ outcome: 'stale', failedNode: null, code: null })
      return
    }
    const why = result.outcome === 'succeeded' ? 'stopped' : result.outcome
    this.#endAs(stoppedAs(result.outcome), why)
    // A finally lane is let finish by whatever ends its scope, but not by a Stop of its own.
    for (let at: Pass | undefined = pass; at; at = at.walk?.parent) this.endPass(at, why)
  }

  #turn(): void {
    const leaving: Entry[] = []
    for (;;) {
      if (!this.#turns.hasWork() && this.#ready.length === 0) {
        if (this.#holdsBack(leaving)) return
        const last = this.#last.take()
        if (last === null) break
        last()
        if (this.#turns.over) return
      }
      if (!this.#turns.work()) return
      const ready = this.#ready
      this.#ready = []
      for (const entry of ready) if (!this.#answerFromEarlier(entry)) leaving.push(entry)
    }
    if (this.#skipped.length > 0) this.host.skipped(this.#skipped.splice(0))
    // With the run everything is closed.
    if (this.#left.length > 0 && !this.#root.finished) this.host.left(this.#left.splice(0))
    this.#restarting ||= this.#last.isEmpty && this.host.wantsRestart()
    if (this.#root.finished) this.#close(this.#end ?? { outcome: 'succeeded', failedNode: null, code: null })
    else if (!this.#restarting) this.#calls.leave(this.#spare(leaving))
    else if (this.#underWay === 0) {
      const snapshot = { end: this.#end, settledCount: this.#settledCount, root: snapshotOf(this.#root) }
      this.#close({ outcome: 'restart', failedNode: null, code: null, snapshot })
    }
  }

  /** What a phase answers may lead to more that is known: until then nothing else starts, and nothing known ends a pass. */
  #holdsBack(leaving: Entry[]): boolean {
    const asks = leaving.filter((entry) => 'walk' in entry)
    if (this.#last.isEmpty || (asks.length === 0 && this.#underWay === 0)) return false
    const nodes = leaving.filter((entry) => 'node' in entry)
    this.#calls.leave(asks)
    // A container that was ended meanwhile asks nothing: then nothing would come back to go on from.
    const isOver = this.#underWay === 0 && this.host.holdsForKnownFailures
    if (isOver) leaving.splice(0, leaving.length, ...nodes)
    else this.#ready.push(...nodes)
    return !isOver
  }

  /** Without what a known failure is going to cut off, now that it is on its way: that waits to be forgotten. */
  #spare(leaving: Entry[]): Entry[] {
    if (!this.host.holdsForKnownFailures || !(this.#isTakenUp || this.#wiring.snapshot)) return leaving
    const isCutOff = cutOffAhead({ graph: this.graph, root: this.#root, known: this.#wiring.known })
    const isSpared = (entry: Entry) => 'node' in entry && !entry.chased && isCutOff(entry.pass)
    this.#ready.push(...leaving.filter(isSpared))
    return leaving.filter((entry) => !isSpared(entry))
  }

  #answerFromEarlier(entry: Entry): boolean {
    const { known } = this.#wiring
    if (known.size === 0) return false
    if ('walk' in entry) return this.host.holdsForKnownFailures && this.#containers.knowsItsUndo(entry.walk, known)
    if (entry.pass.ended) return false
    const { pass, node } = entry
    const key = refKey({ node, iteration: pass.iteration })
    const earlier = known.get(key)
    if (!earlier) return false
    known.delete(key)
    stateOf(pass, node).ran = true
    if (isTimedOut(nodeAt(this.graph.nodes, node), earlier.result)) {
      this.later(() => this.#containers.startTimedOut(pass, node, earlier.at))
      return true
    }
    const isUncaught = settledPort(nodeAt(this.graph.nodes, node), earlier.result) === null
    if (earlier.result.status === 'failed' && isUncaught) this.lastly(() => this.#take(pass, node, earlier), earlier.at)
    else this.later(() => this.#take(pass, node, earlier))
    return true
  }

  #take(pass: Pass, node: number, { result, at }: { result: StepResult; at?: number }): void {
    const control = nodeAt(this.graph.nodes, node)
    const port = settledPort(control, result)
    if (port !== null) {
      if (result.status === 'succeeded') this.#noteApplied(pass, node, at)
      this.settle(pass, node, port)
    } else if (result.status === 'succeeded') {
      if (control.kind === 'wait')
        this.#waiting.sleep(pass, node, { ms: result.waitMs ?? 0, port: result.port, unsure: false })
      else
        this.#containers.start(pass, node, {
          count: control.kind === 'loop' ? (result.count ?? 0) : 1,
          undoing: result.undoing === true,
        })
    } else if (result.status === 'failed') this.fail(pass, { node, code: result.code, isKnown: at !== undefined })
    else if (result.status === 'retry') {
      this.#waiting.sleep(pass, node, { ms: result.afterMs, port: null, unsure: result.unsure === true })
    } else if (result.status === 'held') this.#waiting.hold(pass, node, result)
    else this.endRun(pass, result)
  }

  #noteApplied(pass: Pass, node: number, at = this.#settledCount): void {
    if (!hasUndo(this.graph.nodes, node)) return
    this.#settledCount += 1
    undoingScope(this.graph, pass)?.applied.push({ at, ref: { node, iteration: pass.iteration } })
  }

  #endAs(end: RunEnd, why: Ending): void {
    if (this.#end) return
    this.#end = end
    this.endPass(this.#root, why)
  }

  #close(outcome: RunOutcome): void {
    this.#turns.stop()
    this.#wiring.resolve(outcome)
  }
}
