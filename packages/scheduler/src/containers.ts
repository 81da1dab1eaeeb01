import type { ControlNode } from '@patchbay/flow/plan'
import { askUndo, undoRef } from './ask-undo.ts'
import { nodeAt } from './graph.ts'
import { type Ending, type Failure, type NodeRef, type StepResult, TIMED_OUT } from './host.ts'
import { concurrencyOf, iterationOf, newWalk, openPass, type Pass, stateOf, type Walk } from './pass.ts'
import { refKey } from './ref-key.ts'
import { letsFinish, ScopeLanes } from './scope-lanes.ts'
import type { Steps } from './steps.ts'
import type { Known } from './take-applied.ts'

/** Takes containers through their passes: what opens when, and how a container settles. */
export class Containers {
  readonly #steps: Steps
  readonly #lanes: ScopeLanes

  constructor(steps: Steps) {
    this.#steps = steps
    this.#lanes = new ScopeLanes(steps, (walk, lane) => this.#open(walk, lane))
  }

  /** `undoing`: of a scope, as an earlier epoch left it. */
  start(parent: Pass, node: number, { count, undoing }: { count: number; undoing: boolean }): void {
    if (parent.ended) return
    const control = nodeAt(this.#steps.graph.nodes, node)
    const isEmpty = count === 0 || this.#steps.graph.membersOf(node).length === 0
    if (isEmpty && !control.collects) {
      this.#steps.settle(parent, node, 'out')
      return
    }
    const walk = this.#enter(parent, node, isEmpty ? 0 : passesOf(control, count))
    walk.undoing = undoing && this.#steps.host.holdsForKnownFailures
    if (control.join?.timeoutMs) {
      walk.dueAtMs = this.#steps.host.nowMs() + control.join.timeoutMs
      this.#awaitTimeOut(walk, control.join.timeoutMs)
    }
    this.advance(walk)
  }

  /**
   * A join that timed out in an earlier epoch, where it stands `at` a place among what is known. Its lanes are gone
   * through as far as they are known, for what is to be undone, and for a call that was cut off and may have applied it.
   */
  startTimedOut(parent: Pass, node: number, at: number): void {
    if (parent.ended) return
    const walk = this.#enter(parent, node, passesOf(nodeAt(this.#steps.graph.nodes, node), 1))
    walk.stage = 'time_out'
    this.advance(walk)
    this.#steps.lastly(() => this.#timeOut(walk, true), at)
  }

  /** Goes on after a pass is over, or after the container was ended: as often as one likes. */
  advance(walk: Walk): void {
    const { scope, repeat, collects, join } = nodeAt(this.#steps.graph.nodes, walk.node)
    if (scope) {
      this.#lanes.advance(walk)
      return
    }
    const opensMore = repeat === undefined || walk.next === 0
    while (!walk.ended && opensMore && walk.next < walk.count && walk.passes.size < walk.concurrency) {
      this.#open(walk, walk.next)
    }
    if (join && !walk.ended && !walk.over) {
      this.#steps.lastly(() => this.#judgeJoin(walk))
      return
    }
    if (walk.passes.size > 0 || walk.calling || !walk.parent.walks.has(walk)) return
    if (walk.ended || !(repeat || collects)) this.#finish(walk)
    else if (walk.stage === 'passes') {
      walk.stage = repeat ? 'check' : 'collect'
      this.#steps.ask(walk)
    }
  }

  passOver(walk: Walk, pass: Pass): void {
    walk.passes.delete(pass)
    walk.lanesEnded += 1
    if (!pass.ended) walk.lanesSucceeded += 1
    this.#steps.later(() => this.advance(walk))
  }

  /** A failure in one of its passes that this container is the taker of. */
  takeFailure(walk: Walk, pass: Pass, failure: Failure): void {
    if (nodeAt(this.#steps.graph.nodes, walk.node).scope) this.#lanes.takeFailure(walk, pass, failure)
    else {
      walk.failure = failure
      this.end(walk, 'failed')
    }
  }

  end(walk: Walk, why: Ending): void {
    if (walk.ended) return
    walk.ended = why
    if (!letsFinish(this.#steps.graph, walk)) for (const pass of walk.passes) this.#steps.endPass(pass, why)
    this.#steps.later(() => this.advance(walk))
  }

  /** Whether an earlier epoch made the undo that is due: then what came after it is known as well, in the same turn. */
  knowsItsUndo(walk: Walk, known: Map<string, Known>): boolean {
    const last = walk.applied.at(-1)
    if (walk.stage !== 'undo' || walk.calling || !last || !walk.parent.walks.has(walk)) return false
    const { nodes } = this.#steps.graph
    const key = refKey(undoRef(nodes, last.ref))
    const isMade = nodeAt(nodes, last.ref.node).undo !== undefined && isOver(known.get(key)?.result)
    if (!isMade || !known.delete(key)) return false
    this.#steps.later(() => this.#lanes.undone(walk))
    return true
  }

  /** Makes the call that the container's stage is about. */
  ask(walk: Walk): void {
    if (!walk.parent.walks.has(walk) || walk.calling) return
    const { host, graph } = this.#steps
    if (walk.stage === 'undo') {
      const last = walk.applied.at(-1)
      if (!last) return
      this.#call(walk, undoRef(graph.nodes, last.ref), () =>
        askUndo(host, last.ref, { nodes: graph.nodes, undoing: { node: walk.node, iteration: walk.parent.iteration } }),
      )
    } else if (!walk.ended && walk.stage === 'check') {
      const ref = { node: walk.node, iteration: iterationOf(graph, walk, walk.next - 1) }
      this.#call(walk, ref, () => host.runPhase(ref, 'check'))
    } else if (!walk.ended && walk.stage === 'collect') {
      const ref = { node: walk.node, iteration: walk.parent.iteration }
      this.#call(walk, ref, () => host.runPhase(ref, 'collect'))
    } else if (!walk.ended && walk.stage === 'time_out') {
      const ref = { node: walk.node, iteration: walk.parent.iteration }
      this.#call(walk, ref, () => host.runPhase(ref, 'time_out'))
    }
  }

  /** Takes up what a restored walk was waiting for. */
  resume(walk: Walk): void {
    const leftMs = walk.dueAtMs === null ? 0 : Math.max(0, walk.dueAtMs - this.#steps.host.nowMs())
    if (walk.stage === 'delay') this.#awaitNextPass(walk, leftMs)
    else if (walk.dueAtMs !== null) this.#awaitTimeOut(walk, leftMs)
    this.#steps.ask(walk)
  }

  #enter(parent: Pass, node: number, count: number): Walk {
    const walk = newWalk(parent, node, count)
    walk.concurrency = concurrencyOf(nodeAt(this.#steps.graph.nodes, node))
    stateOf(parent, node).walked = count > 0
    parent.walks.add(walk)
    return walk
  }

  #open(walk: Walk, number: number): void {
    walk.next = number + 1
    const pass = openPass(this.#steps.graph, walk, number)
    walk.passes.add(pass)
    this.#steps.enter(pass)
    if (pass.nodes.size === 0) this.#steps.finishIfDone(pass)
  }

  #call(walk: Walk, ref: NodeRef, call: () => Promise<StepResult>): void {
    walk.calling = true
    this.#steps.call(call(), (result) => {
      walk.calling = false
      const askAgain = () => {
        if (!walk.ended || walk.stage === 'undo') this.#steps.ask(walk)
      }
      if (result.status === 'stale') this.#steps.endRun(walk.parent, result)
      else if (walk.ended && walk.stage !== 'undo') this.advance(walk)
      else if (result.status === 'retry') this.#steps.wait(this.#steps.host.sleep(result.afterMs), askAgain)
      else if (result.status === 'held') {
        this.#steps.wait(this.#steps.host.awaitRelease(ref, result.forMs), askAgain)
      } else if (walk.stage === 'undo') this.#lanes.undone(walk)
      else if (walk.stage === 'time_out') this.#timeOut(walk)
      else if (result.status === 'stopped') this.#steps.endRun(walk.parent, result)
      else if (result.status === 'failed') this.#failNew(walk, result.code)
      else if (walk.stage === 'check' && result.port !== 'out') this.#nextPass(walk, result.waitMs)
      else this.#finish(walk)
    })
  }

  #nextPass(walk: Walk, leftMs: number | undefined): void {
    const { repeat } = nodeAt(this.#steps.graph.nodes, walk.node)
    const delayMs = this.#steps.knowsPass(walk, walk.next) ? 0 : (leftMs ?? repeat?.delayMs ?? 0)
    if (walk.next >= walk.count) {
      if (repeat?.atLimit === 'fail') this.#failNew(walk, 'repeat_limit')
      else this.#finish(walk)
    } else if (delayMs > 0) {
      walk.stage = 'delay'
      walk.dueAtMs = this.#steps.host.nowMs() + delayMs
      this.#awaitNextPass(walk, delayMs)
    } else {
      walk.stage = 'passes'
      this.#open(walk, walk.next)
    }
  }

  #awaitNextPass(walk: Walk, ms: number): void {
    this.#steps.wait(this.#steps.host.sleep(ms), () => {
      if (walk.ended) return
      walk.stage = 'passes'
      walk.dueAtMs = null
      this.#open(walk, walk.next)
    })
  }

  #awaitTimeOut(walk: Walk, ms: number): void {
    this.#steps.wait(this.#steps.host.sleep(ms), () => {
      if (walk.over || walk.ended || !walk.parent.walks.has(walk)) return
      if (!this.#steps.host.recordsTimeOuts) {
        this.#timeOut(walk)
        return
      }
      // Nothing may rest on it before it is written down: a later epoch would not know, and let the lanes go on.
      walk.stage = 'time_out'
      walk.dueAtMs = null
      this.#steps.ask(walk)
    })
  }

  #timeOut(walk: Walk, isKnown = false): void {
    if (walk.over || walk.ended || !walk.parent.walks.has(walk)) return
    this.#fail(walk, { node: walk.node, code: TIMED_OUT, isKnown })
  }

  /** Whether enough lanes are over, or too few are left; once its time is over neither counts. */
  #judgeJoin(walk: Walk): void {
    const { join } = nodeAt(this.#steps.graph.nodes, walk.node)
    if (!join || walk.stage === 'time_out' || walk.ended || walk.over || !walk.parent.walks.has(walk)) return
    const need = join.need ?? join.lanes
    const have = join.of === 'ended' ? walk.lanesEnded : walk.lanesSucceeded
    const left = join.lanes - walk.lanesEnded
    if (have >= need && walk.passes.size === 0) this.#finish(walk)
    else if (have >= need) this.#goOnAhead(walk, 'out')
    else if (have + left < need) this.#fail(walk, walk.laneFailure ?? { node: walk.node, code: 'join_failed' })
  }

  /** Settles while passes are under way: they start nothing new, and the pass around does not finish without them. */
  #goOnAhead(walk: Walk, port: string): void {
    if (walk.passes.size === 0) return
    walk.over = true
    this.end(walk, 'cancelled')
    this.#steps.settle(walk.parent, walk.node, port)
  }

  #failNew(walk: Walk, code: string): void {
    this.#steps.afterKnown(() => {
      if (walk.ended) this.advance(walk)
      else this.#fail(walk, { node: walk.node, code })
    })
  }

  #fail(walk: Walk, failure: Failure): void {
    const { catches, join } = nodeAt(this.#steps.graph.nodes, walk.node)
    walk.failure = failure
    if (!catches) this.#steps.fail(walk.parent, failure)
    else if (join) this.#goOnAhead(walk, 'error')
    this.end(walk, 'failed')
  }

  #finish(walk: Walk): void {
    const { parent, node } = walk
    if (!parent.walks.delete(walk)) return
    if (parent.ended || walk.over) this.#steps.finishIfDone(parent)
    else this.#steps.settle(parent, node, walk.failure ? 'error' : 'out')
  }
}

function passesOf({ kind, repeat, join }: ControlNode, count: number): number {
  if (kind === 'loop') return count
  return repeat?.maxTimes ?? join?.lanes ?? 1
}

const isOver = (result: StepResult | undefined): boolean =>
  result?.status === 'succeeded' || result?.status === 'failed'
