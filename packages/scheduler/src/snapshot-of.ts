import type { ContainerSnapshot, PassSnapshot } from './host.ts'
import type { Pass, Walk } from './pass.ts'

/** What is needed to go on with a pass in which no call is under way. */
export function snapshotOf(pass: Pass): PassSnapshot {
  const ran = [...pass.nodes].filter(([, state]) => state.ran && !state.settled)
  return {
    settled: pass.settled.map(({ ref, port }) => [ref.node, port]),
    ran: ran.map(([node]) => node),
    walked: ran.flatMap(([node, state]) => (state.walked ? [node] : [])),
    ended: pass.ended,
    pending: [...pass.pending],
    walks: [...pass.walks].map(ofWalk),
  }
}

function ofWalk(walk: Walk): ContainerSnapshot {
  const { node, stage, count, next, ended, failure, over, lanesEnded, lanesSucceeded, laneFailure, dueAtMs } = walk
  return {
    ...{ node, stage, count, next, ended, failure, over, lanesEnded, lanesSucceeded, laneFailure, dueAtMs },
    ...(walk.undoing ? { undoing: true } : {}),
    applied: walk.applied.map(({ at, ref }) => [at, ref.node, ...ref.iteration]),
    open: [...walk.passes].map((pass) => ({ pass: pass.number, snapshot: snapshotOf(pass) })),
  }
}
