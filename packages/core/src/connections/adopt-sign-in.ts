import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, source } from '@patchbay/db/schema'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import type { ConnectionTestResult } from '../ports/engine.ts'
import type { Principal } from '../principal.ts'
import type { SignInAttempt } from './find-attempt.ts'
import { newAddress } from './new-address.ts'
import { releaseHeldSteps } from './release-held-steps.ts'
import { setConnectionState } from './set-connection-state.ts'
import { tryOut } from './try-out.ts'

type SignedIn = {
  attempt: SignInAttempt
  manifest: ConnectorManifest
  secretId: string
  scopes: string[]
  endsAt: Date | null
}

type Adopted = { ok: true; connectionId: string } | { ok: false; message: string }

/** A new connection on the tokens of a sign-in, with the address that the vendor's events come in at. */
export async function insertSignedIn(ctx: CoreContext, principal: Principal, signedIn: SignedIn): Promise<Adopted> {
  const { workspaceId } = principal
  const { attempt, manifest, secretId, scopes, endsAt } = signedIn
  const id = newId()
  await inWorkspace(ctx.db, workspaceId, async (tx) => {
    await tx.insert(connection).values({
      id,
      workspaceId,
      connector: attempt.connector,
      name: attempt.name,
      environment: 'live',
      settings: attempt.settings,
      secretId,
      method: 'sign_in',
      grantedScopes: scopes,
      renewedAt: sql`now()`,
      endsAt,
      createdBy: principal.kind === 'user' ? principal.userId : null,
    })
    if (manifest.webhook !== null) {
      await tx.insert(source).values({
        workspaceId,
        address: newAddress(),
        kind: 'vendor',
        connector: attempt.connector,
        connectionId: id,
        secretId,
      })
    }
    await writeAudit(tx, principal, {
      action: 'connection.create',
      subjectKind: 'connection',
      subjectId: id,
      detail: { connector: attempt.connector, name: attempt.name, environment: 'live', by: 'sign-in', scopes },
    })
  })
  const result = await ctx.engine.testConnection({ workspaceId, connectionId: id })
  await inWorkspace(ctx.db, workspaceId, (tx) => setConnectionState(tx, id, stateOf(result)))
  ctx.notify('patchbay_live', `${workspaceId}:connection:${id}`)
  return { ok: true, connectionId: id }
}

/**
 * Puts a connection on the tokens of a new sign-in, and lets what was held go on. The account must be the one it was:
 * flows would act on another's data otherwise. A vendor that is away does not cost a person a second sign-in, but what is
 * held stays so.
 */
export async function adoptSignIn(
  ctx: CoreContext,
  principal: Principal,
  signedIn: SignedIn & { before: typeof connection.$inferSelect },
): Promise<Adopted> {
  const { workspaceId } = principal
  const { attempt, manifest, scopes, endsAt, before } = signedIn
  const replacement = { secretId: signedIn.secretId, settings: attempt.settings, method: 'sign_in' as const }
  const { result, secretId } = await tryOut(ctx, before, replacement)
  const refusal = refusalOf(result, { title: manifest.title, account: before.account })
  if (refusal !== null) {
    await ctx.vault.remove({ workspaceId, secretId })
    return { ok: false, message: refusal }
  }
  const replaced = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    // Meanwhile it may have been revoked, or its old tokens renewed once more.
    const [now] = await tx
      .select({ secretId: connection.secretId })
      .from(connection)
      .where(and(eq(connection.id, before.id), isNull(connection.revokedAt)))
      .for('update')
    if (now === undefined) return null
    await tx
      .update(connection)
      .set({ ...replacement, secretId, grantedScopes: scopes, renewedAt: sql`now()`, endsAt })
      .where(eq(connection.id, before.id))
    await tx.update(source).set({ secretId }).where(eq(source.connectionId, before.id))
    await setConnectionState(tx, before.id, stateOf(result))
    await writeAudit(tx, principal, {
      action: 'connection.sign_in',
      subjectKind: 'connection',
      subjectId: before.id,
      detail: { name: before.name, scopes },
    })
    return now
  })
  if (replaced === null) {
    await ctx.vault.remove({ workspaceId, secretId })
    return { ok: false, message: 'The connection was revoked meanwhile, so nothing was changed. Make a new one.' }
  }
  if (replaced.secretId !== null) await ctx.vault.remove({ workspaceId, secretId: replaced.secretId })
  // Of a vendor that is away nobody knows whose account it is: the test that comes later says so, and lets them go on.
  if (result.ok) await releaseHeldSteps(ctx, workspaceId, before.id)
  ctx.notify('patchbay_live', `${workspaceId}:connection:${before.id}`)
  return { ok: true, connectionId: before.id }
}

function refusalOf(result: ConnectionTestResult, was: { title: string; account: string | null }): string | null {
  if (!result.ok)
    return result.code === 'auth_expired'
      ? `${was.title} refused the new sign-in at once: ${result.message} The one before was kept.`
      : null
  if (isSameAccount(was.account, result.account)) return null
  return `You signed in as ${result.account}, and this connection is ${was.account}. Nothing was changed. Sign in as ${was.account}, or make a new connection.`
}

/** True as well where the vendor does not tell one of them. */
export const isSameAccount = (one: string | null, other: string | null): boolean =>
  one === null || other === null || one === other

function stateOf(result: ConnectionTestResult): Parameters<typeof setConnectionState>[2] {
  if (result.ok) return { state: 'working', reason: null, account: result.account }
  return result.code === 'auth_expired'
    ? { state: 'needs_attention', reason: result.message }
    : { state: 'untested', reason: result.message }
}
