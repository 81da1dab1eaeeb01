import { type Graph, nodeAt } from './graph.ts'
import type { Pass, Walk } from './pass.ts'
import { letsFinish } from './scope-lanes.ts'
import type { Known } from './take-applied.ts'
import { takerOfFailure } from './taker-of-failure.ts'

type Search = { graph: Graph; root: Pass; known: Map<string, Known>; doomed: Set<Pass> }

/**
 * Whether what is new in a pass is certain to be cut off: by a failure of an earlier epoch that has been taken, and that
 * arrives once the scope or the lane that it ended has got through its undo and its finally lane. Those go on.
 */
export function cutOffAhead(of: Omit<Search, 'doomed'>): (pass: Pass) => boolean {
  const search: Search = { ...of, doomed: new Set() }
  seek(search, of.root)
  return (pass) => {
    for (let at = pass; ; at = at.walk.parent) {
      if (search.doomed.has(at)) return true
      if (at.walk === null || letsFinish(of.graph, at.walk)) return false
    }
  }
}

function seek(search: Search, pass: Pass): void {
  for (const walk of pass.walks) {
    for (const inner of walk.passes) seek(search, inner)
    if (walk.ended !== null) continue
    const { scope, join } = nodeAt(search.graph.nodes, walk.node)
    if (scope && walk.failure?.isKnown) follow(search, walk)
    else if (join && walk.laneFailure?.isKnown) judge(search, walk)
  }
}

/** A scope that has failed, or is going to: what its failure ends. */
function follow(search: Search, scope: Walk): void {
  if (!takes(search, scope)) spread(search, scope.parent)
}

function spread(search: Search, from: Pass): void {
  const { graph, doomed, root } = search
  const taker = takerOfFailure(graph, from)
  doomed.add(taker === null ? root : taker.pass)
  if (taker === null || taker.walk.ended !== null) return
  const { scope, join } = nodeAt(graph.nodes, taker.walk.node)
  if (taker.kind === 'pass') {
    if (join) judge(search, taker.walk)
  } else if (scope) follow(search, taker.walk)
  else for (const pass of taker.walk.passes) doomed.add(pass)
}

/** A join that lanes are lost to, as it will be judged when they are over. */
function judge(search: Search, walk: Walk): void {
  const { join, catches } = nodeAt(search.graph.nodes, walk.node)
  if (!join || walk.over) return
  const need = join.need ?? join.lanes
  const lost = [...walk.passes].filter((pass) => pass.ended !== null || search.doomed.has(pass)).length
  const isDecided = join.of === 'ended' && walk.lanesEnded + lost >= need
  const isFailing = join.of === 'succeeded' && walk.lanesSucceeded + walk.passes.size - lost < need
  if (!isDecided && !isFailing) return
  for (const pass of walk.passes) search.doomed.add(pass)
  if (isFailing && !catches) spread(search, walk.parent)
}

/** Whether a scope lets no failure out: by its error path, or by its catch lane unless that is what failed. */
function takes({ graph, known }: Search, { node, stage, parent }: Walk): boolean {
  const { scope, catches } = nodeAt(graph.nodes, node)
  if (catches || !scope?.catches || (stage !== 'passes' && stage !== 'undo')) return catches
  // Its undo is called again before the walk comes to what failed after it.
  for (const { ref, result } of known.values()) {
    const inner = nodeAt(graph.nodes, ref.node)
    const isAfter = inner.region === node && inner.lane !== 0 && !inner.catches && result.status === 'failed'
    if (isAfter && parent.iteration.every((number, depth) => ref.iteration[depth] === number)) return false
  }
  return true
}
