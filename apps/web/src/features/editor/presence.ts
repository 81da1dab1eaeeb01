import type { Colleague } from '@patchbay/editor/contract'
import * as z from 'zod/mini'

const Told = z.object({
  id: z.string(),
  name: z.string(),
  cursor: z.nullable(z.object({ x: z.number(), y: z.number() })),
  stepId: z.nullable(z.string()),
  gone: z.boolean(),
})
export type Told = z.infer<typeof Told>

/** Who has not been heard of for this long has left. */
export const GONE_AFTER_MS = 10_000

export type Seen = ReadonlyMap<string, Colleague & { at: number }>

/** Reads what came by the live line; null when it is none of ours. */
export function readPresence(data: string | undefined): Told | null {
  if (data === undefined) return null
  try {
    const bytes = Uint8Array.from(atob(data.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
    const told = Told.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
    return told.success ? told.data : null
  } catch {
    return null
  }
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
