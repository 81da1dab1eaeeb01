import type { ProblemRun } from '../../trpc/types.ts'
import { counted } from '../shared/words.ts'

type Json = ProblemRun['sent']

/** One field of what was sent, as a person reads it; "–" where there was nothing. */
export function sentWords(sent: Json, field: string | null): string {
  const value = field === null ? sent : valueAt(sent, field)
  if (value === undefined || value === null || value === '') return '–'
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return JSON.stringify(value)
}

/** A value in one line: "Sanne Pohl, 8 Mill Row, Aarhus, DK", "order: #1042, items: 3", "3 entries". */
export function briefWords(value: Json): string {
  if (typeof value !== 'object' || value === null) return sentWords(value, null)
  const inside = Object.values(value).filter((one) => one !== null && one !== '')
  if (inside.length > 0 && inside.every(isPlain)) {
    // Texts speak for themselves, as an address does; a number or a yes says nothing without its name.
    if (Array.isArray(value) || inside.every((one) => typeof one === 'string')) {
      return inside.map((one) => sentWords(one, null)).join(', ')
    }
    return Object.entries(value)
      .filter(([, one]) => one !== null && one !== '')
      .map(([name, one]) => `${name}: ${sentWords(one, null)}`)
      .join(', ')
  }
  return Array.isArray(value) ? counted(value.length, 'entry', 'entries') : counted(inside.length, 'field')
}

/** Whether that line tells all of it. */
export function isBrief(value: Json): boolean {
  return typeof value !== 'object' || value === null || (Array.isArray(value) && value.every(isPlain))
}

const isPlain = (value: Json): boolean => typeof value !== 'object' || value === null

function valueAt(sent: Json, field: string): Json | undefined {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return undefined
  return Object.hasOwn(sent, field) ? sent[field] : undefined
}
