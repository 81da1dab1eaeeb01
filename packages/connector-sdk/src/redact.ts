/** Replaces every secret value in a text. Values under four characters are left: they would blank out half the text. */
export function redact(text: string, secrets: string[]): string {
  const variants = secrets.filter((secret) => secret.length >= 4).flatMap(spellings)
  return variants.reduce((out, secret) => out.replaceAll(secret, '[secret]'), text)
}

/** The same for every string inside a value. */
export function redactDeep(value: unknown, secrets: string[]): unknown {
  if (typeof value === 'string') return redact(value, secrets)
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, secrets))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, redactDeep(member, secrets)]))
  return value
}

// Vendors echo a key as it stood on the wire: in a URL, or as user name of HTTP Basic.
function spellings(secret: string): string[] {
  return [secret, encodeURIComponent(secret), Buffer.from(`${secret}:`, 'utf8').toString('base64')]
}
