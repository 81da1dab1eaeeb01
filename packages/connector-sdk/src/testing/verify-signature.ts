import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SignatureSpec } from '../manifest.ts'

/** What ingress does with a manifest's signature data, for checking the data itself against vectors. */
export function verifySignature(
  spec: Extract<SignatureSpec, { kind: 'hmac' }>,
  event: { headers: Record<string, string>; body: Uint8Array; secret: string; now: Date },
): boolean {
  const headers = Object.fromEntries(Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value]))
  const header = headers[spec.header.toLowerCase()]
  if (header === undefined) return false
  const pairs = header.split(',').map((pair) => pair.trim().split('=', 2))
  const named = (name: string) => pairs.filter(([key]) => key === name).map(([, value]) => value ?? '')
  const format = spec.format
  const given = format.kind === 'plain' ? plain(header, format.prefix) : named(format.signature)
  const stamp =
    format.kind === 'pairs' ? named(format.timestamp)[0] : headers[spec.timestampHeader?.toLowerCase() ?? '']
  if (spec.toleranceSeconds !== undefined) {
    const ageMs = Math.abs(event.now.getTime() - Number(stamp) * 1000)
    if (!(ageMs <= spec.toleranceSeconds * 1000)) return false
  }
  const mac = createHmac(spec.algorithm, keyOf(spec, event.secret))
  for (const [i, part] of spec.template.split('{body}').entries()) {
    if (i > 0) mac.update(event.body)
    mac.update(part.replaceAll('{timestamp}', stamp ?? ''))
  }
  const wanted = mac.digest()
  return given.some((text) => {
    const bytes = Buffer.from(text, spec.encoding)
    return bytes.length === wanted.length && timingSafeEqual(bytes, wanted)
  })
}

function plain(header: string, prefix: string): string[] {
  return header.startsWith(prefix) ? [header.slice(prefix.length)] : []
}

function keyOf(spec: Extract<SignatureSpec, { kind: 'hmac' }>, secret: string): Buffer {
  const bare =
    spec.secretPrefix !== undefined && secret.startsWith(spec.secretPrefix)
      ? secret.slice(spec.secretPrefix.length)
      : secret
  const normal = spec.secretNormalization === undefined ? bare : bare.normalize(spec.secretNormalization)
  return Buffer.from(normal, spec.secretEncoding ?? 'utf8')
}
