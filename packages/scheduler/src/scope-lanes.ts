import { type Graph, nodeAt } from './graph.ts'
import type { Failure } from './host.ts'
import type { Pass, Walk } from './pass.ts'
import { insideOf } from './settle-node.ts'
import type { Steps } from './steps.ts'
import { undoingScope } from './taker-of-failure.ts'

/** An undo and a finally lane are gone through to their end, whatever ended the scope. */
export function letsFinish(graph: Graph, walk: Walk): boolean {
  if (!nodeAt(graph.nodes, walk.node).scope) return false
  return walk.stage === 'undo' || walk.stage === 'finally'
}

const TRIED = 0
const CATCH = 1
const FINALLY = 2

/** Takes a scope through what is tried, its undo, its catch lane and its finally lane. */
export class ScopeLanes {
  readonly #steps: Steps
  readonly #open: (walk: Walk, lane: number) => void
  /** Scopes that an earlier epoch had begun to undo, and that all that is known has left open. */
  readonly #late = new Set<Walk>()

  constructor(steps: Steps, open: (walk: Walk, lane: number) => void) {
    this.#steps = steps
    this.#open = open
  }

  advance(walk: Walk): void {
    if (walk.passes.size > 0 || walk.calling || !walk.parent.walks.has(walk)) return
    if (walk.next === 0) this.#open(walk, TRIED)
    else if (walk.stage === 'passes') this.#afterTried(walk)
    else if (walk.stage === 'catch') this.#enterFinally(walk)
    else if (walk.stage === 'finally') this.#finish(walk)
  }

  /** The first failure stays; only a failing catch lane takes the place of what it caught. */
  takeFailure(walk: Walk, pass: Pass, failure: Failure): void {
    walk.failure ??= failure
    this.#steps.endPass(pass, 'failed')
  }

  /** The last applied effect is undone, or definitely cannot be: then the scope's own failure stays. */
  undone(walk: Walk): void {
    walk.applied.pop()
    if (walk.applied.length > 0) this.#steps.ask(walk)
    else this.#afterUndo(walk)
  }

  #afterTried(walk: Walk): void {
    const isEnded = walk.failure !== null || (walk.ended !== null && walk.ended !== 'stopped')
    // What had ended it is mostly known, too, and is to find what is around it open; what is not comes later.
    if (walk.undoing && !isEnded && !this.#late.has(walk)) {
      this.#late.add(walk)
      this.#steps.lastly(() => this.advance(walk), Number.MAX_SAFE_INTEGER)
      return
    }
    const isUndone = isEnded || walk.undoing
    if (isUndone && this.#scopeOf(walk)?.compensates) walk.applied.push(...this.#steps.appliedBefore(walk))
    if (!isUndone || walk.applied.length === 0) {
      this.#afterUndo(walk)
      return
    }
    walk.stage = 'undo'
    walk.applied.sort((a, b) => a.at - b.at)
    this.#steps.ask(walk)
  }

  #afterUndo(walk: Walk): void {
    const isCaught = walk.failure !== null && !walk.ended && this.#scopeOf(walk)?.catches === true
    if (isCaught) {
      walk.stage = 'catch'
      walk.failure = null
      this.#open(walk, CATCH)
      return
    }
    this.#skipLane(walk, CATCH)
    this.#enterFinally(walk)
  }

  #enterFinally(walk: Walk): void {
    walk.stage = 'finally'
    if (this.#scopeOf(walk)?.always) this.#open(walk, FINALLY)
    else this.#finish(walk)
  }

  #finish(walk: Walk): void {
    const { parent, node, failure } = walk
    if (!parent.walks.delete(walk)) return
    if (walk.applied.length > 0) undoingScope(this.#steps.graph, parent)?.applied.push(...walk.applied.splice(0))
    if (parent.ended) this.#steps.finishIfDone(parent)
    else if (failure === null) this.#steps.settle(parent, node, 'out')
    else if (nodeAt(this.#steps.graph.nodes, node).catches) this.#steps.settle(parent, node, 'error')
    else this.#steps.fail(parent, failure)
  }

  #skipLane(walk: Walk, lane: number): void {
    const { graph } = this.#steps
    const refs = graph.laneOf(walk.node, lane).map((node) => ({ node, iteration: walk.parent.iteration }))
    this.#steps.skip(refs.flatMap((ref) => [ref, ...insideOf(graph, ref)]))
  }

  #scopeOf(walk: Walk) {
    return nodeAt(this.#steps.graph.nodes, walk.node).scope
  }
}
