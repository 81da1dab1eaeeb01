import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OAuthManifest } from '@patchbay/connector-sdk/manifest'
import { expect, test } from 'vitest'
import { createTokenClient, TokenError } from './token-client.ts'

const oauth: OAuthManifest = {
  authorizeUrl: 'https://vendor.example/authorize',
  tokenUrl: 'https://vendor.example/token',
  revoke: null,
  scopes: [],
  optionalScopeParameter: null,
  scopeSeparator: ' ',
  pkce: true,
  clientAuth: 'post',
  authorizeParams: {},
  tokenParams: {},
  callback: null,
  fields: [],
  appSignsWebhooks: false,
}

/** What a renewal makes of an answer. */
async function renewalAt(status: number, body: string): Promise<Pick<TokenError, 'kind' | 'code'>> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = originOf(server.address())
  const token = new URL('/token', origin)
  const endpoints = { issuer: origin, authorize: token, token, revoke: null, exception: origin }
  try {
    await createTokenClient(oauth, endpoints, { clientId: 'id', clientSecret: 'secret' }).refresh('refresh')
    throw new Error('it was renewed')
  } catch (error) {
    if (!(error instanceof TokenError)) throw error
    return { kind: error.kind, code: error.code }
  } finally {
    server.close()
  }
}

function originOf(address: string | AddressInfo | null): string {
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return `http://127.0.0.1:${address.port}`
}

test.each([
  [400, { error: 'invalid_grant' }, 'refused', 'invalid_grant'],
  // As HubSpot says it.
  [400, { status: 'BAD_REFRESH_TOKEN', message: 'no' }, 'refused', 'invalid_grant'],
  [401, { message: 'no' }, 'refused', 'invalid_client'],
  // Neither says a word on the token, so neither ends a sign-in for good.
  [403, { message: 'Blocked by the firewall' }, 'refused', 'http_403'],
  [404, { message: 'Not found' }, 'refused', 'http_404'],
  [429, { error: 'invalid_grant' }, 'away', null],
  [503, {}, 'away', null],
])('a %i with %j is taken as %s', async (status, body, kind, code) => {
  expect(await renewalAt(status, JSON.stringify(body))).toEqual({ kind, code })
})
