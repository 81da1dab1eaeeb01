import { z } from 'zod'

/** Where a page ended: a time with all its digits, as PostgreSQL writes it, and the row's id. */
export type Cursor = { at: string; id: string }

/** Of a year, and a distance from UTC, that PostgreSQL takes; whether there is such a day and hour is for the date's own check. */
const SHAPE = /^(?!0000)\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-](0\d|1[0-5])(:\d\d)?$/
const Iso = z.iso.datetime({ offset: true })
const isMoment = (at: string): boolean =>
  SHAPE.test(at) && Iso.safeParse(at.replace(' ', 'T').replace(/[+-]\d\d$/, '$&:00')).success

const Written = z.tuple([z.string().refine(isMoment), z.uuid()])

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
