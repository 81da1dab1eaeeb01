import type { OAuthManifest } from '@patchbay/connector-sdk/manifest'
import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { oauthApp } from '@patchbay/db/schema'
import { createTransport } from '@patchbay/egress/transport'
import { eq } from 'drizzle-orm'
import { ACCESS_TOKEN, type OpenedSecret, REFRESH_TOKEN, type SecretStore } from '../secret-store.ts'
import type { Endpoints } from './endpoints.ts'
import { readApp } from './secret-of-tokens.ts'
import { CALL_TIMEOUT_MS, createTokenClient, TokenError } from './token-client.ts'

export type EndWork = {
  title: string
  oauth: OAuthManifest
  endpoints: Endpoints
  opened: OpenedSecret
  workspaceId: string
  connector: string
  db: Database
  secrets: SecretStore
}

/** `ended`: the vendor says so. `kept`: it knows no way, or did not answer; the tokens are still good there. */
export type EndResult = { at: 'ended' } | { at: 'kept'; why: string }

/** Ends the tokens where they were made, as the vendor wants it. */
export async function endAtVendor(work: EndWork): Promise<EndResult> {
  const { title, oauth, endpoints, opened } = work
  if (oauth.revoke === null || endpoints.revoke === null)
    return { at: 'kept', why: `${title} offers no way to end it from here. End it there, under connected apps.` }
  const tokens = {
    accessToken: opened.values[ACCESS_TOKEN] ?? '',
    refreshToken: opened.values[REFRESH_TOKEN] ?? '',
  }
  try {
    if (oauth.revoke.kind === 'rfc7009') return await byStandard(work, tokens)
    return await byRequest(oauth.revoke, { title, url: endpoints.revoke, exception: endpoints.exception, tokens })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { at: 'kept', why: `${title} did not end it: ${error.message}. End it there, under connected apps.` }
  }
}

type BothTokens = { accessToken: string; refreshToken: string }

async function byStandard(work: EndWork, tokens: BothTokens): Promise<EndResult> {
  const [found] = await inWorkspace(work.db, work.workspaceId, (tx) =>
    tx.select().from(oauthApp).where(eq(oauthApp.connector, work.connector)),
  )
  if (found === undefined) return { at: 'kept', why: `${work.title} has no OAuth app here any more. End it there.` }
  const app = await readApp(work.secrets, work.workspaceId, found.clientId, found.secretId)
  // Ending the refresh token ends what was made by it.
  await createTokenClient(work.oauth, work.endpoints, app).revoke(tokens.refreshToken || tokens.accessToken)
  return { at: 'ended' }
}

type ByRequest = Extract<NonNullable<OAuthManifest['revoke']>, { kind: 'request' }>

async function byRequest(
  revoke: ByRequest,
  to: { title: string; url: URL; exception: string | null; tokens: BothTokens },
): Promise<EndResult> {
  const put = (text: string, write: (token: string) => string) =>
    text.replace(/\{(accessToken|refreshToken)\}/g, (_, name) =>
      write(name === 'accessToken' ? to.tokens.accessToken : to.tokens.refreshToken),
    )
  const transport = createTransport({ allowOrigins: to.exception === null ? [] : [to.exception] })
  const answer = await transport({
    method: revoke.method,
    // The braces of a template are percent-encoded in a URL.
    url: put(to.url.href.replaceAll('%7B', '{').replaceAll('%7D', '}'), encodeURIComponent),
    headers: Object.fromEntries(
      Object.entries(revoke.headers).map(([name, value]) => [name, put(value, (token) => token)]),
    ),
    body: null,
    signal: new AbortController().signal,
    timeoutMs: CALL_TIMEOUT_MS,
  })
  // Unknown there is as good as ended.
  if (answer.status < 300 || answer.status === 404) return { at: 'ended' }
  throw new TokenError('refused', null, `it answered ${answer.status}`)
}
