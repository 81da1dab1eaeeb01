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

/**
 * A value in one line: "Sanne Pohl, 8 Mill Row, Aarhus, DK", "Order: #1042, Items: 3", "3 entries". `order`: of the names
 * inside; the others follow.
 */
export function briefWords(value: Json, order: readonly string[] = []): string {
  if (typeof value !== 'object' || value === null) return sentWords(value, null)
  const inside = inOrder(value, order).filter(([, one]) => one !== null && one !== '')
  if (inside.length > 0 && inside.every(([, one]) => isPlain(one))) {
    // Texts speak for themselves, as an address does; a number or a yes says nothing without its name.
    const plain = Array.isArray(value) || inside.every(([, one]) => typeof one === 'string')
    return inside
      .map(([name, one]) => (plain ? sentWords(one, null) : `${inWords(name)}: ${sentWords(one, null)}`))
      .join(', ')
  }
  return Array.isArray(value) ? counted(value.length, 'entry', 'entries') : counted(inside.length, 'field')
}

export type OrderInside = {
  /** Those of the app; the one meant is that with these fields. */
  actions: Readonly<Record<string, { fields: readonly { name: string }[]; input: Readonly<Record<string, unknown>> }>>
  /** By the names of the fields. */
  labels: Readonly<Record<string, string>>
  field: string
}

/** The names inside a field as the app lists them: what was stored has lost their order. Empty where it lists none. */
export function orderInside({ actions, labels, field }: OrderInside): string[] {
  const meant = Object.keys(labels).toSorted().join()
  const action = Object.values(actions).find(
    ({ fields }) =>
      fields
        .map(({ name }) => name)
        .toSorted()
        .join() === meant,
  )
  return Object.keys(propertyOf(propertyOf(propertyOf(action?.input, 'properties'), field), 'properties') ?? {})
}

function propertyOf(of: unknown, name: string): object | undefined {
  const value: unknown = typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined
  return typeof value === 'object' && value !== null ? value : undefined
}

function inOrder(value: object, order: readonly string[]): [string, Json][] {
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
