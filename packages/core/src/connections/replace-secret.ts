import { newId } from '@patchbay/db/ids'
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
import { credentialHosts } from './credential-hosts.ts'
import { releaseHeldSteps } from './release-held-steps.ts'
import { setConnectionState } from './set-connection-state.ts'
import { splitValues } from './split-values.ts'

type ConnectionRow = typeof connection.$inferSelect
type Replacement = { secretId: string; settings: Record<string, Json> }

/**
 * Tries a new credential and takes it only when the vendor does: what works now is never lost to a typing error. What
 * is not typed in stays, above all the secret that the vendor signs its events with. The trial is a connection of its own that revokes itself, so no running step ever uses an untried credential.
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
  const manifest = manifestOf(found.connector)
  if (manifest === null) return fail('gone', `The connector "${found.connector}" is no longer part of this Patchbay.`)
  const split = splitValues(manifest, {
    values: { ...found.settings, ...input.values },
    environment: found.environment,
    keepsSecrets: found.secretId !== null,
  })
  if (!split.ok) return split
  const { secrets, settings } = split.value
  const hosts = credentialHosts(manifest, { origin: found.origin, settings })
  const { secretId } = await ctx.vault.store({ workspaceId, values: secrets, hosts, carryFrom: found.secretId })
  const result = await tryOut(ctx, found, { secretId, settings })
  if (!result.ok) {
    await ctx.vault.remove({ workspaceId, secretId })
    return ok(result)
  }
  await adopt(ctx, principal, { found, replacement: { secretId, settings }, account: result.account })
  if (found.secretId !== null) await ctx.vault.remove({ workspaceId, secretId: found.secretId })
  await releaseHeldSteps(ctx, workspaceId, found.id)
  ctx.notify('patchbay_live', `${workspaceId}:connection:${found.id}`)
  return ok(result)
}

async function tryOut(ctx: CoreContext, found: ConnectionRow, replacement: Replacement): Promise<ConnectionTestResult> {
  const trialId = newId()
  const { workspaceId, connector, name, environment, origin } = found
  await inWorkspace(ctx.db, workspaceId, (tx) =>
    tx.insert(connection).values({
      id: trialId,
      workspaceId,
      connector,
      name,
      environment,
      origin,
      ...replacement,
      // Lists leave it out at once; calls may use it for as long as a test can take.
      revokedAt: sql`now() + interval '1 minute'`,
    }),
  )
  try {
    return await ctx.engine.testConnection({ workspaceId, connectionId: trialId })
  } finally {
    await inWorkspace(ctx.db, workspaceId, (tx) => tx.delete(connection).where(eq(connection.id, trialId)))
  }
}

async function adopt(
  ctx: CoreContext,
  principal: Principal,
  change: { found: ConnectionRow; replacement: Replacement; account: string | null },
): Promise<void> {
  const { found, replacement, account } = change
  await inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    await tx.update(connection).set(replacement).where(eq(connection.id, found.id))
    await tx.update(source).set({ secretId: replacement.secretId }).where(eq(source.connectionId, found.id))
    await setConnectionState(tx, found.id, { state: 'working', reason: null, account })
    await writeAudit(tx, principal, {
      action: 'connection.replace_secret',
      subjectKind: 'connection',
      subjectId: found.id,
      detail: {},
    })
  })
}
