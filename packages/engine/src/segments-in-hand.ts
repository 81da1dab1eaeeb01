/** Segments of runs that this worker is at just now, or is about to be. */
export type SegmentsInHand = {
  /** A run that has been leased takes its place at once: its segment begins only a moment later. */
  expect(run: { workspaceId: string; runId: string }): void
  /** Runs that have not begun here, and will not soon. */
  forget(runIds: readonly string[]): void
  /** Answers what to call once the segment is over. */
  enter(run: { workspaceId: string; runId: string }): () => void
  /** How many runs may be begun beside them, and of which workspaces none. */
  room(): { runs: number; notOf: string[] }
  /** Called when a segment is over and there was no room for somebody when it was last asked. */
  onRoom(tell: () => void): void
}

/**
 * A run begins with a segment. More of them at once are no faster, they make each other late for the engine, which then
 * has them begun again; and a worker that dies cuts off every call that is under way. The rest stays queued.
 */
const MOST = 50

/**
 * No workspace takes more than half of what the others leave: when all of its calls hang, there is still room for the
 * runs of others, however many do so.
 */
export function createSegmentsInHand(most = MOST): SegmentsInHand {
  const counts = new Map<string, number>()
  /** Workspaces of runs that are expected, by the run. */
  const expected = new Map<string, string>()
  let total = 0
  let somebodyWaits = false
  let tell: () => void = () => undefined
  const add = (workspaceId: string) => {
    total += 1
    counts.set(workspaceId, (counts.get(workspaceId) ?? 0) + 1)
  }
  const take = (workspaceId: string) => {
    total -= 1
    const left = (counts.get(workspaceId) ?? 1) - 1
    if (left === 0) counts.delete(workspaceId)
    else counts.set(workspaceId, left)
    if (somebodyWaits) tell()
  }
  return {
    expect({ workspaceId, runId }) {
      if (expected.has(runId)) return
      expected.set(runId, workspaceId)
      add(workspaceId)
    },
    forget(runIds) {
      for (const runId of runIds) {
        const workspaceId = expected.get(runId)
        if (expected.delete(runId) && workspaceId !== undefined) take(workspaceId)
      }
    },
    enter({ workspaceId, runId }) {
      if (!expected.delete(runId)) add(workspaceId)
      return () => take(workspaceId)
    },
    room() {
      const notOf = [...counts].flatMap(([id, own]) => (own >= (most - (total - own)) / 2 ? [id] : []))
      const runs = Math.max(0, Math.ceil((most - total) / 2))
      somebodyWaits = runs === 0 || notOf.length > 0
      return { runs, notOf }
    },
    onRoom(listener) {
      tell = listener
    },
  }
}
