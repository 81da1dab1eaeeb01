import type { ConnectorErrorCode, ConnectorErrorDetails } from './errors.ts'

/** A vendor's answer as an error normaliser sees it. `json` is `undefined` where the body is not JSON. */
export type VendorResponse = {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  json: unknown
  text: string
  /** The request may change something: a 5xx without a definite statement is then an unknown outcome. */
  write: boolean
}

export type ErrorVerdict = { code: ConnectorErrorCode; message: string } & ConnectorErrorDetails
