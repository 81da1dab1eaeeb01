import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, source } from '@patchbay/db/schema'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import { connectorTitle } from '../connectors/manifests.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { releaseHeldSteps } from './release-held-steps.ts'

/** `atVendor`: what became of the credential there, in words. */
export type Revoked = { ended: boolean; atVendor: string }

/**
 * Forgets the credential for good, and ends a sign-in at the vendor too. Steps that need it fail with that reason; its
 * address takes no more events.
 */
export async function revokeConnection(
  ctx: CoreContext,
  principal: Principal,
  input: { connectionId: string },
): Promise<Result<Revoked>> {
  const allowed = authorise(principal, 'connection.revoke')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  const revoked = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const [found] = await tx
      .select()
      .from(connection)
      .where(and(eq(connection.id, input.connectionId), isNull(connection.revokedAt)))
      .for('update')
    if (found === undefined) return null
    await tx.update(source).set({ enabled: false, secretId: null }).where(eq(source.connectionId, found.id))
    await tx
      .update(connection)
      .set({
        revokedAt: sql`now()`,
        secretId: null,
        state: 'needs_attention',
        stateReason: 'This connection has been revoked.',
        stateSince: sql`now()`,
      })
      .where(eq(connection.id, found.id))
    await writeAudit(tx, principal, {
      action: 'connection.revoke',
      subjectKind: 'connection',
      subjectId: found.id,
      detail: { name: found.name },
    })
    return found
  })
  if (revoked === null) return fail('not_found', 'This connection does not exist in this workspace.')
  const said = await endThere(ctx, revoked)
  if (revoked.secretId !== null) await ctx.vault.remove({ workspaceId, secretId: revoked.secretId })
  // They go on only to meet the missing credential and fail with that reason, instead of waiting for ever.
  await releaseHeldSteps(ctx, workspaceId, revoked.id)
  ctx.notify('patchbay_live', `${workspaceId}:connection:${revoked.id}`)
  return ok(said)
}

async function endThere(ctx: CoreContext, revoked: typeof connection.$inferSelect): Promise<Revoked> {
  const title = connectorTitle(revoked.connector)
  if (revoked.method !== 'sign_in' || revoked.secretId === null)
    return { ended: false, atVendor: `At ${title} the key stays valid until you end it there.` }
  const { workspaceId, connector, settings, secretId } = revoked
  const outcome = await ctx.signIns.end({ workspaceId, connector, settings, secretId })
  return outcome.at === 'ended'
    ? { ended: true, atVendor: `The sign-in was ended at ${title} too.` }
    : { ended: false, atVendor: outcome.why }
}
