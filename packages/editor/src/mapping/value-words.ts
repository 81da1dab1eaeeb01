import type { Json } from '@patchbay/flow/json'

/** A value on one line, as a person would say it: "Ilka Varro, 14 Harbour Lane, 211 18 Malmö, SE", "3 items", "yes". */
export function valueWords(value: Json | undefined, zone?: { timeZone: string }): string {
  if (value === undefined || value === null) return 'empty'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string')
    return value === '' ? 'empty text' : zone === undefined ? value : dateWords(value, zone)
  if (Array.isArray(value)) return listWords(value)
  return groupWords(value)
}

/** What came out and of what kind it is: "text, 16 characters". */
export function kindWords(value: Json | undefined): string {
  if (value === undefined || value === null) return 'nothing'
  if (typeof value === 'string') return `text, ${count(value.length, 'character')}`
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'yes or no'
  if (Array.isArray(value)) return `list, ${count(value.length, 'item')}`
  return `group, ${count(Object.keys(value).length, 'value')}`
}

/** Whether people would call it empty: nothing, null, blank text, a list or group of nothing. */
export function isEmptyValue(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true
  if (typeof value === 'string') return value.trim() === ''
  return typeof value === 'object' && Object.keys(value).length === 0
}

export function count(many: number, noun: string): string {
  return `${many.toLocaleString('en')} ${many === 1 ? noun : `${noun}s`}`
}

function listWords(list: readonly Json[]): string {
  if (list.length === 0) return 'empty list'
  const isPlain = list.every((item) => typeof item !== 'object' || item === null)
  return isPlain ? list.map((item) => valueWords(item)).join(', ') : count(list.length, 'item')
}

function groupWords(group: { [key: string]: Json }): string {
  const parts: string[] = []
  for (const [key, part] of Object.entries(group)) {
    if (isEmptyValue(part) || typeof part === 'object' || /(^|_)ids?$/i.test(key)) continue
    const words = valueWords(part)
    // A first name says nothing beside the whole one.
    if (!parts.some((other) => other.split(' ').includes(words))) parts.push(words)
  }
  if (parts.length > 0) return parts.slice(0, 6).join(', ')
  const size = Object.keys(group).length
  return size === 0 ? 'empty' : count(size, 'value')
}

function dateWords(text: string, { timeZone }: { timeZone: string }): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return shortDate(`${text}T12:00:00Z`, { timeZone: 'UTC' }) ?? text
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$/.test(text)) return text
  return shortDate(text, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }) ?? text
}

function shortDate(text: string, options: Intl.DateTimeFormatOptions): string | null {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return null
  return at.toLocaleString('en-GB', { day: 'numeric', month: 'short', ...options })
}
