import type { Queries } from '@patchbay/db/database'
import { auditEntry } from '@patchbay/db/schema'
import type { JsonObject } from '@patchbay/flow/json'
import type { UseCase } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'

export type AuditNote = {
  action: UseCase
  subjectKind:
    | 'workspace'
    | 'flow'
    | 'connection'
    | 'oauth_app'
    | 'delivery'
    | 'run'
    | 'decision'
    | 'approval'
    | 'problem'
    | 'bulk_job'
    | 'api_key'
    | 'member'
    | 'invite'
    | 'person'
    | 'alert_channel'
  subjectId: string
  /** What changed, never a secret. */
  detail: JsonObject
}

/** Written in the transaction of the change itself: no change without its entry. */
export async function writeAudit(tx: Queries, principal: Principal, note: AuditNote): Promise<void> {
  await tx.insert(auditEntry).values({
    workspaceId: principal.workspaceId,
    actorKind: principal.kind,
    actorId: principal.kind === 'user' ? principal.userId : principal.keyId,
    actorName: actorName(principal),
    ...note,
  })
}
