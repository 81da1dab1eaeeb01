import { randomBytes } from 'node:crypto'
import type { FieldSpec, OAuthManifest } from '@patchbay/connector-sdk/manifest'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, signInAttempt } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, eq, isNull, lt, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { isOwnPath } from '../own-path.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { connectionName } from './connection-name.ts'
import { checkCredentialChange } from './connection-use.ts'
import { oauthOf } from './oauth-of.ts'
import { findOAuthApp, hashOf, redirectUriOf, SIGN_IN_MS } from './sign-in-tools.ts'

export type SignInWish = {
  connector: string
  name: string
  /** By the fields that the vendor's sign-in needs first: the shop. */
  settings: Record<string, Json>
  /** The connection to sign in anew. */
  connectionId?: string
  /** The page to come back to; left out, the answer comes to a window of its own, which closes. */
  returnTo?: string
}

const STATE_BYTES = 32

/** Begins a sign-in: what comes back with its state counts once, for this person, within ten minutes. */
export async function startSignIn(
  ctx: CoreContext,
  principal: Principal,
  wish: SignInWish,
): Promise<Result<{ attemptId: string; url: string }>> {
  const allowed = authorise(principal, 'connection.sign_in')
  if (!allowed.ok) return allowed
  if (principal.kind !== 'user') return fail('forbidden', 'Only a person can sign in to a vendor.')
  const known = oauthOf(wish.connector)
  if (known === null) return fail('invalid', `Nobody can sign in to “${wish.connector}”: it takes a key.`)
  if (wish.returnTo !== undefined && !isOwnPath(wish.returnTo))
    return fail('invalid', 'The page to come back to must be one of Patchbay’s own.')
  const state = randomBytes(STATE_BYTES).toString('base64url')
  const { workspaceId, userId } = principal
  const made = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const app = await findOAuthApp(tx, wish.connector)
    if (app === null)
      return fail(
        'conflict',
        `Signing in to ${known.title} needs an OAuth app of yours there. Add its client id and secret first.`,
      )
    const found = wish.connectionId === undefined ? ok(null) : await findOwn(tx, principal, wish)
    if (!found.ok) return found
    const before = found.value
    const name = connectionName(before?.name ?? wish.name)
    if (!name.ok) return name
    const settings = checkSettings(known.oauth, { before: before?.settings ?? {}, wished: wish.settings })
    if (!settings.ok) return settings
    await tx.delete(signInAttempt).where(lt(signInAttempt.expiresAt, sql`now() - interval '1 day'`))
    const id = newId()
    await tx.insert(signInAttempt).values({
      id,
      workspaceId,
      stateHash: hashOf(state),
      userId,
      connector: wish.connector,
      name: name.value,
      connectionId: before?.id ?? null,
      settings: settings.value,
      scopes: known.oauth.scopes.map((scope) => scope.name),
      clientId: app.clientId,
      redirectUri: redirectUriOf(ctx),
      returnTo: wish.returnTo ?? null,
      expiresAt: new Date(ctx.clock.now().getTime() + SIGN_IN_MS),
    })
    return ok(id)
  })
  if (!made.ok) return made
  // By way of Patchbay's own address, which knows the browser by a cookie before it sends the person on.
  return ok({ attemptId: made.value, url: `/api/oauth/start?state=${state}` })
}

type ConnectionRow = typeof connection.$inferSelect

/** The connection to sign in anew, if it is one that this person may sign in to. */
async function findOwn(
  tx: Parameters<typeof findOAuthApp>[0],
  principal: Principal,
  { connectionId = '', connector }: SignInWish,
): Promise<Result<ConnectionRow>> {
  const [found] = await tx
    .select()
    .from(connection)
    .where(and(eq(connection.id, connectionId), isNull(connection.revokedAt)))
  if (found === undefined) return fail('not_found', 'This connection does not exist in this workspace.')
  if (found.connector !== connector) return fail('invalid', 'This connection is of another system.')
  if (found.environment === 'sandbox')
    return fail('invalid', 'A sandbox connection needs no sign-in: its vendor is a pretend one.')
  const theirs = checkCredentialChange(principal, found)
  return theirs.ok ? ok(found) : theirs
}

/** Only the fields that the sign-in declares; each text that could be one label of a host name. */
function checkSettings(
  oauth: OAuthManifest,
  { before, wished }: { before: Record<string, Json>; wished: Record<string, Json> },
): Result<Record<string, Json>> {
  const settings: Record<string, Json> = {}
  const problems = oauth.fields.flatMap((field) => {
    const value = Object.hasOwn(wished, field.name) ? wished[field.name] : before[field.name]
    if (typeof value === 'string' && LABEL.test(value.trim())) {
      settings[field.name] = value.trim()
      return []
    }
    if (!field.required && (value === undefined || value === '')) return []
    return [problemOf(field, value)]
  })
  if (problems.length > 0) return fail('invalid', problems.map((problem) => problem.message).join(' '), { problems })
  // What the sign-in does not ask for stays as it was.
  return ok({ ...before, ...settings })
}

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i

const problemOf = (field: FieldSpec, value: Json | undefined) => ({
  code: value === undefined || value === '' ? 'value_missing' : 'value_type',
  severity: 'error' as const,
  message:
    value === undefined || value === ''
      ? `Fill in “${field.label}”.`
      : `“${field.label}” takes letters, digits and hyphens only. ${field.help ?? ''}`.trim(),
  field: `values.${field.name}`,
})
