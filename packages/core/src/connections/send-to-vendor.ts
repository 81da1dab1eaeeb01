import { inWorkspace } from '@patchbay/db/in-workspace'
import { signInAttempt } from '@patchbay/db/schema'
import { and, eq, isNull } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { findAttempt } from './find-attempt.ts'
import { hashOf } from './sign-in-tools.ts'

/**
 * The vendor's page for a sign-in that this person has begun. From here on it belongs to this browser: `browser` is the
 * value of its cookie.
 */
export async function sendToVendor(
  ctx: CoreContext,
  principal: Principal,
  input: { state: string; browser: string },
): Promise<Result<{ url: string }>> {
  const browserHash = hashOf(input.browser)
  const found = await findAttempt(ctx, principal, { ...input, mayBeNew: true })
  if (!found.ok) return fail('invalid', found.message)
  const { attempt } = found
  await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    tx
      .update(signInAttempt)
      .set({ browserHash })
      .where(and(eq(signInAttempt.id, attempt.id), isNull(signInAttempt.browserHash))),
  )
  try {
    return ok({ url: ctx.signIns.authorizeUrl({ ...attempt, state: input.state }) })
  } catch (error) {
    return fail('invalid', error instanceof Error ? error.message : String(error))
  }
}
