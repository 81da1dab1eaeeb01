import { nodeAt } from './graph.ts'
import type { StepResult } from './host.ts'
import { type Pass, stateOf, type Walk } from './pass.ts'
import type { Steps } from './steps.ts'

/** A step that may be called, or a container whose own next call is due. `chased`: although its pass has ended. */
export type Entry = { pass: Pass; node: number; chased: boolean } | { walk: Walk }

type Walking = {
  /** Makes a container's own next call. */
  ask: (walk: Walk) => void
  /** Goes on from what a step's call came back with. */
  take: (pass: Pass, node: number, result: StepResult) => void
  /** Whether the walk has ended meanwhile. */
  isOver: () => boolean
}

/** Makes the calls of a turn; what is ready in one pass and may be fused leaves together, as a segment. */
export class Calls {
  readonly #steps: Steps
  readonly #walking: Walking

  constructor(steps: Steps, walking: Walking) {
    this.#steps = steps
    this.#walking = walking
  }

  leave(entries: Entry[]): void {
    const segments = new Map<Pass, number[]>()
    for (const entry of entries) {
      if ('walk' in entry) this.#walking.ask(entry.walk)
      else if (!entry.pass.ended || entry.chased) this.#callOrCollect(entry, segments)
    }
    for (const [pass, nodes] of segments) this.#callSegment(pass, nodes)
  }

  #callOrCollect({ pass, node, chased }: Exclude<Entry, { walk: Walk }>, segments: Map<Pass, number[]>): void {
    stateOf(pass, node).ran = true
    pass.pending.delete(node)
    // A chased step goes alone: a segment would go on from it.
    if (chased || nodeAt(this.#steps.graph.nodes, node).mode === 'activity') {
      this.#callStep(pass, node)
      if (chased) pass.calls -= 1
      return
    }
    const segment = segments.get(pass)
    if (segment) segment.push(node)
    else segments.set(pass, [node])
  }

  #callStep(pass: Pass, node: number): void {
    pass.calls += 1
    this.#steps.call(this.#steps.host.runStep({ node, iteration: pass.iteration }), (result) => {
      this.#walking.take(pass, node, result)
      this.#cameBack(pass)
    })
  }

  #callSegment(pass: Pass, nodes: number[]): void {
    pass.calls += 1
    const ready = nodes.map((node) => ({ node, iteration: pass.iteration }))
    this.#steps.call(this.#steps.host.runSegment({ ready, settled: pass.settled.slice() }), (results) => {
      if (results.length === 0) throw new Error(`A segment of nodes ${nodes.join(', ')} came back without a result.`)
      const answered = new Set<number>()
      for (const { ref } of results) {
        answered.add(ref.node)
        stateOf(pass, ref.node).ran = true
      }
      for (const { ref, result } of results) {
        if (this.#walking.isOver()) return
        this.#walking.take(pass, ref.node, result)
      }
      for (const node of nodes) if (!answered.has(node)) this.#steps.again(pass, node, false)
      this.#cameBack(pass)
    })
  }

  #cameBack(pass: Pass): void {
    pass.calls -= 1
    this.#steps.finishIfDone(pass)
  }
}
