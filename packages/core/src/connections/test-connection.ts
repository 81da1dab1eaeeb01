import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection } from '@patchbay/db/schema'
import { and, eq, isNull } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { ConnectionTestResult } from '../ports/engine.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { isSameAccount } from './adopt-sign-in.ts'
import { markHeldSteps, tellReleased } from './release-held-steps.ts'
import { setConnectionState } from './set-connection-state.ts'

/**
 * Asks the vendor whether it takes the credential, and writes down what it said. Where nobody can ask, a person's word
 * lets one held step try it.
 */
export async function testConnection(
  ctx: CoreContext,
  principal: Principal,
  input: { connectionId: string },
): Promise<Result<ConnectionTestResult>> {
  const allowed = authorise(principal, 'connection.test')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  const [found] = await inWorkspace(ctx.db, workspaceId, (tx) =>
    tx
      .select({ id: connection.id, method: connection.method, account: connection.account })
      .from(connection)
      .where(and(eq(connection.id, input.connectionId), isNull(connection.revokedAt))),
  )
  if (found === undefined) return fail('not_found', 'This connection does not exist in this workspace.')
  const result = ofItsAccount(found, await ctx.engine.testConnection({ workspaceId, connectionId: found.id }))
  const released = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    // Only a refusal says something about the credential; a vendor that is away does not. Where nothing is known of it
    // yet, why the test failed is kept: nobody has seen it work.
    if (result.ok && result.untried) {
      await setConnectionState(tx, found.id, { state: 'untested', reason: null, onlyFrom: 'needs_attention' })
    } else if (result.ok) {
      await setConnectionState(tx, found.id, { state: 'working', reason: null, account: result.account })
    } else if (result.code === 'auth_expired') {
      await setConnectionState(tx, found.id, { state: 'needs_attention', reason: result.message })
    } else {
      await setConnectionState(tx, found.id, { state: 'untested', reason: result.message, onlyFrom: 'untested' })
    }
    await writeAudit(tx, principal, {
      action: 'connection.test',
      subjectKind: 'connection',
      subjectId: found.id,
      detail: { ok: result.ok },
    })
    return result.ok ? markHeldSteps(tx, found.id, result.untried ? 'one' : 'all') : []
  })
  await tellReleased(ctx, released)
  ctx.notify('patchbay_live', `${workspaceId}:connection:${found.id}`)
  return ok(result)
}

/** A sign-in that was taken while the vendor was away may be another account's: what is held must not go there. */
function ofItsAccount(
  was: { method: 'key' | 'sign_in'; account: string | null },
  result: ConnectionTestResult,
): ConnectionTestResult {
  if (!result.ok || was.method === 'key' || isSameAccount(was.account, result.account)) return result
  const message = `It is signed in as ${result.account}, and was ${was.account}. Sign in as ${was.account}.`
  return { ok: false, code: 'auth_expired', message }
}
