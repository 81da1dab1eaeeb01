import type { Json } from '@patchbay/flow/json'

/**
 * An event that a flow can be tried with. `run`: from a run, of this flow or of another with the same trigger.
 * `delivery`: came in and was not run. `saved`: kept by a person. `example`: made up from the trigger's schema.
 */
export type SampleKind = 'run' | 'delivery' | 'saved' | 'example'

export type FlowSample = {
  /** `run:…`, `delivery:…`, `saved:…`, `example`. */
  id: string
  kind: SampleKind
  /** "Order #10482" */
  label: string
  /** Beside the label: from which flow, or that it is made up. */
  hint: string | null
  at: Date
  pinned: boolean
  trimmed: boolean
  /** By step id: the trigger's item, and each later step that answered. */
  outputs: Record<string, Json>
}

/** One sample with all of its data, as a test uses it. */
export type WholeSample = { label: string; item: Json; outputs: Record<string, Json> }
