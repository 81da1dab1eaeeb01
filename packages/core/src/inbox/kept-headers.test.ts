import { expect, test } from 'vitest'
import { keptHeaders } from './kept-headers.ts'

const namesOf = (headers: Record<string, string>, ...auth: Parameters<typeof keptHeaders>[1][]) =>
  Object.keys(keptHeaders(headers, auth[0] ?? null))
const named = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 'v']))

test('the header by which an address knows its callers is not kept, whatever its name', () => {
  const headers = named('x-shop', 'x-order', 'content-type')
  expect(namesOf(headers)).toEqual(['x-shop', 'x-order', 'content-type'])
  expect(namesOf(headers, { kind: 'header', header: 'X-Shop' })).toEqual(['x-order', 'content-type'])
  const signed = { kind: 'hmac', header: 'X-Order', algorithm: 'sha256', encoding: 'hex', prefix: '' } as const
  expect(namesOf(headers, signed)).toEqual(['x-shop', 'content-type'])
})

test('what is named like a secret is not kept; what only looks like it is', () => {
  const secrets = [
    'x-password',
    'x-shop-passwd',
    'x-pass',
    'x-api-pin',
    'x-credentials',
    'x-hub-signature',
    'x-api-key',
  ]
  expect(namesOf(named(...secrets, 'authorization', 'cookie'))).toEqual([])
  const plain = ['x-shipping-zone', 'x-passenger', 'x-compass-id', 'x-pinned', 'webhook-id', 'user-agent']
  expect(namesOf(named(...plain))).toEqual(plain)
})
