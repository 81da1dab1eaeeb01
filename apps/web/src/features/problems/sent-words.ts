import type { ProblemRun } from '../../trpc/types.ts'

type Json = ProblemRun['sent']

/** One field of what was sent, as a person reads it; "–" where there was nothing. */
export function sentWords(sent: Json, field: string | null): string {
  const value = field === null ? sent : valueAt(sent, field)
  if (value === undefined || value === null || value === '') return '–'
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return JSON.stringify(value)
}

function valueAt(sent: Json, field: string): Json | undefined {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return undefined
  return Object.hasOwn(sent, field) ? sent[field] : undefined
}
