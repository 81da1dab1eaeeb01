import type { Json } from '@patchbay/flow/json'

/** One thing a delivery tells of: what a run is for. */
export type Item = {
  output: Json
  /** The trigger's own key (entity + version + topic); null where nothing may be guessed. */
  key: string | null
  /** "Order #10482". */
  subject: string | null
  occurredAt: string | null
}
