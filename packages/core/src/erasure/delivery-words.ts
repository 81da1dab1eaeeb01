import type { delivery } from '@patchbay/db/schema'
import { storedText } from '@patchbay/db/stored-json'
import { eraseJson } from './erase-json.ts'
import { type Person, patternOf, withoutPerson } from './person.ts'

/** What an event says besides its body. */
export type DeliveryWords = Pick<typeof delivery.$inferSelect, 'headers' | 'vendorId' | 'reason'>

/** Headers and words of an event without the person; null when they do not tell of them. */
export function eraseDeliveryWords(row: DeliveryWords, person: Person): DeliveryWords | null {
  const pattern = patternOf(person)
  const cut = (text: string | null) => (text === null ? null : storedText(withoutPerson(pattern, text)))
  const headers = eraseJson(row.headers, person)
  const vendorId = cut(row.vendorId)
  const reason = cut(row.reason)
  if (headers === null && vendorId === row.vendorId && reason === row.reason) return null
  const kept = Object.entries(row.headers).map(([name, value]): [string, string] => [
    withoutPerson(pattern, name),
    withoutPerson(pattern, value),
  ])
  return { headers: Object.fromEntries(kept), vendorId, reason }
}
