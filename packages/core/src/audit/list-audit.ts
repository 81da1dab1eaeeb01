import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { auditEntry } from '@patchbay/db/schema'
import type { JsonObject } from '@patchbay/flow/json'
import { desc, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { encodeCursor } from '../paging/cursor.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { type AuditFilters, auditWhere } from './audit-query.ts'
import { auditWords } from './audit-words.ts'
import { subjectNames } from './subject-names.ts'

export type AuditView = {
  id: string
  at: Date
  actor: { kind: 'user' | 'api_key' | 'system'; id: string; name: string }
  action: string
  /** "published v15 of Order journey" */
  words: string
  subject: { kind: string; id: string; name: string | null }
  detail: JsonObject
}

export type AuditPage = { items: AuditView[]; nextCursor: string | null }

const PAGE = 50
const LARGEST_PAGE = 200

/** Newest first. */
export async function listAudit(
  ctx: CoreContext,
  principal: Principal,
  input: AuditFilters & { cursor?: string | null | undefined; limit?: number | undefined },
): Promise<Result<AuditPage>> {
  const allowed = authorise(principal, 'audit.read')
  if (!allowed.ok) return allowed
  const limit = Math.min(input.limit ?? PAGE, LARGEST_PAGE)
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const { items, next } = await loadAudit(tx, input, { cursor: input.cursor, limit })
    return ok({ items, nextCursor: next })
  })
}

/** One page of entries in words. */
export async function loadAudit(
  tx: Queries,
  filters: AuditFilters,
  page: { cursor?: string | null | undefined; limit: number },
): Promise<{ items: AuditView[]; next: string | null }> {
  const rows = await tx
    .select({ entry: auditEntry, exactAt: sql<string>`${auditEntry.at}::text` })
    .from(auditEntry)
    .where(auditWhere(filters, page.cursor))
    .orderBy(desc(auditEntry.at), desc(auditEntry.id))
    .limit(page.limit + 1)
  const shown = rows.slice(0, page.limit)
  const names = await subjectNames(
    tx,
    shown.map(({ entry }) => entry),
  )
  const items = shown.map(({ entry }): AuditView => {
    const subjectName = names.get(entry.subjectId) ?? null
    return {
      id: entry.id,
      at: entry.at,
      actor: { kind: entry.actorKind, id: entry.actorId, name: entry.actorName },
      action: entry.action,
      words: auditWords({ ...entry, subjectName }),
      subject: { kind: entry.subjectKind, id: entry.subjectId, name: subjectName },
      detail: entry.detail,
    }
  })
  const last = shown.at(-1)
  const next = rows.length > page.limit && last ? encodeCursor({ at: last.exactAt, id: last.entry.id }) : null
  return { items, next }
}
