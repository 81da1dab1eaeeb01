import type { Trigger } from '@patchbay/flow/document'
import { integer, jsonb, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { moment, workspaceId } from './columns.ts'

/**
 * A schedule that was changed or switched off while its times of before the engine was told of it were not all in the
 * inbox; gone once they are. Written by a database trigger of `flow_trigger`.
 */
export const formerSchedule = pgTable(
  'former_schedule',
  {
    triggerId: uuid('trigger_id').notNull(),
    generation: integer('generation').notNull(),
    workspaceId: workspaceId(),
    config: jsonb('config').$type<Trigger>().notNull(),
    /** Its times are in the inbox up to here; what is left lies between this and `until`. */
    earlierUntil: moment('earlier_until').notNull(),
    /** When it ended, or since when the engine itself told its times. */
    until: moment('until').notNull(),
    /** When the engine was told of it, or of what came after it; which times are made up for is counted from then. */
    toldAt: moment('told_at'),
  },
  (t) => [primaryKey({ columns: [t.triggerId, t.generation] })],
)
