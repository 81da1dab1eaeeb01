import { type SQL, sql } from 'drizzle-orm'
import { bytesMayName, mayName } from './may-name.ts'
import type { Person } from './person.ts'

/** Whether a payload `p` may name the person: a first look. What lies in a blob has to be read to be looked at. */
export const payloadMentions = (person: Person): SQL =>
  sql`(p.blob_id IS NOT NULL OR ${mayName(sql`p.json::text`, person)} OR (p.raw IS NOT NULL AND ${bytesMayName(sql`p.raw`, person)}))`
