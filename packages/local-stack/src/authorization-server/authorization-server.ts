import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import Provider, { type Configuration } from 'oidc-provider'
import { answerControl } from './answer-control.ts'
import { answerInteraction } from './answer-interaction.ts'
import { answerVendorApi } from './answer-vendor-api.ts'
import {
  type AuthorizationServerOptions,
  endSignIns,
  expireAccessTokens,
  type ServerState,
  type TokenCall,
} from './server-state.ts'

export type { AuthorizationServerOptions } from './server-state.ts'

export type AuthorizationServer = {
  origin: string
  client: { clientId: string; clientSecret: string }
  /** In order, those under way not included. */
  tokenCalls: () => TokenCall[]
  /** Walks through the vendor's pages as a person who allows it does, and answers with where the vendor sends them. */
  allow: (authorizeUrl: string) => Promise<URL>
  refuse: (authorizeUrl: string) => Promise<URL>
  isGood: (accessToken: string) => Promise<boolean>
  /** Access tokens from now on end after this long. */
  setAccessTokenSeconds: (seconds: number) => void
  /** Ends every access token, not the sign-ins behind them. */
  expireAccessTokens: () => Promise<void>
  /** Ends every sign-in, as a person does under "connected apps". */
  endSignIns: () => Promise<void>
  /** Token calls wait until the returned function is called. `arrived` settles when the first one waits. */
  holdTokenCalls: () => { arrived: Promise<void>; release: () => void }
  /** Gives the client another secret, as a vendor's page of the app does; `client` tells it. */
  rotateClientSecret: () => Promise<void>
  close: () => Promise<void>
}

const ACCOUNT = 'nora@brindle.example'
const HOUR_SECONDS = 3600

/**
 * A real authorization server (oidc-provider) on loopback, in the place of a vendor: rotating refresh tokens, PKCE where
 * it is asked for, codes that count once. For tests, and for nothing else.
 */
export async function startAuthorizationServer(options: AuthorizationServerOptions): Promise<AuthorizationServer> {
  const client = { clientId: `patchbay-${randomUUID()}`, clientSecret: randomBytes(24).toString('base64url') }
  let state: ServerState | null = null
  const server = createServer((request, response) => {
    if (state === null) return void response.writeHead(503).end()
    handle(state, request, response).catch((error: unknown) => {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error))
    })
  })
  const origin = await listening(server, options.port ?? 0)
  state = createState(origin, options, client)
  const made = state
  return {
    origin,
    client,
    tokenCalls: () => [...made.calls],
    allow: (url) => walk(url, 'allow'),
    refuse: (url) => walk(url, 'refuse'),
    isGood: async (token) => (await made.provider.AccessToken.find(token))?.isValid === true,
    setAccessTokenSeconds: (seconds) => {
      made.accessTokenSeconds = seconds
    },
    expireAccessTokens: () => expireAccessTokens(made),
    endSignIns: () => endSignIns(made),
    holdTokenCalls: () => holdTokenCalls(made),
    rotateClientSecret: async () => {
      client.clientSecret = randomBytes(24).toString('base64url')
      const known = await made.provider.Client.find(client.clientId)
      if (known === undefined) throw new Error('the client is not known')
      Object.assign(known, { clientSecret: client.clientSecret })
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function createState(
  origin: string,
  options: AuthorizationServerOptions,
  client: AuthorizationServer['client'],
): ServerState {
  const state: Omit<ServerState, 'provider'> = {
    options,
    calls: [],
    accessTokenSeconds: HOUR_SECONDS,
    grants: new Set(),
    accessTokens: new Set(),
    gate: null,
  }
  const provider = new Provider(
    origin,
    configuration(options, client, () => state.accessTokenSeconds),
  )
  const noted = (ok: boolean) => (context: { oidc: { params?: Record<string, unknown> | undefined } }) => {
    state.calls.push({ grantType: String(context.oidc.params?.['grant_type'] ?? ''), ok })
  }
  provider.on('grant.success', noted(true))
  provider.on('grant.error', noted(false))
  provider.on('access_token.saved', (token) => state.accessTokens.add(token.jti))
  provider.on('grant.saved', (grant: { jti: string }) => state.grants.add(grant.jti))
  return Object.assign(state, { provider })
}

function configuration(
  { redirectUris, scopes, paths, clientAuth }: AuthorizationServerOptions,
  client: AuthorizationServer['client'],
  accessTokenSeconds: () => number,
): Configuration {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: redirectUris,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: clientAuth === 'basic' ? 'client_secret_basic' : 'client_secret_post',
      },
    ],
    scopes,
    routes: { authorization: paths.authorize, token: paths.token, revocation: paths.revoke },
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    pkce: { required: () => false },
    ttl: {
      AccessToken: () => accessTokenSeconds(),
      AuthorizationCode: 60,
      RefreshToken: 24 * HOUR_SECONDS,
      Grant: 24 * HOUR_SECONDS,
      Session: HOUR_SECONDS,
      Interaction: HOUR_SECONDS,
      IdToken: HOUR_SECONDS,
    },
    cookies: { keys: [randomBytes(24).toString('base64url')] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kty: 'RSA', use: 'sig' }] },
  }
}

async function handle(state: ServerState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  const { paths } = state.options
  if (pathname.startsWith('/control/')) return answerControl(state, request, response)
  if (pathname.startsWith('/interaction/')) return answerInteraction(state.provider, ACCOUNT, request, response)
  if (pathname === paths.token && state.gate !== null) {
    state.gate.arrive()
    await state.gate.open
  }
  const isOwn = Object.values(paths).some((path) => pathname === path || pathname.startsWith(`${paths.authorize}/`))
  if (isOwn) await state.provider.callback()(request, response)
  else await answerVendorApi(state, request, response)
}

function holdTokenCalls(state: ServerState): { arrived: Promise<void>; release: () => void } {
  const arrived = Promise.withResolvers<void>()
  const open = Promise.withResolvers<void>()
  state.gate = { arrive: () => arrived.resolve(), open: open.promise }
  return {
    arrived: arrived.promise,
    release: () => {
      state.gate = null
      open.resolve()
    },
  }
}

/** A browser without a screen: follows redirects with cookies until the vendor sends the person away. */
async function walk(authorizeUrl: string, choice: 'allow' | 'refuse'): Promise<URL> {
  const jar = new Map<string, string>()
  const { origin } = new URL(authorizeUrl)
  let url = new URL(authorizeUrl)
  for (let steps = 0; steps < 12; steps += 1) {
    const isQuestion = url.pathname.startsWith('/interaction/')
    const answer = await fetch(isQuestion ? `${url.href}/${choice}` : url, {
      method: isQuestion ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`The vendor answered ${answer.status}: ${await answer.text()}`)
    url = new URL(location, url)
    if (url.origin !== origin) return url
  }
  throw new Error('The vendor sends in circles')
}

async function listening(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return `http://127.0.0.1:${address.port}`
}
