import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, moment, safeJsonb, workspaceId } from './columns.ts'

export const bulkActions = ['retry', 'edit', 'supply', 'skip', 'cancel'] as const
export type BulkAction = (typeof bulkActions)[number]

/** `fields`: mappings that take the place of the step's own, by field. */
export type BulkParams = { fields?: Record<string, Mapping>; output?: Json; note?: string; undo?: boolean }

/** Who asked, as the use cases know them: what is done item by item is done in their name. */
export type BulkActor =
  | { kind: 'user'; userId: string; name: string; role: 'owner' | 'admin' | 'editor' | 'operator' | 'viewer' }
  | { kind: 'api_key'; keyId: string; name: string; scopes: string[] }

/** One thing done to many runs, a few at a time; its items are a snapshot of what was chosen. `preview`: to look at only. */
export const bulkJob = pgTable(
  'bulk_job',
  {
    id: id(),
    workspaceId: workspaceId(),
    action: text('action').$type<BulkAction>().notNull(),
    params: safeJsonb('params').$type<BulkParams>().notNull(),
    /** The cause whose runs were chosen, if one was. */
    cause: text('cause'),
    flowId: uuid('flow_id'),
    atOnce: integer('at_once').notNull(),
    total: integer('total').notNull().default(0),
    /** Of items that are through: counted once each, by the turn that found them so. */
    succeeded: integer('succeeded').notNull().default(0),
    failed: integer('failed').notNull().default(0),
    refused: integer('refused').notNull().default(0),
    state: text('state').$type<'preview' | 'running' | 'stopped' | 'done'>().notNull().default('running'),
    actor: jsonb('actor').$type<BulkActor>().notNull(),
    createdAt: createdAt(),
    stoppedBy: text('stopped_by'),
    finishedAt: moment('finished_at'),
  },
  (t) => [
    index('bulk_job_list').on(t.workspaceId, t.createdAt),
    index('bulk_job_open').on(t.createdAt).where(sql`state = 'running'`),
  ],
)
