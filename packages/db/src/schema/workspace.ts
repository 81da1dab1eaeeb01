import { integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, moment } from './columns.ts'

/** A team's boundary. Its id is the id of better-auth's organization, which keeps the members. */
export const workspace = pgTable('workspace', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  /** IANA name: dates in mappings, schedules and pages are read in it. */
  timeZone: text('time_zone').notNull().default('UTC'),
  /** ISO 4217. */
  currency: text('currency').notNull().default('EUR'),
  /** When its sandbox connections and the Order journey had been laid out. */
  sandboxReadyAt: moment('sandbox_ready_at'),
  /** Values that every flow of the workspace can use, by name. */
  variables: jsonb('variables').$type<Record<string, string>>().notNull().default({}),
  /** Days that finished runs are kept with their steps; null: as long as this Patchbay keeps them at most. */
  keepSucceededDays: integer('keep_succeeded_days'),
  keepFailedDays: integer('keep_failed_days'),
  /** Days that what was said is kept (bodies, inputs, outputs, log lines); null: as long as the run it belongs to. */
  keepPayloadDays: integer('keep_payload_days'),
  /** Days that runs and events stay in the lists after their steps are gone; null: no longer than the steps. */
  keepMetadataDays: integer('keep_metadata_days'),
  /** Days that keys of events are kept, by which doubles are told; null: as long as this Patchbay keeps them. */
  keepKeyDays: integer('keep_key_days'),
  /** Runs of all its flows that may be under way at once. What waits or is held does not count. */
  runsAtOnce: integer('runs_at_once').notNull().default(100),
  createdAt: createdAt(),
})
