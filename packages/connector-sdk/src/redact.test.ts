import { expect, test } from 'vitest'
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
  ['Bearer sk_live_0123456789', 'Invalid API key sk_live_0123456789'],
  ['token  sk_live_0123456789', '/v1?key=sk_live_0123456789'],
  [`Basic ${btoa('brindle:sk_live_0123456789')}`, 'Wrong password sk_live_0123456789 of brindle'],
  [`basic ${btoa('sk_live_0123456789:')}`, 'Unknown user sk_live_0123456789'],
  [`Basic ${btoa('brindle:sk_live_0123456789')}`, btoa('brindle:sk_live_0123456789')],
])('the key within %s is covered where it stands alone', (secret, said) => {
  const covered = redact([secret], said)
  expect(covered).toContain('[redacted]')
  expect(covered).not.toMatch(/sk_live|c2tfbGl2Z|za19saXZl|NrX2xpdm/)
})

test('what follows a scheme is no secret where it is short', () => {
  expect(redact(['Bearer orders'], 'No orders')).toBe('No orders')
})
