import { apiKey, field, initConnector, path } from '@patchbay/connector-sdk'
import { z } from 'zod'
import { stripeError } from './stripe-error.ts'

const t = initConnector({
  id: 'stripe',
  title: 'Stripe',
  description: 'Payments: look up, capture and refund them, and hear when they succeed or fail.',
  categories: ['payments'],
  baseUrl: 'https://api.stripe.com',
  auth: apiKey({
    placement: { in: 'bearer' },
    label: 'Secret key',
    help: 'Stripe Dashboard → Developers → API keys. A restricted key needs: PaymentIntents write, Refunds write, Account read.',
  }),
  // The version of the contract beside this connector; without it answers would follow each account's own default.
  headers: { 'stripe-version': '2023-08-16' },
  encoding: 'form',
  errorOf: stripeError,
  webhook: {
    signature: {
      kind: 'hmac',
      algorithm: 'sha256',
      header: 'stripe-signature',
      format: { kind: 'pairs', timestamp: 't', signature: 'v1' },
      encoding: 'hex',
      template: '{timestamp}.{body}',
      toleranceSeconds: 300,
    },
    deliveryId: { in: 'body', path: ['id'] },
    topic: { in: 'body', path: ['type'] },
  },
  checkedAgainst: { kind: 'contract', what: 'Stripe OpenAPI 2023-08-16 (stripe/openapi)' },
  limitScope: 'account',
})

const DAY_MS = 24 * 60 * 60 * 1000
const keyed = { kind: 'key', header: 'Idempotency-Key', keyTtlMs: DAY_MS } as const

const PaymentIntent = z.looseObject({
  id: z.string(),
  amount: z.int().describe('In the smallest unit of the currency: cents.'),
  amount_capturable: z.int().optional(),
  amount_received: z.int().optional(),
  currency: z.string(),
  status: z.enum([
    'canceled',
    'processing',
    'requires_action',
    'requires_capture',
    'requires_confirmation',
    'requires_payment_method',
    'succeeded',
  ]),
  capture_method: z.string(),
  latest_charge: z.string().nullish(),
  customer: z.string().nullish(),
  receipt_email: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).optional(),
  last_payment_error: z
    .looseObject({
      code: z.string().optional(),
      decline_code: z.string().optional(),
      message: z.string().optional(),
    })
    .nullish(),
})

const Refund = z.looseObject({
  id: z.string(),
  amount: z.int().describe('In the smallest unit of the currency: cents.'),
  currency: z.string(),
  status: z.string().nullable(),
  payment_intent: z.string().nullish(),
  charge: z.string().nullish(),
  reason: z.string().nullish(),
})

const paymentIntentId = field(z.string().startsWith('pi_'), {
  label: 'Payment intent',
  help: 'Its id, which begins with pi_.',
})

const retrievePaymentIntent = t.action({
  title: 'Get payment intent',
  sentence: 'Look up the payment {paymentIntent}',
  description: 'Reads a payment: its status, amount and charge.',
  effect: 'read',
  input: { paymentIntent: paymentIntentId },
  output: PaymentIntent,
  run: ({ http, input }) => http.get(path`/v1/payment_intents/${input.paymentIntent}`, PaymentIntent),
})

const capturePaymentIntent = t.action({
  title: 'Capture payment',
  sentence: 'Capture the payment {paymentIntent}',
  description: 'Takes money that was authorised before. What is not captured is released.',
  effect: 'upsert',
  idempotency: keyed,
  input: {
    paymentIntent: paymentIntentId,
    amountCents: field(z.int().positive(), {
      label: 'Amount',
      type: 'money',
      help: 'In cents. Left empty: all that was authorised.',
    }).optional(),
    statementDescriptor: field(z.string().max(22), {
      label: 'Statement descriptor',
      help: 'What the customer sees on the bank statement.',
      rare: true,
    }).optional(),
  },
  output: PaymentIntent,
  run: ({ http, input }) =>
    http.post(path`/v1/payment_intents/${input.paymentIntent}/capture`, PaymentIntent, {
      amount_to_capture: input.amountCents,
      statement_descriptor: input.statementDescriptor,
    }),
})

const refundPayment = t.action({
  title: 'Refund payment',
  sentence: 'Refund the payment {paymentIntent}',
  description: 'Gives back a payment, or a part of it.',
  effect: 'create',
  idempotency: keyed,
  input: {
    paymentIntent: paymentIntentId,
    amountCents: field(z.int().positive(), {
      label: 'Amount',
      type: 'money',
      help: 'In cents. Left empty: all that was not refunded yet.',
    }).optional(),
    reason: field(z.enum(['duplicate', 'fraudulent', 'requested_by_customer']), { label: 'Reason' }).optional(),
    metadata: field(z.record(z.string(), z.string()), { label: 'Metadata', type: 'json', rare: true }).optional(),
  },
  output: Refund,
  run: ({ http, input }) =>
    http.post('/v1/refunds', Refund, {
      payment_intent: input.paymentIntent,
      amount: input.amountCents,
      reason: input.reason,
      metadata: input.metadata,
    }),
})

const Envelope = z.object({
  id: z.string(),
  created: z.number(),
  data: z.object({ object: z.unknown() }),
})

const EventOf = <T extends z.ZodType>(object: T) =>
  z.object({ eventId: z.string(), createdAt: z.iso.datetime(), object })

const Charge = z.looseObject({
  id: z.string(),
  amount: z.int(),
  amount_refunded: z.int(),
  currency: z.string(),
  refunded: z.boolean(),
  payment_intent: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).optional(),
})

const paymentSucceeded = paymentTrigger('Payment succeeded', 'payment_intent.succeeded', 'A payment has gone through.')
const paymentFailed = paymentTrigger(
  'Payment failed',
  'payment_intent.payment_failed',
  'A payment was declined or could not be made.',
)
const paymentAuthorised = paymentTrigger(
  'Payment authorised',
  'payment_intent.amount_capturable_updated',
  'Money is held and waits to be captured.',
)

const chargeRefunded = t.webhook({
  title: 'Charge refunded',
  sentence: 'A charge is refunded',
  description: 'A charge was refunded, wholly or in part.',
  topics: ['charge.refunded'],
  output: EventOf(Charge),
  parse: ({ json }) => [fromEnvelope(json)],
  key: (event) => event.eventId,
  subject: (event) => event.object.payment_intent ?? event.object.id,
  occurredAt: (event) => event.createdAt,
  // Of the payment, but no state of it: every refund counts, whichever comes first.
  entity: { name: 'payment', id: (event) => event.object.payment_intent ?? event.object.id },
})

export const stripe = t.connector({
  actions: { retrievePaymentIntent, capturePaymentIntent, refundPayment },
  triggers: { paymentSucceeded, paymentFailed, paymentAuthorised, chargeRefunded },
  test: async ({ http }) => {
    const account = await http.get('/v1/account', z.looseObject({ id: z.string(), email: z.string().nullish() }))
    return { account: account.email ?? account.id }
  },
})

function paymentTrigger(title: string, topic: string, description: string) {
  return t.webhook({
    title,
    description,
    topics: [topic],
    output: EventOf(PaymentIntent),
    parse: ({ json }) => [fromEnvelope(json)],
    // Stripe gives each happening one event id, whether it is sent or listed.
    key: (event) => event.eventId,
    subject: (event) => event.object.id,
    occurredAt: (event) => event.createdAt,
    entity: { name: 'payment', id: (event) => event.object.id },
    version: (event) => event.createdAt,
  })
}

function fromEnvelope(json: unknown) {
  const { id, created, data } = Envelope.parse(json)
  return { eventId: id, createdAt: new Date(created * 1000).toISOString(), object: data.object }
}
