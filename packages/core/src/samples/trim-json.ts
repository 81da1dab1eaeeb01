import type { Json } from '@patchbay/flow/json'

const STEPS = [
  { characters: 20_000, items: 200 },
  { characters: 2_000, items: 50 },
  { characters: 300, items: 10 },
  { characters: 80, items: 3 },
]

/** A value that fits a page: long texts cut, long lists ended early, as little as it takes. */
export function trimJson(value: Json, maxCharacters: number): { value: Json; trimmed: boolean } {
  if (JSON.stringify(value).length <= maxCharacters) return { value, trimmed: false }
  for (const limits of STEPS) {
    const cut = cutDown(value, limits)
    if (JSON.stringify(cut).length <= maxCharacters) return { value: cut, trimmed: true }
  }
  return { value: null, trimmed: true }
}

function cutDown(value: Json, limits: (typeof STEPS)[number]): Json {
  if (typeof value === 'string')
    return value.length <= limits.characters ? value : `${value.slice(0, limits.characters).toWellFormed()}…`
  if (Array.isArray(value)) return value.slice(0, limits.items).map((one) => cutDown(one, limits))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cutDown(member, limits)]))
}
