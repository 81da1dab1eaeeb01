export type Intent = {
  id: string
  amount: number
  currency: string
  status: 'requires_capture' | 'succeeded' | 'canceled' | 'requires_payment_method'
  captureMethod: 'automatic' | 'manual'
  received: number
  created: number
  charge: string | null
  refunded: number
  metadata: Record<string, string>
  email: string | null
  /** Declines capture with this code, as a test card of Stripe's does. */
  declineCode: string | null
  failure: string | null
}

export type Refund = {
  id: string
  amount: number
  currency: string
  created: number
  intent: string
  charge: string | null
  reason: string | null
  metadata: Record<string, string>
}

export const account = {
  id: 'acct_1SandboxShop000',
  object: 'account',
  email: 'payments@sandbox-shop.example',
  charges_enabled: true,
  country: 'US',
  default_currency: 'usd',
  details_submitted: true,
  payouts_enabled: true,
  type: 'standard',
}

export function intentBody(intent: Intent): object {
  const failed = {
    type: 'card_error',
    code: 'card_declined',
    decline_code: intent.failure,
    message: 'Your card was declined.',
  }
  return {
    id: intent.id,
    object: 'payment_intent',
    amount: intent.amount,
    amount_capturable: intent.status === 'requires_capture' ? intent.amount : 0,
    amount_received: intent.received,
    capture_method: intent.captureMethod,
    confirmation_method: 'automatic',
    created: intent.created,
    currency: intent.currency,
    customer: null,
    last_payment_error: intent.failure === null ? null : failed,
    latest_charge: intent.charge,
    livemode: false,
    metadata: intent.metadata,
    payment_method_types: ['card'],
    receipt_email: intent.email,
    status: intent.status,
  }
}

export function chargeBody(intent: Intent): object {
  return {
    id: intent.charge ?? 'ch_none',
    object: 'charge',
    amount: intent.amount,
    amount_captured: intent.received,
    amount_refunded: intent.refunded,
    billing_details: { address: null, email: intent.email, name: null, phone: null },
    captured: intent.received > 0,
    created: intent.created,
    currency: intent.currency,
    disputed: false,
    livemode: false,
    metadata: intent.metadata,
    paid: true,
    payment_intent: intent.id,
    refunded: intent.refunded >= intent.received,
    status: 'succeeded',
  }
}

export function refundBody(made: Refund): object {
  return {
    id: made.id,
    object: 'refund',
    amount: made.amount,
    balance_transaction: null,
    charge: made.charge,
    created: made.created,
    currency: made.currency,
    metadata: made.metadata,
    payment_intent: made.intent,
    reason: made.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  }
}
