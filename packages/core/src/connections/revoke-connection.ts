import type { Queries } from '@patchbay/db/database'
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
    // With the row, and not after it: nobody would come back for what is left behind.
    const end = await forget(ctx, tx, found)
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
    return { id: found.id, end }
  })
  if (revoked === null) return fail('not_found', 'This connection does not exist in this workspace.')
  // They go on only to meet the missing credential and fail with that reason, instead of waiting for ever. Those that come
  // to wait after this are found by `take_releasable_steps`.
  await releaseHeldSteps(ctx, workspaceId, revoked.id)
  ctx.notify('patchbay_live', `${workspaceId}:connection:${revoked.id}`)
  return ok(await revoked.end())
}

/** Removes the credential; what it answers with ends it at the vendor, where that can be. */
async function forget(
  ctx: CoreContext,
  tx: Queries,
  { workspaceId, connector, method, settings, secretId }: typeof connection.$inferSelect,
): Promise<() => Promise<Revoked>> {
  const title = connectorTitle(connector)
  const stays: Revoked = { ended: false, atVendor: `At ${title} the key stays valid until you end it there.` }
  if (secretId === null) return async () => stays
  const place = { workspaceId, connector, settings, secretId }
  const end = method === 'sign_in' ? await ctx.signIns.prepareEnd(tx, place) : null
  await ctx.vault.remove({ workspaceId, secretId }, tx)
  if (end === null) return async () => stays
  return async () => {
    const outcome = await end()
    return outcome.at === 'ended'
      ? { ended: true, atVendor: `The sign-in was ended at ${title} too.` }
      : { ended: false, atVendor: outcome.why }
  }
}
