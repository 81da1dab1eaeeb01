import type { WriteStep } from '../chaos-flow.ts'

/** What the platform's own database says, read with plain SQL. */
export type PlatformFacts = {
  deliveries: { id: string; vendorId: string | null; state: string }[]
  runs: RunFact[]
  steps: StepFact[]
  attempts: { runId: string; stepId: string; number: number; outcome: string | null }[]
  decisions: { id: string; runId: string; stepId: string; state: string; verdict: string | null }[]
}

export type RunFact = {
  id: string
  orderId: string
  state: string
  reason: string | null
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

/** What really changed at the vendors, by the vendors' own account. */
export type VendorFacts = {
  effects: EffectFact[]
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
