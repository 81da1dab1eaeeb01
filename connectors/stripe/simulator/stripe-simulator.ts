import { createHmac } from 'node:crypto'
import {
  defineSimulator,
  json,
  type SimCall,
  type SimContext,
  type SimResponse,
} from '@patchbay/connector-sdk/simulator'
import { account, chargeBody, type Intent, intentBody, type Refund, refundBody } from './stripe-bodies.ts'

export type NewIntent = {
  amountCents: number
  currency: string
  /** `manual` authorises and waits for a capture. */
  captureMethod?: 'automatic' | 'manual'
  email?: string
  metadata?: Record<string, string>
  /** The first attempt is declined: `insufficient_funds`, `lost_card`. */
  declined?: string
  /** Authorised, but its capture will be declined. */
  declinedAtCapture?: string
}

const DAY_MS = 24 * 60 * 60 * 1000
const VERSION = '2023-08-16'

/** Stripe's payments as far as the connector goes: intents, captures, refunds, events, keys for 24 hours. */
export const stripeSimulator = defineSimulator({
  id: 'stripe',
  // 25 a second is Stripe's limit for test keys.
  rateLimit: { name: 'api', capacity: 25, refillPerSecond: 25 },
  authenticate: (request) => {
    const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (key !== undefined && !key.includes('bad')) return null
    const message = key === undefined ? 'You did not provide an API key.' : `Invalid API Key provided: ${key}`
    return failure(401, { type: 'invalid_request_error', message })
  },
  throttled: () =>
    json(429, errorBody({ type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests' }), {
      'stripe-rate-limited-reason': 'global-rate',
    }),
  failed: (status) =>
    failure(
      status,
      status >= 500
        ? { type: 'api_error', message: 'An unknown error occurred' }
        : { type: 'invalid_request_error', message: 'The request is not valid' },
    ),
  notFound: (request) =>
    failure(404, {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${request.method}: ${request.path}).`,
    }),
  idempotency: {
    keyOf: (request) => (request.method === 'POST' ? (request.headers['idempotency-key'] ?? null) : null),
    ttlMs: DAY_MS,
    // What fails validation never began, so Stripe keeps no answer for it.
    keeps: (response) => ![400, 401, 404, 409, 429].includes(response.status),
    replayHeaders: { 'idempotent-replayed': 'true' },
    mismatch: () =>
      failure(400, {
        type: 'idempotency_error',
        message: 'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      }),
  },
  webhook: {
    idOf: ({ body }) => String(Reflect.get(Object(body), 'id')),
    headers: ({ body, secret, now }) => {
      const at = Math.floor(now.getTime() / 1000)
      const mac = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')
      return { 'stripe-signature': `t=${at},v1=${mac}` }
    },
    // Stripe tries for three days, ever more slowly; the first tries of a test endpoint are quicker.
    retryDelaysMs: [1_000, 5_000, 30_000, 120_000, 600_000],
  },
  routes: [
    { method: 'GET', path: '/v1/account', handle: () => json(200, account) },
    {
      method: 'GET',
      path: '/v1/payment_intents/{intent}',
      handle: withIntent((_call, _ctx, intent) => json(200, intentBody(intent))),
    },
    { method: 'POST', path: '/v1/payment_intents/{intent}/capture', handle: withIntent(capture) },
    { method: 'POST', path: '/v1/refunds', handle: refund },
  ],
  commands: {
    createIntent: (ctx: SimContext, input: NewIntent) => createIntent(ctx, input),
    refundAll: (ctx: SimContext, input: { intent: string; amountCents?: number }) => {
      const intent = intents(ctx).get(input.intent)
      return intent === null
        ? null
        : applyRefund(ctx, intent, { amount: input.amountCents ?? intent.received - intent.refunded })
    },
    cancelIntent: (ctx: SimContext, input: { intent: string }) => {
      const intent = intents(ctx).get(input.intent)
      if (intent !== null) intents(ctx).put(intent.id, { ...intent, status: 'canceled' })
    },
    statusOf: (ctx: SimContext, input: { intent: string }) => intents(ctx).get(input.intent)?.status ?? null,
  },
})

function createIntent(ctx: SimContext, input: NewIntent): { id: string; status: string } {
  const manual = (input.captureMethod ?? 'manual') === 'manual'
  const declined = input.declined ?? null
  const status = declined !== null ? 'requires_payment_method' : manual ? 'requires_capture' : 'succeeded'
  const id = ctx.id('pi_')
  const intent = intents(ctx).put(id, {
    id,
    status,
    amount: input.amountCents,
    currency: input.currency.toLowerCase(),
    captureMethod: manual ? 'manual' : 'automatic',
    received: status === 'succeeded' ? input.amountCents : 0,
    created: seconds(ctx),
    charge: declined === null ? ctx.id('ch_') : null,
    refunded: 0,
    metadata: input.metadata ?? {},
    email: input.email ?? null,
    declineCode: input.declinedAtCapture ?? null,
    failure: declined,
  })
  const topics = { requires_payment_method: 'payment_failed', requires_capture: 'amount_capturable_updated' }
  emit(ctx, `payment_intent.${status === 'succeeded' ? 'succeeded' : topics[status]}`, intentBody(intent))
  return { id, status }
}

function capture(call: SimCall, ctx: SimContext, intent: Intent): SimResponse {
  if (intent.status !== 'requires_capture')
    return failure(400, {
      type: 'invalid_request_error',
      code: 'payment_intent_unexpected_state',
      message: `This PaymentIntent could not be captured because it has a status of ${intent.status}.`,
    })
  const given = member(call.data, 'amount_to_capture')
  const amount = given === undefined ? intent.amount : Number(given)
  if (!Number.isInteger(amount) || amount < 1 || amount > intent.amount)
    return failure(400, {
      type: 'invalid_request_error',
      code: 'amount_too_large',
      param: 'amount_to_capture',
      message: 'The amount to capture is greater than the amount that may be captured.',
    })
  if (intent.declineCode !== null)
    return failure(402, {
      type: 'card_error',
      code: 'card_declined',
      decline_code: intent.declineCode,
      message: 'Your card was declined.',
    })
  const captured = intents(ctx).put(intent.id, { ...intent, status: 'succeeded', received: amount })
  ctx.ledger.effect({ action: 'payment_intent.capture', key: ctx.idempotencyKey, entity: intent.id })
  emit(ctx, 'payment_intent.succeeded', intentBody(captured))
  return json(200, intentBody(captured))
}

function refund(call: SimCall, ctx: SimContext): SimResponse {
  const id = String(member(call.data, 'payment_intent') ?? '')
  const intent = intents(ctx).get(id)
  if (intent === null) return missing(id, 'payment_intent')
  const left = intent.received - intent.refunded
  if (left <= 0)
    return failure(400, {
      type: 'invalid_request_error',
      code: 'charge_already_refunded',
      message: `Charge ${String(intent.charge)} has already been refunded.`,
    })
  const given = member(call.data, 'amount')
  const amount = given === undefined ? left : Number(given)
  if (!Number.isInteger(amount) || amount < 1 || amount > left)
    return failure(400, {
      type: 'invalid_request_error',
      param: 'amount',
      message: `Refund amount (${amount}) is greater than unrefunded amount on charge (${left}).`,
    })
  const reason = member(call.data, 'reason')
  const made = applyRefund(ctx, intent, { amount, ...(typeof reason === 'string' ? { reason } : {}) })
  ctx.ledger.effect({ action: 'refund.create', key: ctx.idempotencyKey, entity: made.id })
  return json(200, refundBody(made))
}

function applyRefund(ctx: SimContext, intent: Intent, wish: { amount: number; reason?: string }): Refund {
  const refunds = ctx.collection<Refund>('refunds')
  const id = ctx.id('re_')
  const made = refunds.put(id, {
    id,
    amount: wish.amount,
    currency: intent.currency,
    created: seconds(ctx),
    intent: intent.id,
    charge: intent.charge,
    reason: wish.reason ?? null,
    metadata: {},
  })
  const after = intents(ctx).put(intent.id, { ...intent, refunded: intent.refunded + wish.amount })
  emit(ctx, 'charge.refunded', chargeBody(after))
  return made
}

function withIntent(handle: (call: SimCall, ctx: SimContext, intent: Intent) => SimResponse) {
  return (call: SimCall, ctx: SimContext): SimResponse => {
    const id = call.params.intent ?? ''
    const intent = intents(ctx).get(id)
    return intent === null ? missing(id, 'intent') : handle(call, ctx, intent)
  }
}

function intents(ctx: SimContext) {
  return ctx.collection<Intent>('intents')
}

function emit(ctx: SimContext, type: string, object: object): void {
  ctx.emit({
    topic: type,
    body: {
      id: ctx.id('evt_'),
      object: 'event',
      api_version: VERSION,
      created: seconds(ctx),
      data: { object },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: ctx.idempotencyKey },
      type,
    },
  })
}

type ApiError = { type: string; code?: string; decline_code?: string; message: string; param?: string }

function failure(status: number, error: ApiError): SimResponse {
  return json(status, errorBody(error))
}

function errorBody(error: ApiError): object {
  return { error }
}

function missing(id: string, param: string): SimResponse {
  const message = `No such payment_intent: '${id}'`
  return failure(404, { type: 'invalid_request_error', code: 'resource_missing', param, message })
}

function member(data: unknown, name: string): unknown {
  return data !== null && typeof data === 'object' ? Reflect.get(data, name) : undefined
}

function seconds(ctx: SimContext): number {
  return Math.floor(ctx.now().getTime() / 1000)
}
