import { inWorkspace } from '@patchbay/db/in-workspace'
import { writeAudit } from '../audit/write-audit.ts'
import type { TeamContext } from './team-context.ts'

export type AccountChange = 'name' | 'password' | 'password_reset' | 'address' | 'session_ended' | 'sessions_ended'

/** An account belongs to no workspace: what its person changes is written down in each that they belong to. */
export async function auditAccount(
  ctx: Pick<TeamContext, 'db' | 'people' | 'notify'>,
  person: { id: string; name: string },
  change: AccountChange,
): Promise<void> {
  for (const { id: workspaceId, role } of await ctx.people.workspacesOf(person.id)) {
    await inWorkspace(ctx.db, workspaceId, (tx) =>
      writeAudit(
        tx,
        { kind: 'user', userId: person.id, name: person.name, workspaceId, role },
        { action: 'account.change', subjectKind: 'person', subjectId: person.id, detail: { change } },
      ),
    )
    // Pages show the name; and lines that live changes come by are opened anew, which an ended session cannot.
    ctx.notify('patchbay_live', `${workspaceId}:member:${person.id}`)
  }
}
