export type Transition<S> = { name: string; isFault: boolean; to: S }

export type Explored = {
  states: number
  transitions: number
  /** How often each kind of transition was taken. */
  byName: Map<string, number>
  /** The first state found that breaks an invariant, with the shortest way there. */
  broken: { invariant: string; path: string[] } | null
  /** A state from which the end cannot be reached without another fault. */
  stuck: string[] | null
}

type Model<S> = {
  initial: S
  next: (state: S) => Transition<S>[]
  /** Names what is wrong with a state; null when nothing is. */
  broken: (state: S) => string | null
  isEnd: (state: S) => boolean
}

/** Goes through every state that can come about, breadth first, and finds what must never be and what never ends. */
export function explore<S>(model: Model<S>): Explored {
  const indexes = new Map<string, number>()
  const states: S[] = []
  const cameFrom: { index: number; name: string }[] = []
  const healthy: number[][] = []
  const byName = new Map<string, number>()
  let transitions = 0

  const indexOf = (state: S, from: { index: number; name: string }): number => {
    const key = JSON.stringify(state)
    const known = indexes.get(key)
    if (known !== undefined) return known
    indexes.set(key, states.length)
    states.push(state)
    cameFrom.push(from)
    healthy.push([])
    return states.length - 1
  }
  const pathTo = (index: number): string[] => {
    const path: string[] = []
    for (let at = cameFrom[index]; at && at.index >= 0; at = cameFrom[at.index]) path.unshift(at.name)
    return path
  }

  indexOf(model.initial, { index: -1, name: '' })
  for (let index = 0; index < states.length; index += 1) {
    const state = states[index]
    if (state === undefined) break
    const invariant = model.broken(state)
    if (invariant !== null) {
      return { states: states.length, transitions, byName, broken: { invariant, path: pathTo(index) }, stuck: null }
    }
    for (const { name, isFault, to } of model.next(state)) {
      transitions += 1
      byName.set(name, (byName.get(name) ?? 0) + 1)
      const target = indexOf(to, { index, name })
      // Backwards, for the question what can still come to an end.
      if (!isFault) healthy[target]?.push(index)
    }
  }
  const ends = states.flatMap((state, index) => (model.isEnd(state) ? [index] : []))
  const stuck = firstUnreached(states.length, ends, healthy)
  return { states: states.length, transitions, byName, broken: null, stuck: stuck === null ? null : pathTo(stuck) }
}

function firstUnreached(count: number, from: number[], edges: number[][]): number | null {
  const reached = new Uint8Array(count)
  const queue = [...from]
  for (const index of queue) reached[index] = 1
  for (const index of queue) {
    for (const next of edges[index] ?? []) {
      if (reached[next]) continue
      reached[next] = 1
      queue.push(next)
    }
  }
  const missing = reached.indexOf(0)
  return missing < 0 ? null : missing
}
