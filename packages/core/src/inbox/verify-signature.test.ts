import { createHmac } from 'node:crypto'
import type { SignatureSpec } from '@patchbay/connector-sdk/manifest'
import { describe, expect, test } from 'vitest'
import { verifySignature } from './verify-signature.ts'

type Hmac = Extract<SignatureSpec, { kind: 'hmac' }>

const shopify: Hmac = {
  kind: 'hmac',
  algorithm: 'sha256',
  header: 'X-Shopify-Hmac-SHA256',
  format: { kind: 'plain', prefix: '' },
  encoding: 'base64',
  template: '{body}',
}
const stripe: Hmac = {
  kind: 'hmac',
  algorithm: 'sha256',
  header: 'Stripe-Signature',
  format: { kind: 'pairs', timestamp: 't', signature: 'v1' },
  encoding: 'hex',
  template: '{timestamp}.{body}',
  toleranceSeconds: 300,
}
const body = Buffer.from('{"name":"Ægir","note":"a\\r\\nb"}\r\n', 'utf8')
const hmac = (secret: string, signed: string | Buffer, encoding: 'hex' | 'base64') =>
  createHmac('sha256', secret).update(signed).digest(encoding)

describe('signatures over the raw bytes', () => {
  test('a body with letters beyond ASCII and CRLF passes as it came, and fails re-serialised', () => {
    const headers = { 'x-shopify-hmac-sha256': hmac('s', body, 'base64') }
    expect(verifySignature(shopify, ['s'], { headers, body, nowMs: 0 })).toEqual({ ok: true })
    const again = Buffer.from(JSON.stringify(JSON.parse(body.toString())))
    expect(verifySignature(shopify, ['s'], { headers, body: again, nowMs: 0 }).ok).toBe(false)
  })

  test('hex where base64 is expected, a cut signature and a missing header are refused', () => {
    for (const signature of [hmac('s', body, 'hex'), hmac('s', body, 'base64').slice(0, 20), '']) {
      const headers = { 'x-shopify-hmac-sha256': signature }
      expect(verifySignature(shopify, ['s'], { headers, body, nowMs: 0 }).ok).toBe(false)
    }
    expect(verifySignature(shopify, ['s'], { headers: {}, body, nowMs: 0 })).toMatchObject({ ok: false })
  })

  test('while a key is rolled, one of several signatures and one of several secrets are enough', () => {
    const signed = Buffer.concat([Buffer.from('1000.'), body])
    const headers = { 'stripe-signature': `t=1000,v1=${hmac('old', signed, 'hex')},v1=${hmac('new', signed, 'hex')}` }
    for (const secrets of [['new'], ['old'], ['other', 'new']]) {
      expect(verifySignature(stripe, secrets, { headers, body, nowMs: 1_000_000 })).toEqual({ ok: true })
    }
    expect(verifySignature(stripe, ['other'], { headers, body, nowMs: 1_000_000 }).ok).toBe(false)
  })

  test('a time stamp outside the tolerance, or none, is refused though the signature fits', () => {
    const signed = Buffer.concat([Buffer.from('1000.'), body])
    const headers = { 'stripe-signature': `t=1000,v1=${hmac('s', signed, 'hex')}` }
    expect(verifySignature(stripe, ['s'], { headers, body, nowMs: 1_301_000 }).ok).toBe(false)
    const none = { 'stripe-signature': `v1=${hmac('s', signed, 'hex')}` }
    expect(verifySignature(stripe, ['s'], { headers: none, body, nowMs: 1_000_000 }).ok).toBe(false)
  })
})
