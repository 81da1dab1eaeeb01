import type { Plan } from '@patchbay/flow/plan'
import { jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, workspaceId } from './columns.ts'

/** A compiled flow by content hash: never changed, shared by the versions that compile to it. */
export const plan = pgTable(
  'plan',
  {
    workspaceId: workspaceId(),
    hash: text('hash').notNull(),
    body: jsonb('body').$type<Plan>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.hash] })],
)
