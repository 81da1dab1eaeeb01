import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SignatureSpec } from '@patchbay/connector-sdk/manifest'

export type SignedRequest = {
  /** Lower-case names. */
  headers: Record<string, string | undefined>
  body: Buffer
  nowMs: number
}

export type SignatureVerdict = { ok: true } | { ok: false; reason: string }

type HmacSpec = Extract<SignatureSpec, { kind: 'hmac' }>

/**
 * Checks a vendor's signature over the raw bytes, in constant time. `secrets` are those in force: during a key roll
 * more than one, and a request may carry several signatures; one match is enough.
 */
export function verifySignature(spec: HmacSpec, secrets: string[], request: SignedRequest): SignatureVerdict {
  const header = request.headers[spec.header.toLowerCase()]
  if (!header) return { ok: false, reason: `The header ${spec.header} is missing.` }
  const { signatures, timestamp } = readHeader(spec, header, request)
  if (spec.toleranceSeconds !== undefined) {
    const age = Math.abs(request.nowMs / 1_000 - Number(timestamp))
    if (!(age <= spec.toleranceSeconds)) {
      return { ok: false, reason: `Its time stamp is more than ${spec.toleranceSeconds} seconds away from ours.` }
    }
  }
  const signed = fillTemplate(spec.template, request.body, timestamp)
  const expected = secrets.map((secret) => createHmac(spec.algorithm, keyOf(spec, secret)).update(signed).digest())
  const given = signatures.map((signature) => Buffer.from(signature, spec.encoding))
  let match = false
  for (const one of expected) {
    // Every pair is compared, so that the time taken says nothing about which one differs where.
    for (const other of given) match = sameBytes(one, other) || match
  }
  return match ? { ok: true } : { ok: false, reason: 'The signature does not fit the body and this source’s secret.' }
}

const readHeader = (spec: HmacSpec, header: string, request: SignedRequest) => {
  if (spec.format.kind === 'pairs') {
    const { timestamp, signature } = spec.format
    const pairs = header.split(',').map((pair): [string, string] => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    })
    return {
      signatures: pairs.filter(([name]) => name === signature).map(([, value]) => value),
      timestamp: pairs.find(([name]) => name === timestamp)?.[1] ?? '',
    }
  }
  const { prefix } = spec.format
  // Standard Webhooks puts several signatures into one header, parted by spaces.
  const parts = header.split(' ').filter((part) => part.startsWith(prefix))
  return {
    signatures: parts.map((part) => part.slice(prefix.length)),
    timestamp: spec.timestampHeader ? (request.headers[spec.timestampHeader.toLowerCase()] ?? '') : '',
  }
}

const fillTemplate = (template: string, body: Buffer, timestamp: string): Buffer =>
  Buffer.concat(
    template
      .split(/(\{body\}|\{timestamp\})/)
      .map((part) => (part === '{body}' ? body : Buffer.from(part === '{timestamp}' ? timestamp : part))),
  )

const keyOf = (spec: HmacSpec, secret: string): Buffer => {
  const bare =
    spec.secretPrefix && secret.startsWith(spec.secretPrefix) ? secret.slice(spec.secretPrefix.length) : secret
  const normal = spec.secretNormalization ? bare.normalize(spec.secretNormalization) : bare
  return Buffer.from(normal, spec.secretEncoding ?? 'utf8')
}

/** Lengths are public; bytes are not. */
const sameBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)
