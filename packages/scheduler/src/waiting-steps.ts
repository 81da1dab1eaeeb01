import { hasUndo } from './ask-undo.ts'
import { nodeAt } from './graph.ts'
import type { StepResult } from './host.ts'
import type { Pass, Walk } from './pass.ts'
import type { Steps } from './steps.ts'
import { undoingScope } from './taker-of-failure.ts'

/**
 * Steps that are asleep or held. When their pass ends they are forgotten, except for one that may have applied an effect
 * which a scope around would have to undo: it is chased until that is known.
 */
export class WaitingSteps {
  readonly #steps: Steps

  constructor(steps: Steps) {
    this.#steps = steps
  }

  /** Until the step is called again or, with a `port`, settles. */
  sleep(pass: Pass, node: number, until: { ms: number; port: string | null; unsure: boolean }): void {
    const { ms, port } = until
    const unsure = this.#isChased(pass, node, until.unsure)
    if (pass.ended && !unsure) {
      this.#steps.leave(pass, node)
      return
    }
    pass.pending.set(node, { kind: 'sleep', dueAtMs: this.#steps.host.nowMs() + ms, port, unsure })
    if (unsure) pass.calls += 1
    this.#steps.wait(this.#steps.host.sleep(ms), () => {
      if (port === null) this.#steps.again(pass, node, unsure)
      else if (!pass.ended) {
        pass.pending.delete(node)
        this.#steps.settle(pass, node, port)
      }
    })
  }

  hold(pass: Pass, node: number, result: Extract<StepResult, { status: 'held' }>): void {
    const unsure = this.#isChased(pass, node, result.unsure === true)
    if (pass.ended && !unsure) {
      this.#steps.leave(pass, node)
      return
    }
    pass.pending.set(node, { kind: 'held', unsure })
    if (unsure) pass.calls += 1
    const released = this.#steps.host.awaitRelease({ node, iteration: pass.iteration }, result.forMs)
    this.#steps.wait(released, () => this.#steps.again(pass, node, unsure))
  }

  /** Goes on with a restored pass and all in it: what slept sleeps the rest, what was held or due is called. */
  resume(pass: Pass, resumeWalk: (walk: Walk) => void): void {
    for (const [node, pending] of pass.pending) {
      if (pending.kind === 'held') {
        if (pending.unsure) pass.calls += 1
        this.#steps.again(pass, node, pending.unsure)
      } else this.sleep(pass, node, { ...pending, ms: Math.max(0, pending.dueAtMs - this.#steps.host.nowMs()) })
    }
    for (const walk of pass.walks) {
      for (const inner of walk.passes) this.resume(inner, resumeWalk)
      resumeWalk(walk)
    }
    if (pass.ended) return
    const atWork = new Set([...pass.pending.keys(), ...[...pass.walks].map(({ node }) => node)])
    for (const [node, state] of pass.nodes) {
      const isDue = state.left === 0 && (state.taken || nodeAt(this.#steps.graph.nodes, node).deps.length === 0)
      if (isDue && !state.settled && !atWork.has(node)) this.#steps.again(pass, node, false)
    }
  }

  #isChased(pass: Pass, node: number, unsure: boolean): boolean {
    return unsure && hasUndo(this.#steps.graph.nodes, node) && undoingScope(this.#steps.graph, pass) !== null
  }
}
