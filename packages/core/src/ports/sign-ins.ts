import type { Queries } from '@patchbay/db/database'

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
  /**
   * Takes hold of the tokens in the caller's transaction, which removes them. What it answers with ends the sign-in at the
   * vendor, once that has committed; `kept` where the vendor knows no way or does not answer.
   */
  prepareEnd(
    tx: Queries,
    request: Place & { workspaceId: string; secretId: string },
  ): Promise<() => Promise<{ at: 'ended' } | { at: 'kept'; why: string }>>
}
