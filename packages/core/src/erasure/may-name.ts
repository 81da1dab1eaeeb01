import { type SQL, sql } from 'drizzle-orm'
import { type Person, spellingOf } from './person.ts'

/** An escaped letter or digit of JSON, which no serialiser writes without being asked; backslashes are doubled. */
const ESCAPED_LETTER = String.raw`\\\\u00(?:3[0-9]|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])`

/** Whether a text may name the person: a first look, which also finds longer names. */
export const mayName = (text: SQL, person: Person): SQL => sql`${text} ~* ${spellingOf(person)}`

/** The same of bytes in `column`, whatever JSON they are. */
export const bytesMayName = (column: SQL, person: Person): SQL =>
  sql`encode(${column}, 'escape') ~* ${`${spellingOf(person)}|${ESCAPED_LETTER}`}`
