import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, source } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import { manifestOf } from '../connectors/manifests.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { ConnectionTestResult } from '../ports/engine.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { checkCredentialChange } from './connection-use.ts'
import { credentialHostsOf } from './credential-hosts-of.ts'
import { markHeldSteps, tellReleased } from './release-held-steps.ts'
import { setConnectionState } from './set-connection-state.ts'
import { splitValues } from './split-values.ts'
import { type Replacement, tryOut } from './try-out.ts'

type ConnectionRow = typeof connection.$inferSelect

/**
 * Tries a new credential and takes it only when the vendor does: what works now is never lost to a typing error. What
 * is not typed in stays, above all the secret that the vendor signs its events with. The trial is a connection of its own
 * that revokes itself, so no running step ever uses an untried credential. Where nobody can ask the vendor, it is taken
 * on the person's word, counts as untested, and one held step tries it.
 */
export async function replaceSecret(
  ctx: CoreContext,
  principal: Principal,
  input: { connectionId: string; values: Record<string, Json> },
): Promise<Result<ConnectionTestResult>> {
  const allowed = authorise(principal, 'connection.replace_secret')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  const [found] = await inWorkspace(ctx.db, workspaceId, (tx) =>
    tx
      .select()
      .from(connection)
      .where(and(eq(connection.id, input.connectionId), isNull(connection.revokedAt))),
  )
  if (found === undefined) return fail('not_found', 'This connection does not exist in this workspace.')
  const theirs = checkCredentialChange(principal, found)
  if (!theirs.ok) return theirs
  const manifest = manifestOf(found.connector)
  if (manifest === null) return fail('gone', `The connector "${found.connector}" is no longer part of this Patchbay.`)
  const split = splitValues(manifest, {
    values: { ...found.settings, ...input.values },
    environment: found.environment,
    keepsSecrets: found.secretId !== null,
  })
  if (!split.ok) return split
  const { secrets, settings } = split.value
  const hosts = credentialHostsOf(ctx, manifest, { ...found, settings })
  const { secretId } = await ctx.vault.store({ workspaceId, values: secrets, hosts, carryFrom: found.secretId })
  const replacement: Replacement = { secretId, settings, method: 'key' }
  const { result } = await tryOut(ctx, found, replacement)
  if (!result.ok) {
    await ctx.vault.remove({ workspaceId, secretId })
    return ok(result)
  }
  const replaced = await adopt(ctx, principal, { found, replacement, result })
  if (replaced === null) {
    await ctx.vault.remove({ workspaceId, secretId })
    return fail('gone', 'The connection was revoked meanwhile, so nothing was changed. Make a new one.')
  }
  if (replaced.secretId !== null) await ctx.vault.remove({ workspaceId, secretId: replaced.secretId })
  await tellReleased(ctx, replaced.released)
  ctx.notify('patchbay_live', `${workspaceId}:connection:${found.id}`)
  return ok(result)
}

type Taken = Extract<ConnectionTestResult, { ok: true }>
type Adopted = { secretId: string | null; released: Awaited<ReturnType<typeof markHeldSteps>> }

/** Answers with the credential that was there until now; null when the connection was revoked meanwhile. */
async function adopt(
  ctx: CoreContext,
  principal: Principal,
  change: { found: ConnectionRow; replacement: Replacement; result: Taken },
): Promise<Adopted | null> {
  const { found, replacement, result } = change
  const { account, untried = false } = result
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const [now] = await tx
      .select({ secretId: connection.secretId })
      .from(connection)
      .where(and(eq(connection.id, found.id), isNull(connection.revokedAt)))
      .for('update')
    if (now === undefined) return null
    await tx
      .update(connection)
      .set({ ...replacement, grantedScopes: null, renewedAt: sql`now()`, endsAt: null })
      .where(eq(connection.id, found.id))
    await tx.update(source).set({ secretId: replacement.secretId }).where(eq(source.connectionId, found.id))
    await setConnectionState(tx, found.id, { state: untried ? 'untested' : 'working', reason: null, account })
    await writeAudit(tx, principal, {
      action: 'connection.replace_secret',
      subjectKind: 'connection',
      subjectId: found.id,
      detail: {},
    })
    return { ...now, released: await markHeldSteps(tx, found.id, untried ? 'one' : 'all') }
  })
}
