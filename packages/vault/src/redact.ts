const COVER = '[redacted]'
/** Anything shorter would cover half of every text. */
const MIN_LENGTH = 4

/**
 * A copy of a text, or of everything in a JSON value (names too), in which the secrets are covered, as they are and as
 * they travel: percent-encoded and in base64.
 */
export function redact<T>(secrets: readonly string[], value: T): T
export function redact(secrets: readonly string[], value: unknown): unknown {
  const needles = secrets.filter((secret) => secret.length >= MIN_LENGTH).flatMap(formsOf)
  if (needles.length === 0) return value
  // The longest first: a secret that holds another one is covered whole.
  const sorted = [...new Set(needles)].sort((a, b) => b.length - a.length)
  return cover(sorted, value)
}

function cover(needles: string[], value: unknown): unknown {
  if (typeof value === 'string') return needles.reduce((text, needle) => text.replaceAll(needle, COVER), value)
  if (Array.isArray(value)) return value.map((member) => cover(needles, member))
  if (value === null || typeof value !== 'object' || !isPlain(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [String(cover(needles, name)), cover(needles, member)]),
  )
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function formsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
    // As the user of HTTP Basic with an empty password.
    Buffer.from(`${secret}:`).toString('base64'),
  ]
}
