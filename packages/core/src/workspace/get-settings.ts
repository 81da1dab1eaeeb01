import { inWorkspace } from '@patchbay/db/in-workspace'
import { workspace } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import type { MailMode } from '../mail/mail-mode.ts'
import { authorise, can } from '../people/permissions.ts'
import type { TeamContext } from '../people/team-context.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { MOST_KEY_DAYS } from './workspace-settings.ts'

export type WorkspaceSettings = {
  id: string
  name: string
  timeZone: string
  currency: string
  /** By name; used in mappings as `workspace.variables.<name>`. */
  variables: Record<string, string>
  /** Days that finished runs are kept with their steps; null: as long as this Patchbay keeps them at most. */
  keepSucceededDays: number | null
  keepFailedDays: number | null
  /** Days that what was said is kept; null: as long as the run it belongs to. */
  keepPayloadDays: number | null
  /** Days that runs and events stay in the lists; null: no longer than their steps. */
  keepMetadataDays: number | null
  /** Days that keys of events are kept, by which doubles are told; null: as long as this Patchbay keeps them. */
  keepKeyDays: number | null
  /** Runs of all flows that may be under way at once. */
  runsAtOnce: number
  mostDays: number
  mostKeyDays: number
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
    mostKeyDays: MOST_KEY_DAYS,
    mail: ctx.mail,
    sandbox: ctx.settings.sandbox !== null,
    mayChange: can(principal, 'workspace.change'),
  })
}
