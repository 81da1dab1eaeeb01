import { inWorkspace } from '@patchbay/db/in-workspace'
import { signInAttempt } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import type { Principal } from '../principal.ts'
import { hashOf } from './sign-in-tools.ts'

export type SignInAttempt = typeof signInAttempt.$inferSelect

type Found = { ok: true; attempt: SignInAttempt } | { ok: false; message: string }

/**
 * The sign-in that a state belongs to, if it is this person's, in this browser, in time and not used yet. A refusal
 * leaves it as it is: who steals a state cannot even spoil it.
 */
export async function findAttempt(
  ctx: Pick<CoreContext, 'db' | 'clock'>,
  principal: Principal,
  proof: { state: string; browser: string | null; mayBeNew: boolean },
): Promise<Found> {
  const stateHash = hashOf(proof.state)
  const [attempt] = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    tx.select().from(signInAttempt).where(eq(signInAttempt.stateHash, stateHash)),
  )
  const refused = (message: string): Found => ({ ok: false, message })
  if (attempt === undefined)
    return refused('This sign-in was not begun in this workspace. Begin it again from Connections.')
  if (principal.kind !== 'user' || attempt.userId !== principal.userId)
    return refused('This sign-in was begun by somebody else, so nothing was changed. Begin your own from Connections.')
  const isNew = attempt.browserHash === null
  const sameBrowser = proof.browser !== null && attempt.browserHash?.equals(hashOf(proof.browser)) === true
  if (!sameBrowser && !(isNew && proof.mayBeNew))
    return refused('This sign-in was begun in another browser, so nothing was changed. Begin it again in this one.')
  if (attempt.usedAt !== null)
    return refused('This sign-in has been finished already. Nothing was changed a second time.')
  if (attempt.expiresAt <= ctx.clock.now())
    return refused('This sign-in took longer than ten minutes, so it was given up. Begin it again from Connections.')
  return { ok: true, attempt }
}
