import type { Json, JsonObject } from '@patchbay/flow/json'
import { readable } from './entities.ts'
import { ERASED, holds, namesPerson, type Person, patternOf } from './person.ts'
import { isAboutSomebody, isPersonal, isTelling, wholeName } from './personal-fields.ts'

export type ErasedJson = {
  value: Json
  /** Names, streets and numbers that were taken out: where else they stand, they tell of the same person. */
  taken: string[]
}

type Work = { person: Person; pattern: RegExp; taken: Set<string>; touched: boolean }
/** Where a value stands: under which field, and whether what is around it is about the person. */
type Place = { field: string; owned: boolean }

/** Shorter ones could be anything. */
const SHORTEST_TELLING = 3
const ANY_EMAIL = /[^\s@<>"']+@[^\s@<>"']+\.[a-z]{2,}/i

/**
 * A value without the person; null when it does not tell of them. Texts that name them become "[erased]", structure and
 * everything else stay. An object that names them directly is about them: in it and below, the fields that tell of a
 * person (name, phone, address, …) go as well, except where an object names somebody else by e-mail.
 */
export function eraseJson(value: Json, person: Person): ErasedJson | null {
  const work: Work = { person, pattern: patternOf(person), taken: new Set(), touched: false }
  const erased = walk(work, value, { field: '', owned: false })
  return work.touched ? { value: erased, taken: [...work.taken] } : null
}

function walk(work: Work, value: Json, place: Place): Json {
  if (Array.isArray(value)) return value.map((one) => walk(work, one, place))
  if (value !== null && typeof value === 'object') return walkObject(work, value, place)
  return namesPerson(work.pattern, work.person, place.field, value) ? take(work, { field: place.field, value }) : value
}

function walkObject(work: Work, value: JsonObject, place: Place): Json {
  const entries = Object.entries(value)
  const direct = entries.some(([field, one]) => holds(work.pattern, field) || names(work, field, one))
  const owned = direct || (place.owned && !isOfSomebodyElse(work, entries))
  const ofPerson = direct || isAboutSomebody(place.field)
  const whole = owned ? wholeName(entries) : null
  if (whole !== null && whole.length >= SHORTEST_TELLING) work.taken.add(readable(whole))
  const erased: JsonObject = {}
  for (const [field, one] of entries) {
    const known = holds(work.pattern, field)
    if (known) work.touched = true
    erased[known ? freeName(erased) : field] =
      owned && isPersonal(field, one, ofPerson) ? take(work, { field, value: one }) : walk(work, one, { field, owned })
  }
  return erased
}

/** A list of texts, too: `to: ["ada@example.com"]`. */
const names = ({ pattern, person }: Work, field: string, value: Json): boolean =>
  Array.isArray(value)
    ? value.some((one) => namesPerson(pattern, person, field, one))
    : namesPerson(pattern, person, field, value)

const isOfSomebodyElse = ({ pattern }: Work, entries: [string, Json][]): boolean =>
  entries.some(([, one]) => typeof one === 'string' && ANY_EMAIL.test(readable(one)) && !holds(pattern, one))

function take(work: Work, { field, value }: { field: string; value: Json }): string {
  work.touched = true
  const tells = typeof value === 'string' && value.length >= SHORTEST_TELLING && value !== ERASED && isTelling(field)
  if (tells) work.taken.add(readable(value))
  return ERASED
}

function freeName(taken: JsonObject): string {
  let name = ERASED
  for (let number = 2; Object.hasOwn(taken, name); number += 1) name = `${ERASED} ${number}`
  return name
}
