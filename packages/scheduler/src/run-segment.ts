import { graphOf, nodeAt } from './graph.ts'
import type { NodeRef, Settled, Skeleton, StepResult } from './host.ts'
import { refKey } from './ref-key.ts'
import { settledPort } from './settled-port.ts'

export type SegmentRequest = { ready: NodeRef[]; settled: Settled[] }
export type SegmentResult = { ref: NodeRef; result: StepResult }

/**
 * Executes the ready steps and, as they settle, every further step of mode `segment` in the same region that they make
 * ready. Independent branches run at the same time, each step once. A branch of it ends at a container (whose region is
 * the scheduler's to walk), a wait with time left, a retry or a hold; a stop, a stale epoch or a failure that nothing
 * takes ends the whole segment, once what is under way is back.
 *
 * `mayContinue` is asked before each further step: false hands the rest back to the scheduler. Results stand in the
 * order of settling. When `execute` rejects, what is under way is awaited and the first rejection is passed on.
 */
export async function runSegment(
  skeleton: Skeleton,
  request: SegmentRequest,
  execute: (ref: NodeRef) => Promise<StepResult>,
  options: { mayContinue: () => boolean },
): Promise<SegmentResult[]> {
  const view = createView(skeleton, request)
  const results: SegmentResult[] = []
  const thrown: unknown[] = []
  let ended = false

  const run = async (ref: NodeRef): Promise<void> => {
    const node = nodeAt(skeleton, ref.node)
    try {
      const result = await execute(ref)
      results.push({ ref, result })
      const port = settledPort(node, result)
      if (port === null) {
        ended ||= result.status === 'failed' || result.status === 'stopped' || result.status === 'stale'
        return
      }
      const next = view.settle(ref, port)
      await Promise.all(next.map((further) => (!ended && options.mayContinue() ? run(further) : undefined)))
    } catch (error) {
      ended = true
      thrown.push(error)
    }
  }

  await Promise.all(request.ready.map(run))
  if (thrown.length > 0) throw thrown[0]
  return results
}

/** What this segment knows to be settled: what it was told, and its own results. */
function createView(skeleton: Skeleton, request: SegmentRequest) {
  const { dependents } = graphOf(skeleton)
  const ports = new Map<string, string | null>()
  for (const { ref, port } of request.settled) ports.set(refKey(ref), port)
  const begun = new Set(request.ready.map(refKey))

  /** Notes a settled step; answers which steps of mode `segment` may start now. */
  const settle = (first: NodeRef, firstPort: string): NodeRef[] => {
    const ready: NodeRef[] = []
    const settling: { ref: NodeRef; port: string | null }[] = [{ ref: first, port: firstPort }]
    for (const { ref, port } of settling) {
      ports.set(refKey(ref), port)
      for (const dependent of dependents[ref.node] ?? []) {
        const next = { node: dependent.node, iteration: ref.iteration }
        const key = refKey(next)
        if (begun.has(key) || ports.has(key)) continue
        const standing = standingOf(next)
        if (standing === 'pending') continue
        begun.add(key)
        if (standing === 'skipped') settling.push({ ref: next, port: null })
        else if (nodeAt(skeleton, next.node).mode === 'segment') ready.push(next)
      }
    }
    return ready
  }

  const standingOf = (ref: NodeRef): 'pending' | 'skipped' | 'ready' => {
    let taken = false
    for (const dep of nodeAt(skeleton, ref.node).deps) {
      const port = ports.get(refKey({ node: dep.node, iteration: ref.iteration }))
      if (port === undefined) return 'pending'
      if (port === dep.port) taken = true
    }
    return taken ? 'ready' : 'skipped'
  }

  return { settle }
}
