import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { writeAudit } from '../audit/write-audit.ts'
import { authorise } from '../people/permissions.ts'
import type { TeamContext } from '../people/team-context.ts'
import type { Person } from '../ports/people.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { createWorkspace } from './create-workspace.ts'
import { checkSettings } from './workspace-settings.ts'

export type WorkspaceWish = { name: string; timeZone: string; currency: string }

/**
 * One more workspace, with a sandbox of its own, owned by who asks; their session goes on in it. The membership comes
 * last: what breaks off before leaves nothing that anybody sees.
 */
export async function addWorkspace(
  ctx: TeamContext,
  { principal, person }: { principal: Principal; person: Person },
  wish: WorkspaceWish,
): Promise<Result<{ id: string }>> {
  const allowed = authorise(principal, 'workspace.create')
  if (!allowed.ok) return allowed
  const wrong = checkSettings(wish)
  if (wrong !== null) return wrong
  const id = newId()
  const name = wish.name.trim()
  const owner: Principal = { kind: 'user', userId: person.id, name: person.name, workspaceId: id, role: 'owner' }
  const made = await createWorkspace(ctx, { id, name, timeZone: wish.timeZone, currency: wish.currency, owner })
  if (!made.ok) return made
  await inWorkspace(ctx.db, id, async (tx) => {
    await ctx.people.addWorkspace(tx, { id, name, ownerId: person.id })
    await writeAudit(tx, owner, {
      action: 'workspace.create',
      subjectKind: 'workspace',
      subjectId: id,
      detail: { name },
    })
  })
  await ctx.people.openWorkspace(person.sessionId, id)
  return ok({ id })
}
