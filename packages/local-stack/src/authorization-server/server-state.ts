import type Provider from 'oidc-provider'

export type AuthorizationServerOptions = {
  redirectUris: string[]
  scopes: string[]
  /** Paths of the vendor that it stands in for. */
  paths: { authorize: string; token: string; revoke: string }
  clientAuth: 'basic' | 'post'
  /** Answers a call of the vendor's API that came with a good token. */
  api?: (request: { method: string; path: string; body: string }) => { status: number; body: unknown }
  port?: number
}

/** One call at the token address. */
export type TokenCall = { grantType: string; ok: boolean }

/** What the handlers of requests share. */
export type ServerState = {
  provider: Provider
  options: AuthorizationServerOptions
  calls: TokenCall[]
  accessTokenSeconds: number
  /** Tokens that this server gave out, so that they can be ended together. */
  grants: Set<string>
  accessTokens: Set<string>
  gate: { arrive: () => void; open: Promise<void> } | null
}

export async function expireAccessTokens(state: ServerState): Promise<void> {
  for (const jti of state.accessTokens) await (await state.provider.AccessToken.find(jti))?.destroy()
  state.accessTokens.clear()
}

export async function endSignIns(state: ServerState): Promise<void> {
  for (const grantId of state.grants) {
    await state.provider.RefreshToken.revokeByGrantId(grantId)
    await state.provider.AccessToken.revokeByGrantId(grantId)
    await (await state.provider.Grant.find(grantId))?.destroy()
  }
  state.grants.clear()
}
