export type InHand = {
  /** Null when there is no room; else what to call once it is done. */
  enter(address: string): (() => void) | null
}

/** Counts what is under way, so that nobody waits behind more than can be done in time, and one address leaves room for others. */
export function createInHand(most: { inAll: number; ofOne: number }): InHand {
  const counts = new Map<string, number>()
  let total = 0
  return {
    enter(address) {
      const own = counts.get(address) ?? 0
      if (total >= most.inAll || own >= most.ofOne) return null
      total += 1
      counts.set(address, own + 1)
      return () => {
        total -= 1
        const left = (counts.get(address) ?? 1) - 1
        if (left === 0) counts.delete(address)
        else counts.set(address, left)
      }
    },
  }
}
