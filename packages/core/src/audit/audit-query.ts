import { auditEntry } from '@patchbay/db/schema'
import { and, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm'
import { decodeCursor } from '../paging/cursor.ts'

export type AuditFilters = {
  actorId?: string | undefined
  /** Use cases, as the permission matrix names them. */
  actions?: string[] | undefined
  subjectKind?: string | undefined
  subjectId?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
}

export function auditWhere(filters: AuditFilters, cursor?: string | null): SQL | undefined {
  const { actorId, actions, subjectKind, subjectId, from, to } = filters
  const after = decodeCursor(cursor)
  return and(
    actorId === undefined ? undefined : eq(auditEntry.actorId, actorId),
    actions === undefined || actions.length === 0 ? undefined : inArray(auditEntry.action, actions),
    subjectKind === undefined ? undefined : eq(auditEntry.subjectKind, subjectKind),
    subjectId === undefined ? undefined : eq(auditEntry.subjectId, subjectId),
    from === undefined ? undefined : gte(auditEntry.at, from),
    to === undefined ? undefined : lt(auditEntry.at, to),
    after === null
      ? undefined
      : sql`(${auditEntry.at}, ${auditEntry.id}) < (${after.at}::timestamptz, ${after.id}::uuid)`,
  )
}
