import { inWorkspace } from '@patchbay/db/in-workspace'
import { workspace } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import type { MailMode } from '../mail/mail-mode.ts'
import { authorise, can } from '../people/permissions.ts'
import type { TeamContext } from '../people/team-context.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

export type WorkspaceSettings = {
  id: string
  name: string
  timeZone: string
  currency: string
  /** By name; used in mappings as `workspace.variables.<name>`. */
  variables: Record<string, string>
  /** Days; null: as long as this Patchbay keeps them at most. */
  keepSucceededDays: number | null
  keepFailedDays: number | null
  mostDays: number
  mail: MailMode
  sandbox: boolean
  createdAt: Date
  mayChange: boolean
}

export async function getSettings(ctx: TeamContext, principal: Principal): Promise<Result<WorkspaceSettings>> {
  const allowed = authorise(principal, 'workspace.read')
  if (!allowed.ok) return allowed
  const [found] = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    tx.select().from(workspace).where(eq(workspace.id, principal.workspaceId)),
  )
  if (found === undefined) return fail('not_found', 'This workspace does not exist any more.')
  const { sandboxReadyAt: _, ...settings } = found
  return ok({
    ...settings,
    mostDays: ctx.keepDays,
    mail: ctx.mail,
    sandbox: ctx.settings.sandbox !== null,
    mayChange: can(principal, 'workspace.change'),
  })
}
