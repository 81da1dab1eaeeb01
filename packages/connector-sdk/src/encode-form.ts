/**
 * `application/x-www-form-urlencoded` with nested values as `a[b][0]=c` (OpenAPI's deepObject, as Stripe takes it).
 * `undefined` is left out; `null` is the empty string, which is how such vendors unset a field.
 */
export function encodeForm(value: Record<string, unknown>): string {
  const pairs = new URLSearchParams()
  for (const [name, member] of Object.entries(value)) append(pairs, name, member)
  return pairs.toString()
}

function append(pairs: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined) return
  if (value === null) pairs.append(name, '')
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) append(pairs, `${name}[${i}]`, item)
  else if (typeof value === 'object')
    for (const [key, member] of Object.entries(value)) append(pairs, `${name}[${key}]`, member)
  else pairs.append(name, String(value))
}
