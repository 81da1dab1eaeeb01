const COVER = '[redacted]'
/** Anything shorter would cover half of every text. */
const MIN_LENGTH = 4
/** For what is taken out of a value by guess: it must not be a word. */
const MIN_PART_LENGTH = 8

/**
 * A copy of a text, or of everything in a JSON value (names too), in which the secrets are covered, as they are and as
 * they travel: percent-encoded and in base64. Where one is a whole header's value (`Bearer …`, `Basic …`), the key within
 * is covered alone too, since that is what vendors quote.
 */
export function redact<T>(secrets: readonly string[], value: T): T
export function redact(secrets: readonly string[], value: unknown): unknown {
  const needles = secrets
    .filter((secret) => secret.length >= MIN_LENGTH)
    .flatMap(partsOf)
    .flatMap(formsOf)
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

function partsOf(secret: string): string[] {
  const [, scheme = '', key = ''] = /^(\S+)\s+(\S.*)$/.exec(secret.trim()) ?? []
  const within = scheme.toLowerCase() === 'basic' ? signInOf(key) : []
  return [secret, ...[key, ...within].filter((part) => part.length >= MIN_PART_LENGTH)]
}

/** Of HTTP Basic: user and password together, and which of them is the key. */
function signInOf(encoded: string): string[] {
  const signIn = Buffer.from(encoded, 'base64').toString()
  const colon = signIn.indexOf(':')
  if (colon === -1) return []
  const [user, password] = [signIn.slice(0, colon), signIn.slice(colon + 1)]
  return [signIn, password === '' ? user : password]
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
