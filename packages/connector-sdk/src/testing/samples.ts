import type { ConnectorErrorCode } from '../errors.ts'
import type { Json } from '../manifest.ts'
import type { SimHost } from '../simulator/simulator.ts'
import type { Contract } from './contract.ts'

export type ConformanceOptions = {
  contract: Contract
  /** The values are made up; each must be at least 8 characters, so that a leak of one is found. */
  credentials: Record<string, string>
  settings?: Record<string, Json>
  /** Input for each action; a function prepares the simulator first (creates what the action works on). */
  samples: Record<string, ActionSample>
  /** Error bodies as the vendor documents them, and the code each must get. */
  errors: ErrorSample[]
  /** For each lookup that needs something first, depends on other fields, or searches. */
  lookups?: Record<string, LookupSample>
  webhooks?: WebhookSamples
}

export type LookupSample = {
  /** Puts at the simulator what there is to choose; answers with the values of the fields it depends on. */
  prepare?: (host: SimHost) => Record<string, Json>
  /** Finds some of what there is, and not all; needed where the vendor searches. */
  search?: string
}

type Input = Record<string, Json>
export type ActionSample = Input | ((host: SimHost) => Input)

export type ErrorSample = {
  /** Which action meets it: a read or a write may get different codes for the same body. */
  action: string
  status: number
  headers?: Record<string, string>
  body: string | Json
  code: ConnectorErrorCode
  keySpent?: boolean
  retryAfterMs?: number
}

export type WebhookSamples = {
  /** Published or frozen vectors: accepted as they stand, refused with a byte changed. */
  vectors: { secret: string; headers: Record<string, string>; body: string; now?: string }[]
  /** For each trigger: does something at the simulator that must send an event which the trigger takes. */
  events: Record<string, (host: SimHost) => void>
}
