type Place = { connector: string; settings: Readonly<Record<string, unknown>> }

/** What core asks of `vault` where people sign in to vendors: tokens come and go there, and are never seen here. */
export type SignInsPort = {
  /** The vendor's page to sign in at. Throws in words where a setting cannot be part of its address. */
  authorizeUrl(
    request: Place & { clientId: string; redirectUri: string; scopes: readonly string[]; state: string },
  ): string
  /** Redeems the code of a vendor's answer and keeps the tokens. */
  exchange(
    request: Place & {
      workspaceId: string
      clientId: string
      clientSecretId: string
      redirectUri: string
      state: string
      parameters: URLSearchParams
      hosts: string[]
      carryFrom: string | null
    },
  ): Promise<
    { ok: true; secretId: string; scopes: string[] | null; endsAt: Date | null } | { ok: false; message: string }
  >
  /** Ends a sign-in at the vendor; `kept` where it knows no way or does not answer. */
  end(
    request: Place & { workspaceId: string; secretId: string },
  ): Promise<{ at: 'ended' } | { at: 'kept'; why: string }>
}
