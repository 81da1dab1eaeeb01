export type Random = {
  /** 0 ≤ x < 1 */
  next: () => number
  /** Both ends belong to it. */
  between: (least: number, most: number) => number
  pick: <T>(list: readonly [T, ...T[]]) => T
}

/** Numbers that follow from a seed alone (mulberry32), so that a failed run can be had again. `stream` parts the uses. */
export function createRandom(seed: number, stream = 0): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b)) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
  }
}
