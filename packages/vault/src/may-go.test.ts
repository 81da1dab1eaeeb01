import { expect, test } from 'vitest'
import { mayGo } from './may-go.ts'

test.each([
  [['api.stripe.com'], 'https://api.stripe.com/v1', true],
  [['api.stripe.com'], 'http://api.stripe.com/v1', false],
  [['api.stripe.com'], 'https://api.stripe.com:8443/v1', false],
  [['api.stripe.com'], 'https://api.stripe.com.evil.example/', false],
  [['api.stripe.com'], 'https://evil.example/?api.stripe.com', false],
  [['*.myshopify.com'], 'https://brindle.myshopify.com/admin', true],
  [['*.myshopify.com'], 'https://myshopify.com/admin', false],
  [['127.0.0.1:3002'], 'http://127.0.0.1:3002/w/1/stripe', true],
  [['127.0.0.1:3002'], 'http://127.0.0.1:3003/', false],
  [[], 'https://api.stripe.com', false],
  [['api.stripe.com'], 'no address', false],
])('a credential for %s going to %s: %s', (hosts, address, expected) => {
  expect(mayGo(hosts, address)).toBe(expected)
})
