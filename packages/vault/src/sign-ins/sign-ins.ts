import type { OAuthManifest } from '@patchbay/connector-sdk/manifest'
import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { secret } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { createSecretStore, SIGNING_SECRET, type VaultOptions } from '../secret-store.ts'
import { authorizeUrl, verifierOf } from './authorize-url.ts'
import { callbackProblem } from './check-callback.ts'
import { type EndResult, endAtVendor } from './end-at-vendor.ts'
import { type Endpoints, endpointsOf, SettingError } from './endpoints.ts'
import { createRenewal, type Renewal, type RenewalRequest } from './renew.ts'
import { endOf, readApp, secretOf } from './secret-of-tokens.ts'
import { createTokenClient, TokenError } from './token-client.ts'

export type SignInsOptions = VaultOptions & {
  /** A connector's sign-in as data; null where it has none. */
  oauthOf: (connector: string) => { title: string; oauth: OAuthManifest } | null
  /** PATCHBAY_VENDOR_ORIGINS: connector to the origin that stands in for its vendor. */
  origins: Readonly<Record<string, string>>
}

export type SignInPlace = { connector: string; settings: Readonly<Record<string, unknown>> }

export type Exchange = SignInPlace & {
  workspaceId: string
  clientId: string
  /** The client's secret, in the vault. */
  clientSecretId: string
  redirectUri: string
  state: string
  /** Of the vendor's answer in the browser. */
  parameters: URLSearchParams
  /** Where the tokens may go. */
  hosts: string[]
  /** The credential before: its signing secret stays. */
  carryFrom: string | null
}

export type ExchangeResult =
  | { ok: true; secretId: string; scopes: string[] | null; endsAt: Date | null }
  | { ok: false; message: string }

export type SignIns = {
  /** The vendor's page to sign in at. Throws `SettingError`. */
  authorizeUrl(
    request: SignInPlace & { clientId: string; redirectUri: string; scopes: readonly string[]; state: string },
  ): string
  /** Redeems a code and keeps its tokens. */
  exchange(request: Exchange): Promise<ExchangeResult>
  /** The connection's tokens as they are good now: renewed where they end soon, or where a vendor has refused them. */
  open(request: RenewalRequest): Promise<Renewal>
  /**
   * Takes hold of the tokens in the caller's transaction, which removes them, whether they can still be opened or not. What
   * it answers with ends the sign-in at the vendor, to be called once that has committed; it does not throw for what it
   * finds there.
   */
  prepareEnd(
    tx: Queries,
    request: SignInPlace & { workspaceId: string; secretId: string },
  ): Promise<() => Promise<EndResult>>
}

/** Sign-ins by OAuth 2: the only place that holds tokens, and the only one that speaks with token addresses. */
export function createSignIns(options: SignInsOptions): SignIns {
  const secrets = createSecretStore(options)

  const found = (place: SignInPlace): { title: string; oauth: OAuthManifest; endpoints: Endpoints } => {
    const known = options.oauthOf(place.connector)
    if (known === null) throw new SettingError(`Nobody can sign in to “${place.connector}” here.`)
    const origin = options.origins[place.connector] ?? null
    return { ...known, endpoints: endpointsOf(known.oauth, { settings: place.settings, origin }) }
  }
  const verifier = (oauth: OAuthManifest, state: string) => (oauth.pkce ? verifierOf(options.secretKey, state) : null)

  return {
    authorizeUrl(request) {
      const { oauth, endpoints } = found(request)
      return authorizeUrl(oauth, endpoints, { ...request, verifier: verifier(oauth, request.state) })
    },
    async exchange(request) {
      const { workspaceId, parameters, state, redirectUri } = request
      const { title, oauth, endpoints } = found(request)
      const app = await readApp(secrets, workspaceId, request.clientId, request.clientSecretId)
      const problem = callbackProblem(oauth, { parameters, settings: request.settings, clientSecret: app.clientSecret })
      if (problem !== null) return { ok: false, message: problem }
      try {
        const answer = { parameters, state, redirectUri, verifier: verifier(oauth, state) }
        const tokens = await createTokenClient(oauth, endpoints, app).exchange(answer)
        const before = request.carryFrom === null ? null : await secrets.read(workspaceId, request.carryFrom)
        const signing = oauth.appSignsWebhooks ? app.clientSecret : before?.values[SIGNING_SECRET]
        const kept = secretOf(tokens, { hosts: request.hosts, signing })
        const secretId = await inWorkspace(options.db, workspaceId, (tx) => secrets.insert(tx, workspaceId, kept))
        return { ok: true, secretId, scopes: tokens.scopes, endsAt: endOf(tokens) }
      } catch (error) {
        if (!(error instanceof TokenError)) throw error
        return { ok: false, message: exchangeWords(title, error) }
      }
    },
    open: createRenewal({ ...options, secrets, found }),
    async prepareEnd(tx, request) {
      const [row] = await tx.select().from(secret).where(eq(secret.id, request.secretId))
      return async () => {
        if (row === undefined) return { at: 'kept', why: 'Its tokens were not here any more. End it there.' }
        try {
          const { title, oauth, endpoints } = found(request)
          const opened = secrets.opened(row)
          return await endAtVendor({ title, oauth, endpoints, opened, ...request, db: options.db, secrets })
        } catch (error) {
          if (!(error instanceof Error)) throw error
          return { at: 'kept', why: `The sign-in could not be ended from here: ${error.message}. End it there.` }
        }
      }
    },
  }
}

function exchangeWords(title: string, error: TokenError): string {
  if (error.kind === 'away') return `${title} did not answer: ${error.message}. Nothing was changed. Begin again.`
  if (error.code === 'access_denied') return `You did not allow it at ${title}. Nothing was changed.`
  if (error.code === 'invalid_client')
    return `${title} does not know this OAuth app, or refuses its secret. Check the app’s client id and secret.`
  if (error.code === 'invalid_scope')
    return `${title} does not let this OAuth app ask for that (${error.message}). Add the scopes to the app there.`
  if (error.code === 'invalid_grant')
    return `${title} refused the code that it had sent: ${error.message}. Begin again.`
  return `${title} said no: ${error.message}. Nothing was changed.`
}
