import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type AlertKind, alert } from '@patchbay/db/schema'
import { desc } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { alertWords } from './alert-words.ts'
import { loadAlertFacts } from './load-alert-facts.ts'

export type AlertView = {
  id: string
  kind: AlertKind
  subjectId: string
  title: string
  lines: string[]
  /** What to do about it; null once it is over. */
  action: { label: string; path: string } | null
  firstAt: Date
  lastAt: Date
  resolvedAt: Date | null
  /** How often people were told. */
  notices: number
}

const MOST = 30

/** The newest alerts, open ones and those that are over. */
export async function listAlerts(ctx: CoreContext, principal: Principal): Promise<Result<AlertView[]>> {
  const allowed = authorise(principal, 'alert.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const rows = await tx.select().from(alert).orderBy(desc(alert.lastAt)).limit(MOST)
    const views: AlertView[] = []
    for (const row of rows) views.push(...(await viewOf(tx, row)))
    return ok(views)
  })
}

async function viewOf(tx: Queries, row: typeof alert.$inferSelect): Promise<AlertView[]> {
  const facts = await loadAlertFacts(tx, row)
  if (facts === null) return []
  const { id, kind, subjectId, firstAt, lastAt, resolvedAt, notices } = row
  const { title, lines, action } = alertWords({ ...facts, reminder: false }, row)
  return [
    { id, kind, subjectId, title, lines, action: facts.over ? null : action, firstAt, lastAt, resolvedAt, notices },
  ]
}
