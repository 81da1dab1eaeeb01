import type { Json } from '@patchbay/flow/json'
import type { Item } from './item.ts'

const MAX_CHARACTERS = 600
const TELLING = /^(id|name|number|order_?number|email|e_?mail|sku|reference|first_?name|last_?name|title|code)$/i

/** What a person may look for a run by: its subject, its key, and names, numbers and addresses near the top of it. */
export function searchTextOf(item: Item): string {
  const words = new Set<string>([item.subject ?? '', item.key ?? ''])
  collect(item.output, 0, words)
  return [...words].filter(Boolean).join(' ').toLowerCase().slice(0, MAX_CHARACTERS)
}

const collect = (value: Json, depth: number, words: Set<string>): void => {
  if (depth > 3 || value === null || typeof value !== 'object' || Array.isArray(value)) return
  for (const [name, member] of Object.entries(value)) {
    if ((typeof member === 'string' || typeof member === 'number') && TELLING.test(name)) words.add(String(member))
    else collect(member, depth + 1, words)
  }
}
