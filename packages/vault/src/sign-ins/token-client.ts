import type { OAuthManifest } from '@patchbay/connector-sdk/manifest'
import { createTransport } from '@patchbay/egress/transport'
import * as oauth4 from 'oauth4webapi'
import { z } from 'zod'
import type { Endpoints } from './endpoints.ts'

export type Tokens = {
  accessToken: string
  refreshToken: string | null
  expiresAt: Date | null
  /** When renewing ends too, where the vendor says so. */
  refreshEndsAt: Date | null
  /** Null: the vendor does not say, which means what was asked for. */
  scopes: string[] | null
}

export type App = { clientId: string; clientSecret: string }

/**
 * `refused`: the vendor's definite no, with its own code. `away`: nobody knows, and later is another try. `message` is
 * the vendor's text, for the end of a sentence.
 */
export class TokenError extends Error {
  readonly kind: 'refused' | 'away'
  readonly code: string | null

  constructor(kind: 'refused' | 'away', code: string | null, message: string) {
    super(message)
    this.name = 'TokenError'
    this.kind = kind
    this.code = code
  }
}

/** Of one call at the token address, its answer's last byte included. Shorter than the lease on a renewal. */
export const CALL_TIMEOUT_MS = 15_000

/** One vendor's authorization server, as oauth4webapi speaks with it: through the guarded way out only. */
export function createTokenClient(oauth: OAuthManifest, endpoints: Endpoints, app: App) {
  const server: oauth4.AuthorizationServer = {
    issuer: endpoints.issuer,
    token_endpoint: endpoints.token.href,
    ...(endpoints.revoke === null ? {} : { revocation_endpoint: endpoints.revoke.href }),
  }
  const client: oauth4.Client = { client_id: app.clientId }
  const proof =
    oauth.clientAuth === 'basic'
      ? oauth4.ClientSecretBasic(app.clientSecret)
      : oauth4.ClientSecretPost(app.clientSecret)
  const request = {
    [oauth4.customFetch]: guardedFetch(endpoints),
    [oauth4.allowInsecureRequests]: endpoints.token.protocol === 'http:',
    additionalParameters: oauth.tokenParams,
  }

  return {
    /** `parameters` are those of the vendor's answer in the browser. Throws TokenError. */
    async exchange(answer: {
      parameters: URLSearchParams
      state: string
      redirectUri: string
      verifier: string | null
    }) {
      return speaking(async () => {
        const valid = oauth4.validateAuthResponse(server, client, answer.parameters, answer.state)
        const verifier = answer.verifier ?? oauth4.nopkce
        const response = await oauth4.authorizationCodeGrantRequest(
          server,
          client,
          proof,
          valid,
          answer.redirectUri,
          verifier,
          request,
        )
        return tokensOf(await oauth4.processAuthorizationCodeResponse(server, client, response), oauth)
      })
    },
    /** Throws TokenError. */
    async refresh(refreshToken: string): Promise<Tokens> {
      return speaking(async () => {
        const response = await oauth4.refreshTokenGrantRequest(server, client, proof, refreshToken, request)
        return tokensOf(await oauth4.processRefreshTokenResponse(server, client, response), oauth)
      })
    },
    /** RFC 7009. Throws TokenError. */
    async revoke(token: string): Promise<void> {
      await speaking(async () => {
        const { additionalParameters: _, ...rest } = request
        await oauth4.processRevocationResponse(await oauth4.revocationRequest(server, client, proof, token, rest))
      })
    },
  }
}

function tokensOf(answer: oauth4.TokenEndpointResponse, oauth: OAuthManifest): Tokens {
  const refreshEnds = Number(answer['refresh_token_expires_in'])
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    expiresAt: answer.expires_in === undefined ? null : inSeconds(answer.expires_in),
    refreshEndsAt: Number.isFinite(refreshEnds) && refreshEnds > 0 ? inSeconds(refreshEnds) : null,
    // Some vendors part them by commas although they take spaces, and the other way round.
    scopes: answer.scope === undefined ? null : answer.scope.split(oauth.scopeSeparator === ',' ? /[,\s]+/ : /[\s,]+/),
  }
}

const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1000)

/** Everything that can go wrong, as the vendor's no or as silence. */
async function speaking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toTokenError(error)
  }
}

function toTokenError(error: unknown): unknown {
  if (error instanceof TokenError) return error
  if (error instanceof oauth4.AuthorizationResponseError)
    return new TokenError('refused', error.error, error.error_description ?? error.error)
  if (error instanceof oauth4.ResponseBodyError) {
    return new TokenError('refused', error.error, error.error_description ?? error.error)
  }
  if (error instanceof oauth4.OperationProcessingError || error instanceof oauth4.UnsupportedOperationError)
    return new TokenError('refused', null, error.message)
  if (error instanceof Error && error.name === 'TransportError') return new TokenError('away', null, error.message)
  return error
}

const Answer = z.record(z.string(), z.unknown())

/**
 * Brings what vendors say to what the standard says, before the library reads it: a missing token type, seconds as
 * text, an error under another name. A 5xx or a 429 is no word on the token.
 */
function guardedFetch(endpoints: Endpoints) {
  const transport = createTransport({ allowOrigins: endpoints.exception === null ? [] : [endpoints.exception] })
  return async (url: string, init: { method: string; headers: Record<string, string>; body?: unknown }) => {
    const { status, body } = await transport({
      method: init.method,
      url,
      headers: { ...init.headers, 'user-agent': 'Patchbay/1' },
      body: init.body === undefined || init.body === null ? null : String(init.body),
      signal: new AbortController().signal,
      timeoutMs: CALL_TIMEOUT_MS,
    })
    const text = new TextDecoder().decode(body)
    if (status >= 500 || status === 429 || status === 408 || (status >= 300 && status < 400))
      throw new TokenError('away', null, `${new URL(url).host} answered ${status}`)
    const json = Answer.safeParse(parsed(text))
    if (json.success) {
      return status >= 400
        ? Response.json(asError(json.data, status), { status: 400 })
        : Response.json(asTokens(json.data), { status: 200 })
    }
    // A page of some proxy says nothing of the token.
    if (status >= 400) throw new TokenError('away', null, `${new URL(url).host} answered ${status}`)
    return new Response(text, { status })
  }
}

/** Of vendors that give no code. Any other status ends no sign-in for good: it may be a firewall's, or a moved address. */
const CODES: Record<number, string> = { 400: 'invalid_grant', 401: 'invalid_client' }

function asError(answer: Record<string, unknown>, status: number): Record<string, unknown> {
  const { error, error_description: description, message } = answer
  return {
    error: typeof error === 'string' ? error : (CODES[status] ?? `http_${status}`),
    error_description: [description, message].find((text) => typeof text === 'string') ?? `it answered ${status}`,
  }
}

function asTokens(answer: Record<string, unknown>): Record<string, unknown> {
  // Who the person is, is nothing that Patchbay asks.
  const { id_token: _, expires_in: seconds, ...rest } = answer
  const expires = typeof seconds === 'string' ? Number(seconds) : seconds
  return {
    token_type: 'bearer',
    ...rest,
    ...(typeof expires === 'number' && Number.isFinite(expires) && expires > 0 ? { expires_in: expires } : {}),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the caller hands the text on, and the library says what it misses.
    return null
  }
}
