import { z } from 'zod'

/** Where a page ended: a time with all its digits, as PostgreSQL writes it, and the row's id. */
export type Cursor = { at: string; id: string }

const Written = z.tuple([z.string().regex(/^[\d :.+-]{10,40}$/), z.uuid()])

export const encodeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify([cursor.at, cursor.id])).toString('base64url')

/** Null when it is not one of ours: the caller then begins at the top. */
export function decodeCursor(text: string | null | undefined): Cursor | null {
  if (!text) return null
  try {
    const read = Written.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()))
    return read.success ? { at: read.data[0], id: read.data[1] } : null
  } catch {
    return null
  }
}
