import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, moment, workspaceId } from './columns.ts'

/**
 * `failure`: runs of a flow fail. `connection`: a vendor refuses a credential. `decision`: runs of a flow wait for a
 * person. `silence`: a flow that usually runs has not.
 */
export const alertKinds = ['failure', 'connection', 'decision', 'silence'] as const
export type AlertKind = (typeof alertKinds)[number]

/** Something that people are told of, from when it begins until it is over; what happens meanwhile is counted, not told again. */
export const alert = pgTable(
  'alert',
  {
    id: id(),
    workspaceId: workspaceId(),
    kind: text('kind').$type<AlertKind>().notNull(),
    /** The flow or the connection that it is about. */
    subjectId: uuid('subject_id').notNull(),
    flowId: uuid('flow_id'),
    connectionId: uuid('connection_id'),
    /** The newest run that it is about. */
    runId: uuid('run_id'),
    /** Runs, or open decisions. */
    count: integer('count').notNull().default(1),
    firstAt: moment('first_at').notNull(),
    lastAt: moment('last_at').notNull(),
    /** When people are next told of it; null once nobody is to be told any more. */
    noticeAt: moment('notice_at'),
    notices: integer('notices').notNull().default(0),
    noticedAt: moment('noticed_at'),
    resolvedAt: moment('resolved_at'),
  },
  (t) => [
    uniqueIndex('alert_open').on(t.workspaceId, t.kind, t.subjectId).where(sql`resolved_at is null`),
    index('alert_due').on(t.noticeAt).where(sql`notice_at is not null`),
    index('alert_list').on(t.workspaceId, t.lastAt),
    index('alert_subject').on(t.subjectId, t.kind, t.lastAt),
  ],
)
