import type { WriteStep } from '../chaos-flow.ts'

/** What the platform's own database says, read with plain SQL. */
export type PlatformFacts = {
  deliveries: { id: string; vendorId: string | null; state: string }[]
  runs: RunFact[]
  steps: StepFact[]
  attempts: { runId: string; stepId: string; number: number; outcome: string | null }[]
  orphans: Orphans
  /** Runs of the flow that writes down the states of orders. */
  stateRuns: { deliveryVendorId: string; state: string; reasonCode: string | null }[]
  decisions: { id: string; runId: string; stepId: string; state: string; verdict: string | null }[]
}

export type RunFact = {
  id: string
  orderId: string
  state: string
  reason: string | null
  reasonCode: string | null
  failedStepId: string | null
  ended: boolean
}

export type StepFact = {
  runId: string
  stepId: string
  state: string
  attempts: number
  key: string | null
  /** `id` of what the step gave, where it gave one. */
  outputId: string | null
}

/** What stands in the database and belongs to nothing, or waits for what is over, and workflows that go on for runs that have ended. */
export type Orphans = { what: string; count: number }[]

/** What really changed at the vendors, by the vendors' own account. */
export type VendorFacts = {
  effects: EffectFact[]
  /** States of orders, as the plain REST service got to know of them, oldest first. */
  states: { orderId: string; version: number }[]
  /** Pieces on all shelves. */
  stock: number
}

export type EffectFact = {
  /** `shipment`: the first of the two calls inside `label`. It costs nothing and yet is to be made once. */
  step: WriteStep | 'shipment'
  /** Null where the vendor's account does not tell whose it was. */
  orderId: string | null
  entity: string
  key: string | null
}
