import type { Json } from '@patchbay/flow/json'
import type { keepPayloadRow } from '../payloads/keep-payload.ts'

/** One thing a delivery tells of: what a run is for. */
export type Item = {
  output: Json
  /** The trigger's own key (entity + version + topic); null where nothing may be guessed. */
  key: string | null
  /** "Order #10482". */
  subject: string | null
  occurredAt: string | null
  /** "order/1001": what of the vendor's it tells of, and which state of it; a greater version is later. */
  entity?: string | null
  version?: string | null
  /** By which its run is put in order, and by which it is gathered with others; null: it is not. */
  orderKey?: string | null
  gatherKey?: string | null
  /** Where its output lies already, being too large for a row: set by `keepLargeItems`. */
  kept?: Awaited<ReturnType<typeof keepPayloadRow>>
}
