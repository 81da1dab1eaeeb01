import { createHmac, timingSafeEqual } from 'node:crypto'
import type { WebhookAuth } from '@patchbay/flow/document'
import { type SignatureVerdict, type SignedRequest, verifySignature } from './verify-signature.ts'

/** Checks the caller of a plain webhook. `secret` is the header's value, the password or the HMAC key. */
export function verifyWebhookAuth(auth: WebhookAuth, secret: string, request: SignedRequest): SignatureVerdict {
  switch (auth.kind) {
    case 'none':
      return { ok: true }
    case 'header': {
      const given = request.headers[auth.header.toLowerCase()] ?? ''
      return sameText(given, secret)
        ? { ok: true }
        : { ok: false, reason: `The header ${auth.header} does not hold this address’ secret.` }
    }
    case 'basic': {
      const expected = `Basic ${Buffer.from(`${auth.username}:${secret}`).toString('base64')}`
      return sameText(request.headers['authorization'] ?? '', expected)
        ? { ok: true }
        : { ok: false, reason: 'User name or password are not those of this address.' }
    }
    case 'hmac':
      return verifySignature(
        {
          kind: 'hmac',
          algorithm: auth.algorithm,
          header: auth.header,
          format: { kind: 'plain', prefix: auth.prefix },
          encoding: auth.encoding,
          template: '{body}',
        },
        [secret],
        request,
      )
  }
}

/** Texts of any length take the same time: what is compared are their digests. */
const sameText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))
const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest()
