import type { SimLedger } from './ledger.ts'
import type { NewestPage, SimStore } from './store.ts'

export type SimRequest = {
  method: string
  /** Below the simulator's address; starts with `/`, without query. */
  path: string
  query: URLSearchParams
  /** Names in lower case. */
  headers: Record<string, string>
  body: Uint8Array
}

export type SimResponse = { status: number; headers: Record<string, string>; body: string }

/**
 * What the server that holds the simulator does: wait `delayMs`, then answer, refuse the connection, reset it, or hold
 * it open without an answer.
 */
export type SimOutcome =
  | { kind: 'answer'; response: SimResponse; delayMs: number }
  | { kind: 'reset'; delayMs: number }
  | { kind: 'silence'; delayMs: number }

/** A signed event to send at least once, again on failure after each of `retryDelaysMs`. */
export type SimDelivery = {
  /** The vendor's id of this delivery; the same on every try. */
  id: string
  topic: string
  headers: Record<string, string>
  body: string
  retryDelaysMs: number[]
}

/** What one workspace's sandbox gives to a simulator. */
export type SimHost = {
  store: SimStore
  now: () => Date
  /** What events are signed with; `null` while nobody listens. */
  webhookSecret: string | null
  deliver: (delivery: SimDelivery) => void
}

/** A typed view of one collection of the store, in order of insertion. */
export type SimCollection<T> = {
  get: (key: string) => T | null
  put: (key: string, value: T) => T
  delete: (key: string) => void
  all: () => T[]
  newest: (page: NewestPage) => T[]
}

export type SimContext = {
  now: () => Date
  ledger: SimLedger
  store: SimStore
  /** The element type is the simulator's word: it alone writes there. */
  collection: <T>(name: string) => SimCollection<T>
  /** `re_3Qk…`: vendor-style, never the same again, not even after a reset. */
  id: (prefix: string, length?: number) => string
  /** Ever higher numbers per name, from a base that differs per sandbox. */
  number: (name: string) => number
  /** Signs and sends an event by the vendor's rule; `body` is sent as JSON. */
  emit: (event: { topic: string; body: unknown }) => void
  /** The idempotency key of the request in hand, where the vendor takes one in a header. */
  idempotencyKey: string | null
}

/** A request as a route's handler sees it. */
export type SimCall = SimRequest & {
  /** Values of the path template, decoded. */
  params: Record<string, string>
  /** Body by content type: JSON value, nested form object, or text; `null` when empty. */
  data: unknown
}
