import { inWorkspace } from '@patchbay/db/in-workspace'
import { auditEntry } from '@patchbay/db/schema'
import { asc, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'

export type AuditChoices = {
  /** Everybody and every key that changed something here, under the last name they had. */
  actors: { id: string; name: string; kind: 'user' | 'api_key' | 'system' }[]
  actions: string[]
  subjectKinds: string[]
}

/** What the audit log can be filtered by: what is in it. */
export async function auditChoices(ctx: CoreContext, principal: Principal): Promise<Result<AuditChoices>> {
  const allowed = authorise(principal, 'audit.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const name = sql<string>`(array_agg(${auditEntry.actorName} ORDER BY ${auditEntry.at} DESC))[1]`
    const actors = await tx
      .select({ id: auditEntry.actorId, kind: auditEntry.actorKind, name })
      .from(auditEntry)
      .groupBy(auditEntry.actorId, auditEntry.actorKind)
    const actions = await tx
      .selectDistinct({ action: auditEntry.action })
      .from(auditEntry)
      .orderBy(asc(auditEntry.action))
    const kinds = await tx.selectDistinct({ kind: auditEntry.subjectKind }).from(auditEntry)
    return ok({
      actors: actors.toSorted((a, b) => a.name.localeCompare(b.name)),
      actions: actions.map(({ action }) => action),
      subjectKinds: kinds.map(({ kind }) => kind).sort(),
    })
  })
}
