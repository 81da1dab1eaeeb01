import { readFileSync } from 'node:fs'
import { describeConnector, openApiContract } from '@patchbay/connector-sdk/testing'
import { stripeSimulator } from '../simulator/stripe-simulator.ts'
import { stripe } from './stripe.ts'

const contract = openApiContract(
  JSON.parse(readFileSync(new URL('../contract/stripe-2023-08-16.openapi.json', import.meta.url), 'utf8')),
  {
    headers: {
      required: { authorization: /^Bearer \S+$/, 'stripe-version': '2023-08-16' },
      onWrites: { 'idempotency-key': /^.{1,255}$/ },
    },
  },
)

const { createIntent, refundAll } = stripeSimulator.commands
const error = (fields: Record<string, string>) => ({ error: fields })

describeConnector(stripe, stripeSimulator, {
  contract,
  credentials: { apiKey: 'rk_test_made_up_0001' },
  samples: {
    retrievePaymentIntent: (host) => ({ paymentIntent: createIntent(host, { amountCents: 4200, currency: 'usd' }).id }),
    capturePaymentIntent: (host) => ({
      paymentIntent: createIntent(host, { amountCents: 4200, currency: 'usd' }).id,
      amountCents: 4000,
      statementDescriptor: 'SANDBOX SHOP',
    }),
    refundPayment: (host) => ({
      paymentIntent: createIntent(host, { amountCents: 4200, currency: 'usd', captureMethod: 'automatic' }).id,
      amountCents: 1000,
      reason: 'requested_by_customer',
      metadata: { order: '#1001' },
    }),
  },
  errors: [
    {
      action: 'capturePaymentIntent',
      status: 402,
      body: error({ type: 'card_error', code: 'card_declined', decline_code: 'lost_card', message: 'Declined.' }),
      code: 'invalid_input',
    },
    {
      action: 'capturePaymentIntent',
      status: 400,
      body: error({ type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message: 'No.' }),
      code: 'conflict',
    },
    {
      action: 'refundPayment',
      status: 400,
      body: error({ type: 'invalid_request_error', code: 'charge_already_refunded', message: 'Done before.' }),
      code: 'conflict',
    },
    {
      action: 'refundPayment',
      status: 400,
      body: error({ type: 'idempotency_error', message: 'Other parameters.' }),
      code: 'conflict',
      keySpent: false,
    },
    {
      action: 'refundPayment',
      status: 409,
      body: error({ type: 'invalid_request_error', code: 'idempotency_key_in_use', message: 'Still at work.' }),
      code: 'unknown_outcome',
      keySpent: false,
    },
    {
      action: 'refundPayment',
      status: 500,
      headers: { 'idempotent-replayed': 'true' },
      body: error({ type: 'api_error', message: 'Oh.' }),
      code: 'unknown_outcome',
      keySpent: true,
    },
    { action: 'refundPayment', status: 502, body: '<html>bad gateway</html>', code: 'unknown_outcome' },
    { action: 'retrievePaymentIntent', status: 502, body: '<html>bad gateway</html>', code: 'upstream' },
    {
      action: 'retrievePaymentIntent',
      status: 404,
      body: error({ type: 'invalid_request_error', code: 'resource_missing', message: 'None.', param: 'intent' }),
      code: 'not_found',
    },
    {
      action: 'refundPayment',
      status: 400,
      body: error({
        type: 'invalid_request_error',
        code: 'parameter_invalid_integer',
        message: 'No.',
        param: 'amount',
      }),
      code: 'invalid_input',
    },
    {
      action: 'retrievePaymentIntent',
      status: 401,
      body: error({ type: 'invalid_request_error', message: 'Invalid API Key provided' }),
      code: 'auth_expired',
    },
    {
      action: 'retrievePaymentIntent',
      status: 403,
      body: error({ type: 'invalid_request_error', message: 'The key lacks the permission.' }),
      code: 'auth_expired',
    },
    {
      action: 'refundPayment',
      status: 429,
      body: error({ type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests.' }),
      code: 'rate_limited',
      retryAfterMs: 1000,
    },
  ],
  webhooks: {
    vectors: [
      {
        secret: 'whsec_test_secret',
        headers: {
          'Stripe-Signature':
            't=1614265330,v1=9cf649dd833fd446b27bed98973f9dda2aeeceac0b5ca193f8ccfe82f589ec86,v0=0000000000000000000000000000000000000000000000000000000000000000',
        },
        body: '{"id":"evt_test","object":"event","type":"charge.refunded"}',
        now: '2021-02-25T15:02:10Z',
      },
    ],
    events: {
      paymentSucceeded: (host) => {
        createIntent(host, { amountCents: 100, currency: 'eur', captureMethod: 'automatic' })
      },
      paymentFailed: (host) => {
        createIntent(host, { amountCents: 100, currency: 'eur', declined: 'insufficient_funds' })
      },
      paymentAuthorised: (host) => {
        createIntent(host, { amountCents: 100, currency: 'eur' })
      },
      chargeRefunded: (host) => {
        const { id } = createIntent(host, { amountCents: 100, currency: 'eur', captureMethod: 'automatic' })
        refundAll(host, { intent: id })
      },
    },
  },
})
