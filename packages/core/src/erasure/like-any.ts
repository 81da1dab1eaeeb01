import { type SQL, sql } from 'drizzle-orm'
import { type Person, spellingsOf } from './person.ts'

/** Whether a text may name the person: a first look, which also finds longer names. */
export const likeAny = (text: SQL, person: Person): SQL =>
  sql`(${sql.join(
    spellingsOf(person).map((spelling) => sql`${text} ILIKE ${`%${spelling.replace(/[\\%_]/g, '\\$&')}%`}`),
    sql` OR `,
  )})`
