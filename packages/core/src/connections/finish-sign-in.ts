import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, signInAttempt } from '@patchbay/db/schema'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { manifestOf } from '../connectors/manifests.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { adoptSignIn, insertSignedIn } from './adopt-sign-in.ts'
import { checkCredentialChange } from './connection-use.ts'
import { credentialHostsOf } from './credential-hosts-of.ts'
import { findAttempt, type SignInAttempt } from './find-attempt.ts'
import { findOAuthApp } from './sign-in-tools.ts'

/** What a vendor sent a person back with. `browser`: the value of the browser's cookie. */
export type VendorAnswer = { browser: string | null; parameters: URLSearchParams }

/** `attemptId` and `returnTo` are known once the answer is this person's own. */
export type SignInOutcome =
  | { ok: true; attemptId: string; returnTo: string | null; connectionId: string; message: string }
  | { ok: false; attemptId: string | null; returnTo: string | null; message: string }

/** Takes a vendor's answer: checks whose it is, redeems its code, and makes or mends the connection. */
export async function finishSignIn(
  ctx: CoreContext,
  principal: Principal,
  answer: VendorAnswer,
): Promise<SignInOutcome> {
  const refused = (message: string): SignInOutcome => ({ ok: false, attemptId: null, returnTo: null, message })
  const allowed = authorise(principal, 'connection.sign_in')
  if (!allowed.ok) return refused(allowed.error.message)
  const state = answer.parameters.get('state')
  if (state === null || answer.parameters.getAll('state').length > 1)
    return refused('The answer does not say which sign-in it belongs to, so nothing was changed.')
  const found = await findAttempt(ctx, principal, { state, browser: answer.browser, mayBeNew: false })
  if (!found.ok) return refused(found.message)
  const { attempt } = found
  if (!(await claim(ctx, principal, attempt)))
    return refused('This sign-in has been finished already. Nothing was changed a second time.')
  const { id: attemptId, returnTo } = attempt
  const redeemed = await redeem(ctx, principal, { attempt, state, parameters: answer.parameters })
  return redeemed.ok
    ? { ...redeemed, attemptId, returnTo }
    : { ok: false, attemptId, returnTo, message: redeemed.message }
}

/** A state counts once, whatever comes of it. */
async function claim(ctx: CoreContext, principal: Principal, attempt: SignInAttempt): Promise<boolean> {
  const claimed = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    tx
      .update(signInAttempt)
      .set({ usedAt: sql`now()` })
      .where(and(eq(signInAttempt.id, attempt.id), isNull(signInAttempt.usedAt)))
      .returning({ id: signInAttempt.id }),
  )
  return claimed.length > 0
}

type Redeeming = { attempt: SignInAttempt; state: string; parameters: URLSearchParams }
type Redeemed = { ok: true; connectionId: string; message: string } | { ok: false; message: string }

async function redeem(ctx: CoreContext, principal: Principal, of: Redeeming): Promise<Redeemed> {
  const { workspaceId } = principal
  const { attempt, state, parameters } = of
  const manifest = manifestOf(attempt.connector)
  if (manifest === null)
    return { ok: false, message: `The connector “${attempt.connector}” is no longer part of this Patchbay.` }
  const { app, before } = await inWorkspace(ctx.db, workspaceId, async (tx) => ({
    app: await findOAuthApp(tx, attempt.connector),
    before:
      attempt.connectionId === null
        ? null
        : (
            await tx
              .select()
              .from(connection)
              .where(and(eq(connection.id, attempt.connectionId), isNull(connection.revokedAt)))
          )[0],
  }))
  if (app === null || app.clientId !== attempt.clientId)
    return { ok: false, message: 'The OAuth app was changed meanwhile. Begin the sign-in again.' }
  if (before === undefined)
    return { ok: false, message: 'The connection was revoked meanwhile, so nothing was changed. Make a new one.' }
  const theirs = before === null ? null : checkCredentialChange(principal, before)
  if (theirs?.ok === false) return { ok: false, message: theirs.error.message }
  const place = { environment: 'live' as const, origin: null, settings: attempt.settings }
  const exchanged = await ctx.signIns.exchange({
    ...attempt,
    clientSecretId: app.secretId,
    state,
    parameters,
    hosts: credentialHostsOf(ctx, manifest, place),
    carryFrom: before?.secretId ?? null,
  })
  if (!exchanged.ok) return exchanged
  const scopes = exchanged.scopes ?? attempt.scopes
  const signedIn = { ...exchanged, scopes, manifest, attempt }
  const done = await (before === null
    ? insertSignedIn(ctx, principal, signedIn)
    : adoptSignIn(ctx, principal, { ...signedIn, before }))
  if (!done.ok) return done
  return { ok: true, connectionId: done.connectionId, message: doneWords(manifest, attempt, scopes) }
}

function doneWords(manifest: ConnectorManifest, attempt: SignInAttempt, scopes: string[]): string {
  const missing = (manifest.auth.oauth?.scopes ?? []).filter((scope) => !scope.optional && !scopes.includes(scope.name))
  if (missing.length === 0) return `${attempt.name} is connected.`
  const words = missing.map((scope) => `“${scope.title}”`).join(', ')
  return `${attempt.name} is connected, but ${manifest.title} did not grant ${words}. Steps that need it will be refused.`
}
