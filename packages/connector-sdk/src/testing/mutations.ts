export type Mutation = {
  connector: string
  /** Below the connector's folder. */
  file: string
  /** The first occurrence is replaced; it must be there. */
  find: string
  replace: string
  what: string
}

/** Ten mistakes that an author makes, one of each kind. */
export const mutations: Mutation[] = [
  {
    connector: 'stripe',
    file: 'src/stripe.ts',
    find: '/capture`',
    replace: '/captures`',
    what: 'wrong path',
  },
  {
    connector: 'hubspot',
    file: 'src/hubspot.ts',
    find: "http.raw('PATCH'",
    replace: "http.raw('PUT'",
    what: 'wrong verb',
  },
  {
    connector: 'stripe',
    file: 'src/stripe.ts',
    find: 'amount_to_capture: input.amountCents',
    replace: 'amount: input.amountCents',
    what: 'wrong field name',
  },
  {
    connector: 'stripe',
    file: 'src/stripe.ts',
    find: "headers: { 'stripe-version': '2023-08-16' },",
    replace: '',
    what: 'missing version header',
  },
  {
    connector: 'stripe',
    file: 'src/stripe.ts',
    find: "{ kind: 'key', header: 'Idempotency-Key', keyTtlMs: DAY_MS }",
    replace: "{ kind: 'natural', why: 'A refund is made once.' }",
    what: 'dropped idempotency key',
  },
  {
    connector: 'stripe',
    file: 'src/stripe.ts',
    find: "encoding: 'form',",
    replace: "encoding: 'json',",
    what: 'wrong body encoding',
  },
  {
    connector: 'shopify',
    file: 'src/adjust-inventory.ts',
    find: '@idempotent(key: $key)',
    replace: '',
    what: 'dropped @idempotent directive',
  },
  {
    connector: 'shopify',
    file: 'src/get-order.ts',
    find: 'countryCodeV2 phone }',
    replace: 'countryCode phone }',
    what: 'field that the schema does not have',
  },
  {
    connector: 'shopify',
    file: 'src/create-fulfillment.ts',
    find: 'tracking.number === input.trackingNumber',
    replace: 'tracking.company === input.trackingNumber',
    what: 'look-up that never finds the first attempt',
  },
  {
    connector: 'shopify',
    file: 'src/shopify-error.ts',
    find: "case 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED':\n      return { ...facts, code: 'conflict', keySpent: true }",
    replace: "case 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED':\n      return { ...facts, code: 'conflict' }",
    what: 'spent key not told',
  },
]
