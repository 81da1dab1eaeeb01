import { createHash, createHmac, hkdfSync } from 'node:crypto'
import type { OAuthManifest } from '@patchbay/connector-sdk/manifest'
import type { Endpoints } from './endpoints.ts'

export type AuthorizeRequest = {
  clientId: string
  redirectUri: string
  scopes: readonly string[]
  state: string
  verifier: string | null
}

/** Where a person is sent to sign in: the vendor's page, asked for exactly these scopes. */
export function authorizeUrl(oauth: OAuthManifest, endpoints: Endpoints, request: AuthorizeRequest): string {
  const url = new URL(endpoints.authorize)
  const isApart = (name: string) =>
    oauth.optionalScopeParameter !== null && oauth.scopes.some((scope) => scope.name === name && scope.optional)
  const parameters: Record<string, string> = {
    ...oauth.authorizeParams,
    response_type: 'code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: request.scopes.filter((name) => !isApart(name)).join(oauth.scopeSeparator),
    state: request.state,
  }
  const apart = request.scopes.filter(isApart)
  if (oauth.optionalScopeParameter !== null && apart.length > 0)
    parameters[oauth.optionalScopeParameter] = apart.join(oauth.scopeSeparator)
  if (request.verifier !== null) {
    parameters['code_challenge'] = createHash('sha256').update(request.verifier).digest('base64url')
    parameters['code_challenge_method'] = 'S256'
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

/**
 * PKCE's verifier, made from the state by a key that only this installation has: it need not be kept anywhere, and who
 * sees a state cannot redeem its code.
 */
export function verifierOf(secretKey: string, state: string): string {
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(secretKey, 'base64'), '', 'patchbay pkce', 32))
  return createHmac('sha256', key).update(state).digest('base64url')
}
