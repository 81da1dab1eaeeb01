import { inWorkspace } from '@patchbay/db/in-workspace'
import { alertMute } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

/** What is not there any more is not muted either: no error. */
export async function unmuteAlerts(
  ctx: CoreContext,
  principal: Principal,
  input: { muteId: string },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'alert.read')
  if (!allowed.ok) return allowed
  if (principal.kind !== 'user') return fail('forbidden', 'Sign in to change what is muted.')
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<null>> => {
    const [found] = await tx.select().from(alertMute).where(eq(alertMute.id, input.muteId)).for('update')
    if (found === undefined) return ok(null)
    if (found.userId === null) {
      const forAll = authorise(principal, 'alert.mute')
      if (!forAll.ok) return forAll
      await writeAudit(tx, principal, {
        action: 'alert.mute',
        subjectKind: 'flow',
        subjectId: found.subjectId,
        detail: { lifted: true },
      })
    } else if (found.userId !== principal.userId)
      return fail('forbidden', 'This is what somebody else muted for themselves.')
    await tx.delete(alertMute).where(eq(alertMute.id, input.muteId))
    return ok(null)
  })
}
