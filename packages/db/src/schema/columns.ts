import { customType, timestamp, uuid } from 'drizzle-orm/pg-core'
import { newId } from '../ids.ts'
import { storedJson } from '../stored-json.ts'
import { bytea as _bytea } from './bytea.ts'

export const bytea = _bytea
export const id = () => uuid('id').primaryKey().$defaultFn(newId)
export const workspaceId = () => uuid('workspace_id').notNull()
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
export const createdAt = () => moment('created_at').notNull().defaultNow()

/** jsonb that takes whatever JSON a vendor sends. */
export const safeJsonb = customType<{ data: unknown; driverData: string }>({
  dataType: () => 'jsonb',
  toDriver: storedJson,
})
