import { expect, test } from 'vitest'
import { mayGo } from './may-go.ts'
import { redact } from './redact.ts'

const key = 'sk_test/abc+123'

test('secrets are covered in every form they travel in, at any depth', () => {
  const said = {
    message: `Invalid key ${key}`,
    list: [{ url: `/v1?key=${encodeURIComponent(key)}` }, `Basic ${Buffer.from(`${key}:`).toString('base64')}`],
    [key]: 1,
    at: null,
    count: 3,
  }
  const text = JSON.stringify(redact([key, 'ab'], said))
  expect(text).not.toMatch(/abc|YWJj/)
  expect(redact([key, 'ab'], said)).toMatchObject({
    message: 'Invalid key [redacted]',
    '[redacted]': 1,
    at: null,
    count: 3,
  })
})

test('short words are no secrets, and other values stay as they are', () => {
  const at = new Date()
  expect(redact(['abc'], 'abc')).toBe('abc')
  expect(redact([key], { at }).at).toBe(at)
})

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
