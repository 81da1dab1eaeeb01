/** A request as it went over the wire, for a contract to judge. */
export type WireRequest = {
  method: string
  /** Below the base URL. */
  path: string
  query: URLSearchParams
  /** Names in lower case. */
  headers: Record<string, string>
  body: string | null
}

export type WireResponse = { status: number; headers: Record<string, string>; body: string }

/** What the vendor published (or was recorded doing). Each check answers with problems in words; none means it holds. */
export type Contract = {
  /** Problems of the request: operation unknown, query, headers, content type, body against the closed schema. */
  checkRequest: (request: WireRequest) => string[]
  /** Problems of a response to that request; keeps simulators from drifting towards their connectors. */
  checkResponse: (request: WireRequest, response: WireResponse) => string[]
}

/** What a contract file says loosely or not at all (auth, version): asserted on every request. */
export type HeaderRules = {
  /** By lower-case name; the value must match. */
  required?: Record<string, RegExp | string>
  /** Required on these methods and paths only: an idempotency key on writes. */
  onWrites?: Record<string, RegExp | string>
  /** Other headers that may be there, beyond accept, content-type and user-agent. */
  optional?: string[]
}
