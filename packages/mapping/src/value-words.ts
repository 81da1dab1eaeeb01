import type { Json } from '@patchbay/flow/json'

/** What kind of value this is, in words for people. */
export function typeWords(value: Json | undefined): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'empty (null)'
  if (Array.isArray(value)) return value.length === 1 ? 'list of 1' : `list of ${value.length}`
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'true/false'
  return typeof value
}

/** A value as it stands in text: lists of plain values with commas, anything deeper as JSON. */
export function textOf(value: Json): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.map(String).join(', ')
  if (value !== null && typeof value === 'object') return JSON.stringify(value)
  return value === null ? '' : String(value)
}

/** A value for a message: short enough for one line. */
export function briefly(value: Json | undefined): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
