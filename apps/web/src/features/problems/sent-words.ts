import { inWords } from '@patchbay/flow/describe'
import type { ProblemRun } from '../../trpc/types.ts'
import { counted } from '../shared/words.ts'

type Json = ProblemRun['sent']

/** One field of what was sent, as a person reads it; "–" where there was nothing. */
export function sentWords(sent: Json, field: string | null): string {
  const value = valueAt(sent, field)
  if (value === undefined || value === null || value === '') return '–'
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return briefWords(value)
}

/** The same with nothing left out, for who wants to see which entry was refused. */
export function sentWhole(sent: Json, field: string | null): string {
  const value = valueAt(sent, field)
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : sentWords(sent, field)
}

/** A name inside a field, and what the app calls it. */
export type Inside = { name: string; label: string }

/** More would bury the line. */
const MAX_LEAVES = 8

/**
 * A value in one line, down to its leaves as long as they are few: "Sanne Pohl, 8 Mill Row, Aarhus, DK", "Order: #1042,
 * Items: 3", "Parcel (Grams: 640)", "30 entries". `inside`: its names, in the order of the app; the others follow.
 */
export function briefWords(value: Json, inside: readonly Inside[] = []): string {
  if (typeof value !== 'object' || value === null) return sentWords(value, null)
  const told = inOrder(value, inside).filter(([, one]) => one !== null && one !== '')
  const plain = told.every(([, one]) => isPlain(one))
  if (told.length === 0 || (!plain && Array.isArray(value) && countLeaves(value) > MAX_LEAVES))
    return Array.isArray(value) ? counted(value.length, 'entry', 'entries') : counted(told.length, 'field')
  if (Array.isArray(value)) return told.map(([, one]) => briefWords(one, inside)).join(plain ? ', ' : '; ')
  if (!plain && told.length > MAX_LEAVES) return counted(told.length, 'field')
  // Texts speak for themselves, as an address does; a number or a yes says nothing without its name.
  if (told.every(([, one]) => typeof one === 'string')) return told.map(([, one]) => sentWords(one, null)).join(', ')
  const labelOf = (name: string) => inside.find((one) => one.name === name)?.label ?? inWords(name)
  return told
    .map(([name, one]) => `${labelOf(name)}${isPlain(one) ? `: ${sentWords(one, null)}` : ` (${briefWords(one)})`}`)
    .join(', ')
}

function countLeaves(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((sum: number, one) => sum + countLeaves(one), 0)
}

export type FieldInside = {
  /** Those of the app; the one meant is that with these fields. */
  actions: Readonly<Record<string, { fields: readonly { name: string }[]; input: Readonly<Record<string, unknown>> }>>
  /** By the names of the fields. */
  labels: Readonly<Record<string, string>>
  field: string
}

/**
 * The names inside a field, or inside the entries of a list, as the app lists them: what was stored has lost their order.
 * Empty where it lists none.
 */
export function fieldsInside({ actions, labels, field }: FieldInside): Inside[] {
  const meant = Object.keys(labels).toSorted().join()
  const action = Object.values(actions).find(
    ({ fields }) =>
      fields
        .map(({ name }) => name)
        .toSorted()
        .join() === meant,
  )
  const schema = propertyOf(propertyOf(action?.input, 'properties'), field)
  const properties = propertyOf(schema, 'properties') ?? propertyOf(propertyOf(schema, 'items'), 'properties') ?? {}
  return Object.entries(properties).map(([name, one]) => ({ name, label: titleOf(one) ?? inWords(name) }))
}

function titleOf(schema: unknown): string | null {
  const title: unknown = typeof schema === 'object' && schema !== null ? Reflect.get(schema, 'title') : undefined
  return typeof title === 'string' ? title : null
}

function propertyOf(of: unknown, name: string): object | undefined {
  const value: unknown = typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined
  return typeof value === 'object' && value !== null ? value : undefined
}

function inOrder(value: object, inside: readonly Inside[]): [string, Json][] {
  const order = inside.map(({ name }) => name)
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length)
  return Object.entries(value).toSorted(([a], [b]) => place(a) - place(b))
}

/** Whether that line tells all of it. */
export function isBrief(value: Json): boolean {
  return typeof value !== 'object' || value === null || (Array.isArray(value) && value.every(isPlain))
}

const isPlain = (value: Json): boolean => typeof value !== 'object' || value === null

function valueAt(sent: Json, field: string | null): Json | undefined {
  if (field === null) return sent
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return undefined
  return Object.hasOwn(sent, field) ? sent[field] : undefined
}
