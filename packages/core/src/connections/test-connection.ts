import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection } from '@patchbay/db/schema'
import { and, eq, isNull } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { ConnectionTestResult } from '../ports/engine.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { releaseHeldSteps } from './release-held-steps.ts'
import { setConnectionState } from './set-connection-state.ts'

/** Asks the vendor whether it takes the credential, and writes down what it said. */
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
      .select({ id: connection.id, connector: connection.connector })
      .from(connection)
      .where(and(eq(connection.id, input.connectionId), isNull(connection.revokedAt))),
  )
  if (found === undefined) return fail('not_found', 'This connection does not exist in this workspace.')
  const result = await ctx.engine.testConnection({ workspaceId, connectionId: found.id })
  await inWorkspace(ctx.db, workspaceId, async (tx) => {
    // Only a refusal says something about the credential; a vendor that is away does not. Where nothing is known of it
    // yet, why the test failed is kept: nobody has seen it work.
    if (result.ok) await setConnectionState(tx, found.id, { state: 'working', reason: null, account: result.account })
    else if (result.code === 'auth_expired') {
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
  })
  if (result.ok) await releaseHeldSteps(ctx, workspaceId, found.id)
  ctx.notify('patchbay_live', `${workspaceId}:connection:${found.id}`)
  return ok(result)
}
