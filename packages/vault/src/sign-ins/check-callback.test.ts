import type { OAuthManifest } from '@patchbay/connector-sdk/manifest'
import { expect, test } from 'vitest'
import { authorizeUrl } from './authorize-url.ts'
import { callbackProblem } from './check-callback.ts'
import { endpointsOf } from './endpoints.ts'

const oauth: OAuthManifest = {
  authorizeUrl: 'https://{shop}.myshopify.com/admin/oauth/authorize',
  tokenUrl: 'https://{shop}.myshopify.com/admin/oauth/access_token',
  revoke: { kind: 'request', method: 'DELETE', url: 'https://{shop}.myshopify.com/tokens/{refreshToken}', headers: {} },
  scopes: [
    { name: 'write_orders', title: 'Read and change orders', optional: false },
    { name: 'read_reports', title: 'Read reports', optional: true },
  ],
  optionalScopeParameter: 'optional_scope',
  scopeSeparator: ',',
  pkce: false,
  clientAuth: 'post',
  authorizeParams: { prompt: 'consent' },
  tokenParams: {},
  callback: { hmacParameter: 'hmac', echoes: { shop: '{shop}.myshopify.com' } },
  appSignsWebhooks: true,
  fields: [],
}

/** From Shopify's documentation of the installation request, secret `hush`. */
const VECTOR =
  'code=0907a61c0c8d55e99db179b68161bc00&hmac=700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf&shop=some-shop.myshopify.com&state=0.6784241404160823&timestamp=1337178173'

const problemOf = (query: string, shop = 'some-shop', clientSecret = 'hush') =>
  callbackProblem(oauth, { parameters: new URLSearchParams(query), settings: { shop }, clientSecret })

test('a signed answer is taken as the vendor signs it, and nothing else is', () => {
  expect(problemOf(VECTOR)).toBeNull()
  expect(problemOf(VECTOR.replace('code=09', 'code=19'))).toContain('signature')
  expect(problemOf(VECTOR, 'some-shop', 'shush')).toContain('signature')
  expect(problemOf(VECTOR.replace(/hmac=[^&]*&/, ''))).toContain('signature')
  expect(problemOf(VECTOR, 'another-shop')).toContain('not to another-shop.myshopify.com')
})

test('addresses are filled with labels only, and an operator’s origin keeps their paths', () => {
  const at = (shop: string, origin: string | null = null) => endpointsOf(oauth, { settings: { shop }, origin })
  expect(at('brindle').token.href).toBe('https://brindle.myshopify.com/admin/oauth/access_token')
  expect(at('brindle', 'http://127.0.0.1:4000').authorize.href).toBe('http://127.0.0.1:4000/admin/oauth/authorize')
  expect(at('brindle', 'http://127.0.0.1:4000')).toMatchObject({ exception: 'http://127.0.0.1:4000' })
  for (const shop of ['evil.example/', 'evil.example#', 'a@evil.example', 'a.b', '-a', ''])
    expect(() => at(shop), shop).toThrow('cannot be part of an address')
})

test('a vendor is asked for the scopes in its own way', () => {
  const url = new URL(
    authorizeUrl(oauth, endpointsOf(oauth, { settings: { shop: 'brindle' }, origin: null }), {
      clientId: 'id',
      redirectUri: 'https://patchbay.example/api/oauth/callback',
      scopes: ['write_orders', 'read_reports'],
      state: 's',
      verifier: null,
    }),
  )
  expect(Object.fromEntries(url.searchParams)).toEqual({
    prompt: 'consent',
    response_type: 'code',
    client_id: 'id',
    redirect_uri: 'https://patchbay.example/api/oauth/callback',
    scope: 'write_orders',
    optional_scope: 'read_reports',
    state: 's',
  })
})
