import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, oauthApp } from '@patchbay/db/schema'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import { connectorManifests, connectorTitle } from '../connectors/manifests.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import type { OAuthAppSummary } from '../read-models.ts'
import { fail, ok, type Result } from '../result.ts'
import { oauthOf } from './oauth-of.ts'
import { redirectUriOf } from './sign-in-tools.ts'

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/

/** Every connector that people can sign in to, with the workspace's app there if it has one. */
export async function listOAuthApps(
  ctx: CoreContext,
  principal: Principal,
): Promise<Result<{ apps: OAuthAppSummary[]; redirectUri: string; isLoopback: boolean }>> {
  const allowed = authorise(principal, 'oauth_app.read')
  if (!allowed.ok) return allowed
  const { rows, signedIn } = await inWorkspace(ctx.db, principal.workspaceId, async (tx) => ({
    rows: await tx.select().from(oauthApp),
    signedIn: await tx
      .select({ connector: connection.connector, count: sql<number>`count(*)::int` })
      .from(connection)
      .where(and(isNull(connection.revokedAt), eq(connection.method, 'sign_in')))
      .groupBy(connection.connector),
  }))
  const apps = Object.values(connectorManifests).flatMap((manifest): OAuthAppSummary[] => {
    const { oauth } = manifest.auth
    if (oauth === undefined) return []
    const row = rows.find((one) => one.connector === manifest.id)
    return [
      {
        connector: manifest.id,
        connectorTitle: manifest.title,
        help: oauth.appHelp ?? null,
        scopes: oauth.scopes,
        app: row === undefined ? null : { clientId: row.clientId, changedBy: row.changedBy, changedAt: row.changedAt },
        connections: signedIn.find((one) => one.connector === manifest.id)?.count ?? 0,
      },
    ]
  })
  return ok({
    apps: apps.toSorted((a, b) => a.connectorTitle.localeCompare(b.connectorTitle)),
    redirectUri: redirectUriOf(ctx),
    isLoopback: LOOPBACK.test(new URL(ctx.settings.publicUrl).hostname),
  })
}

/** Without a secret the one before stays, which only the same client id may have. */
export async function setOAuthApp(
  ctx: CoreContext,
  principal: Principal,
  input: { connector: string; clientId: string; clientSecret: string | null },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'oauth_app.set')
  if (!allowed.ok) return allowed
  const known = oauthOf(input.connector)
  if (known === null) return fail('invalid', `Nobody can sign in to “${input.connector}”.`)
  const clientId = input.clientId.trim()
  const clientSecret = input.clientSecret?.trim() ?? ''
  if (clientId === '') return fail('invalid', 'Fill in the client id.')
  const { workspaceId } = principal
  const [before] = await inWorkspace(ctx.db, workspaceId, (tx) =>
    tx.select().from(oauthApp).where(eq(oauthApp.connector, input.connector)),
  )
  if (clientSecret === '' && before?.clientId !== clientId) return fail('invalid', 'Fill in the client secret.')
  const stored =
    clientSecret === '' ? null : await ctx.vault.store({ workspaceId, values: { clientSecret }, hosts: [] })
  const secretId = stored?.secretId ?? before?.secretId
  if (secretId === undefined) return fail('invalid', 'Fill in the client secret.')
  await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const row = { clientId, secretId, changedBy: actorName(principal), changedAt: sql`now()` }
    await tx
      .insert(oauthApp)
      .values({ workspaceId, connector: input.connector, ...row })
      .onConflictDoUpdate({ target: [oauthApp.workspaceId, oauthApp.connector], set: row })
    await writeAudit(tx, principal, {
      action: 'oauth_app.set',
      subjectKind: 'oauth_app',
      subjectId: input.connector,
      detail: { connector: known.title, clientId, newSecret: stored !== null },
    })
  })
  if (stored !== null && before !== undefined) await ctx.vault.remove({ workspaceId, secretId: before.secretId })
  return ok(null)
}

/** Connections that people signed in to through it go on until their tokens end, and cannot be renewed then. */
export async function removeOAuthApp(
  ctx: CoreContext,
  principal: Principal,
  input: { connector: string },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'oauth_app.remove')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  const removed = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const [gone] = await tx.delete(oauthApp).where(eq(oauthApp.connector, input.connector)).returning()
    if (gone === undefined) return null
    await writeAudit(tx, principal, {
      action: 'oauth_app.remove',
      subjectKind: 'oauth_app',
      subjectId: input.connector,
      detail: { connector: connectorTitle(input.connector), clientId: gone.clientId },
    })
    return gone
  })
  if (removed === null) return fail('not_found', 'There is no OAuth app for this system.')
  await ctx.vault.remove({ workspaceId, secretId: removed.secretId })
  return ok(null)
}
