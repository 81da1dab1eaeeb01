import type { StepDraft } from '../contract.ts'

/** One line of the palette: a sentence, whose it is, and what it adds. */
export type StepChoice = {
  /** "stripe.capturePaymentIntent", "control.branch", "stripe.wait.paymentSucceeded": stands for it in a drag. */
  key: string
  /** "Capture the payment" */
  sentence: string
  /** "Stripe"; of the steps that Patchbay has itself, what they do. */
  second: string
  /** `wait`: until an event of an app comes; found by search only. */
  group: 'start' | 'control' | 'app' | 'wait'
  /** Starts a flow. */
  starts: boolean
  connector: string | null
  /** An account of the app is connected. */
  connected: boolean
  /** More that people may call it. */
  words: readonly string[]
  draft: StepDraft
}
