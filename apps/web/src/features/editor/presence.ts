import type { Colleague } from '@patchbay/editor/contract'
import { at, numberOf, textOf } from '../shared/read.ts'

/** What one person tells of where they are. */
export type Told = {
  id: string
  name: string
  cursor: { x: number; y: number } | null
  stepId: string | null
  gone: boolean
}

/** Who has not been heard of for this long has left. */
export const GONE_AFTER_MS = 10_000

export type Seen = ReadonlyMap<string, Colleague & { at: number }>

/** Reads what came by the live line; null when it is none of ours. */
export function readPresence(data: string | undefined): Told | null {
  if (data === undefined) return null
  try {
    const bytes = Uint8Array.from(atob(data.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
    return toldOf(JSON.parse(new TextDecoder().decode(bytes)))
  } catch {
    return null
  }
}

function toldOf(told: unknown): Told | null {
  const id = textOf(at(told, 'id'))
  const name = textOf(at(told, 'name'))
  if (id === undefined || name === undefined) return null
  const x = numberOf(at(told, 'cursor', 'x'))
  const y = numberOf(at(told, 'cursor', 'y'))
  const cursor = x === undefined || y === undefined ? null : { x, y }
  return { id, name, cursor, stepId: textOf(at(told, 'stepId')) ?? null, gone: at(told, 'gone') === true }
}

export function see(seen: Seen, { gone, ...colleague }: Told, at: number): Seen {
  const next = new Map(seen)
  if (gone) next.delete(colleague.id)
  else next.set(colleague.id, { ...colleague, at })
  return next
}

/** The same object when nobody left. */
export function forget(seen: Seen, at: number): Seen {
  const here = [...seen].filter(([, each]) => at - each.at < GONE_AFTER_MS)
  return here.length === seen.size ? seen : new Map(here)
}
