import { inWorkspace } from '@patchbay/db/in-workspace'
import { type AlertKind, alertSetting } from '@patchbay/db/schema'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

/** What the asking person is mailed about, and until when not at all. A choice for oneself leaves no audit entry. */
export async function setAlertMail(
  ctx: CoreContext,
  principal: Principal,
  input: { mail: AlertKind[]; mutedUntil: Date | null },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'alert.read')
  if (!allowed.ok) return allowed
  if (principal.kind !== 'user') return fail('forbidden', 'Alert settings belong to people: sign in to change yours.')
  const { workspaceId, userId } = principal
  const chosen = { mail: [...new Set(input.mail)], mutedUntil: input.mutedUntil }
  await inWorkspace(ctx.db, workspaceId, (tx) =>
    tx
      .insert(alertSetting)
      .values({ workspaceId, userId, ...chosen })
      .onConflictDoUpdate({ target: [alertSetting.workspaceId, alertSetting.userId], set: chosen }),
  )
  return ok(null)
}
