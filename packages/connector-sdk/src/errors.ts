/**
 * The one vocabulary of what can go wrong with a vendor call.
 * `unknown_outcome`: the request may have been applied and nobody knows; everything else is definite.
 */
export type ConnectorErrorCode =
  | 'auth_expired'
  | 'rate_limited'
  | 'not_found'
  | 'invalid_input'
  | 'conflict'
  | 'upstream'
  | 'unknown_outcome'

export type ConnectorErrorDetails = {
  /** Seconds from the vendor's Retry-After or its like, as milliseconds. */
  retryAfterMs?: number
  status?: number
  /** The vendor's own code and field, as it spells them. */
  vendorCode?: string
  field?: string
  /** The vendor holds this key with a failed or different attempt: a retry needs a new generation. */
  keySpent?: boolean
  /** This answer is the vendor's stored one for the key: what it says holds for every call made under it. */
  settles?: boolean
}

export class ConnectorError extends Error {
  readonly code: ConnectorErrorCode
  readonly details: ConnectorErrorDetails

  constructor(code: ConnectorErrorCode, message: string, details: ConnectorErrorDetails = {}) {
    super(message)
    this.name = 'ConnectorError'
    this.code = code
    this.details = details
  }
}
