import type { Json } from '@patchbay/flow/json'

const SECRET_NAME =
  /^(authorization|proxy-authorization|cookie|set-cookie|password|passwd|passphrase|secret|token|api[-_]?key|x-api-key|(client|signing|webhook|shared)[-_]?secret|(access|refresh|id|bearer)[-_]?token|private[-_]?key|card[-_]?number|cvc|cvv)$/i

export const REDACTED = '[redacted]'

export const isSecretName = (name: string): boolean => SECRET_NAME.test(name)

/**
 * A copy in which the values of fields named like secrets are covered: the last line of defence for what is shown.
 * The first is the worker, which covers the credentials it knows before anything is stored.
 */
export function redactNames(value: Json): Json {
  if (Array.isArray(value)) return value.map(redactNames)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      SECRET_NAME.test(name) && member !== null && typeof member !== 'object' ? REDACTED : redactNames(member),
    ]),
  )
}
