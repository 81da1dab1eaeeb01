import type { ConnectorErrorCode } from './errors.ts'
import type { ErrorVerdict, VendorResponse } from './vendor-response.ts'

/** What a status alone says. `now` is an ISO instant, for a Retry-After that names a date. */
export function errorByStatus(response: VendorResponse, now: string): ErrorVerdict {
  const code = codeOf(response.status, response.write)
  const retryAfterMs = retryAfter(response.headers, now)
  const message = redirectIn(response) ?? messageIn(response.json) ?? response.text.slice(0, 300)
  return {
    code,
    message: message === '' ? `The vendor answered ${response.status}` : message,
    status: response.status,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  }
}

/** Milliseconds from a Retry-After header in seconds or as a date; `null` without one. */
export function retryAfter(headers: Record<string, string>, now: string): number | null {
  const value = headers['retry-after']
  if (value === undefined) return null
  if (/^\d+(\.\d+)?$/.test(value.trim())) return Math.ceil(Number(value) * 1000)
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - Date.parse(headers['date'] ?? now))
}

function codeOf(status: number, write: boolean): ConnectorErrorCode {
  if (status === 401 || status === 403) return 'auth_expired'
  if (status === 404 || status === 410) return 'not_found'
  if (status === 409) return 'conflict'
  if (status === 429) return 'rate_limited'
  if (status === 408) return write ? 'unknown_outcome' : 'upstream'
  if (status >= 400 && status < 500) return 'invalid_input'
  // “Done, look there” as much as “it is elsewhere”. Any other 3xx was not followed, so nothing was done.
  if (status === 302 || status === 303) return write ? 'unknown_outcome' : 'upstream'
  return write && status >= 500 ? 'unknown_outcome' : 'upstream'
}

/** Where it points, without a query: there may be a credential in it. */
function redirectIn({ status, headers, write }: VendorResponse): string | null {
  const location = headers['location']?.replace(/[?#].*$/s, '')
  if (status < 300 || status >= 400 || location === undefined) return null
  const redirects = `The vendor redirects to ${location.slice(0, 300)}`
  if (!write) return `${redirects}, and was not followed there`
  return codeOf(status, write) === 'unknown_outcome'
    ? `${redirects}, and may have done it: look there`
    : `${redirects}, so nothing was done: use that address`
}

/** The first text under a name that vendors use for it, at most two levels deep. */
function messageIn(json: unknown): string | null {
  if (json === null || typeof json !== 'object') return null
  for (const name of ['message', 'error', 'errors', 'detail', 'error_description', 'title']) {
    const value: unknown = Reflect.get(json, name)
    if (typeof value === 'string') return value
    const inner: unknown = Array.isArray(value) ? value[0] : value
    if (typeof inner === 'string') return inner
    if (inner !== null && typeof inner === 'object') {
      const message: unknown = Reflect.get(inner, 'message') ?? Reflect.get(inner, 'detail')
      if (typeof message === 'string') return message
    }
  }
  return null
}
