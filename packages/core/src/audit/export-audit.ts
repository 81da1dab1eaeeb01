import { inWorkspace } from '@patchbay/db/in-workspace'
import { stringify } from 'csv-stringify/sync'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import type { AuditFilters } from './audit-query.ts'
import { type AuditView, loadAudit } from './list-audit.ts'

export type AuditExport = {
  fileName: string
  contentType: string
  body: string
  rows: number
  /** There were more than fit: the newest are in it. */
  cut: boolean
}

const MOST_ROWS = 20_000
const BATCH = 1_000

/** The filtered log as one file. In CSV what looks like a formula is text: a spreadsheet must not run a name. */
export async function exportAudit(
  ctx: CoreContext,
  principal: Principal,
  input: AuditFilters & { format: 'csv' | 'json' },
): Promise<Result<AuditExport>> {
  const allowed = authorise(principal, 'audit.read')
  if (!allowed.ok) return allowed
  const { format, ...filters } = input
  const entries: AuditView[] = []
  const next = await inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    let cursor: string | null = null
    do {
      const page = await loadAudit(tx, filters, { cursor, limit: BATCH })
      entries.push(...page.items)
      cursor = page.next
    } while (cursor !== null && entries.length < MOST_ROWS)
    return cursor
  })
  const day = ctx.clock.now().toISOString().slice(0, 10)
  return ok({
    fileName: `audit-log-${day}.${format}`,
    contentType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
    body: format === 'csv' ? toCsv(entries) : JSON.stringify(entries, null, 2),
    rows: entries.length,
    cut: next !== null,
  })
}

const COLUMNS = ['at', 'who', 'who_kind', 'who_id', 'what', 'action', 'thing', 'thing_kind', 'thing_id', 'detail']

function toCsv(entries: readonly AuditView[]): string {
  const rows = entries.map(({ at, actor, words, action, subject, detail }) => [
    at.toISOString(),
    actor.name,
    actor.kind,
    actor.id,
    words,
    action,
    subject.name ?? '',
    subject.kind,
    subject.id,
    JSON.stringify(detail),
  ])
  return stringify([COLUMNS, ...rows], { escape_formulas: true, bom: true })
}
