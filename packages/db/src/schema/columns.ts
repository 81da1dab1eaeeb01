import { timestamp, uuid } from 'drizzle-orm/pg-core'
import { newId } from '../ids.ts'
import { bytea as _bytea } from './bytea.ts'

export const bytea = _bytea
export const id = () => uuid('id').primaryKey().$defaultFn(newId)
export const workspaceId = () => uuid('workspace_id').notNull()
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
export const createdAt = () => moment('created_at').notNull().defaultNow()
