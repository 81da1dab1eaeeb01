import { z } from 'zod'

/** What goes over the control API, for the server that checks it and the client that reads it. Money in cents. */

const sourceSetup = z.object({ url: z.url(), secret: z.string().min(1) })

/** Where signed events go, by simulator id. */
export const setupRequest = z.strictObject({ sources: z.record(z.string(), sourceSetup) })
export type SetupRequest = z.infer<typeof setupRequest>

const product = z.object({
  id: z.string(),
  variantId: z.string(),
  inventoryItemId: z.string(),
  title: z.string(),
  sku: z.string(),
  priceCents: z.number().int(),
  currency: z.string(),
  stock: z.number().int(),
  weightGrams: z.number().int(),
})
export type Product = z.infer<typeof product>

const address = z.object({
  name: z.string(),
  street1: z.string(),
  city: z.string(),
  zip: z.string(),
  country: z.string(),
})

const customer = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  phone: z.string().nullable(),
  address: address.nullable(),
})
export type Customer = z.infer<typeof customer>

const card = z.object({ id: z.enum(['works', 'declined']), label: z.string(), last4: z.string() })
export type Card = z.infer<typeof card>

export const order = z.object({
  id: z.string(),
  /** "#10486". */
  name: z.string(),
  createdAt: z.string(),
  customerName: z.string(),
  lines: z.array(z.object({ variantId: z.string(), title: z.string(), quantity: z.number().int() })),
  totalCents: z.number().int(),
  currency: z.string(),
  /** The shop's words: authorized, paid, refunded, voided; unfulfilled, partial, fulfilled. */
  financialStatus: z.string(),
  fulfillmentStatus: z.string(),
  cancelled: z.boolean(),
  paymentIntentId: z.string().nullable(),
  trackingNumbers: z.array(z.string()),
  tags: z.array(z.string()),
})
export type Order = z.infer<typeof order>

export const shop = z.object({
  products: z.array(product),
  customers: z.array(customer),
  cards: z.array(card),
  /** The newest hundred, newest first. */
  orders: z.array(order),
})
export type Shop = z.infer<typeof shop>

const omissible = z.enum(['shipping_address', 'phone'])

export const placeOrders = z.strictObject({
  lines: z
    .array(
      z.union([
        z.strictObject({ productId: z.string(), quantity: z.number().int().min(1).max(1_000) }),
        z.strictObject({ variantId: z.string(), quantity: z.number().int().min(1).max(1_000) }),
      ]),
    )
    .min(1),
  customerId: z.string(),
  card: card.shape.id.default('works'),
  /** Who takes the money: the shop itself when the order is placed, or whoever takes the order through later. */
  capture: z.enum(['at_once', 'later']).default('later'),
  /** As many orders of the same. */
  count: z.number().int().min(1).max(5_000).default(1),
  /** Left out of the order, as a careless check-out would. */
  omit: z.array(omissible).default([]),
})
export type PlaceOrders = z.input<typeof placeOrders>

export const placed = z.object({ orders: z.array(order) })

export const restock = z.strictObject({ productId: z.string(), quantity: z.number().int().min(1).max(100_000) })

const faultMode = z.enum(['fail', 'slow', '429', 'malformed', 'timeout_after_apply', 'down'])

const fullFault = z.strictObject({
  mode: faultMode,
  /** For how many calls; `null` until switched off. */
  count: z.number().int().min(1).nullable().default(null),
  /** Of `fail`. */
  status: z.number().int().min(400).max(599).default(503),
  /** How much longer an answer takes, of `slow`. */
  ms: z.number().int().min(0).max(600_000).default(4_000),
  /** Of `429`. */
  retryAfterS: z.number().int().min(1).default(5),
  /** Only calls with this method, a path that begins so, or a body that holds this text. */
  method: z.string().optional(),
  path: z.string().optional(),
  contains: z.string().optional(),
  /** Lets that many calls through first. */
  skip: z.number().int().min(0).optional(),
})

/** `{"fail": 2}` is short for two calls that fail with 503. */
const shortFault = z.strictObject({ fail: z.number().int().min(1) })

export const faultRequest = z.union([
  fullFault,
  shortFault.transform(({ fail }) => fullFault.parse({ mode: 'fail', count: fail })),
])
export type FaultRequest = z.input<typeof fullFault> | z.input<typeof shortFault>

export const fault = fullFault.extend({ used: z.number().int() })
export type Fault = z.infer<typeof fault>

export const shopEvents = z.strictObject({
  /** Every event is sent twice, under the same delivery id. */
  duplicate: z.boolean().default(false),
  /** Every second event lets the next one overtake it. */
  outOfOrder: z.boolean().default(false),
  delayMs: z.number().int().min(0).max(600_000).default(0),
})
export type ShopEvents = z.infer<typeof shopEvents>

export const faults = z.object({
  carrier: fault.nullable(),
  payments: fault.nullable(),
  warehouse: fault.nullable(),
  crm: fault.nullable(),
  mail: fault.nullable(),
  http: fault.nullable(),
  'shop-events': shopEvents,
})
export type Faults = z.infer<typeof faults>

const requestEntry = z.object({
  seq: z.number(),
  at: z.string(),
  method: z.string(),
  path: z.string(),
  key: z.string().nullable(),
  /** `null` when nothing was answered. */
  status: z.number().nullable(),
})

const effectEntry = z.object({
  seq: z.number(),
  at: z.string(),
  action: z.string(),
  key: z.string().nullable(),
  entity: z.string(),
})

const sentEvent = z.object({
  deliveryId: z.string(),
  simulator: z.string(),
  topic: z.string(),
  state: z.enum(['pending', 'delivered', 'given_up']),
  attempts: z.number(),
  createdAt: z.string(),
  lastOutcome: z.string().nullable(),
})

export const ledger = z.object({
  /** By simulator id. */
  simulators: z.record(z.string(), z.object({ requests: z.array(requestEntry), effects: z.array(effectEntry) })),
  /** Events sent, in order of sending; one row for each copy. */
  events: z.array(sentEvent),
})
export type Ledger = z.infer<typeof ledger>

const person = z.object({ email: z.string(), name: z.string().nullable() })

export const mail = z.object({
  id: z.string(),
  receivedAt: z.string(),
  via: z.enum(['sendgrid', 'smtp']),
  messageId: z.string(),
  from: person,
  to: z.array(person),
  cc: z.array(person),
  bcc: z.array(person),
  replyTo: z.string().nullable(),
  subject: z.string(),
  text: z.string().nullable(),
  html: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
})
export type Mail = z.infer<typeof mail>

/** Newest first. */
export const mails = z.object({ mails: z.array(mail) })

export const done = z.object({ ok: z.literal(true) })

export const problem = z.object({ error: z.object({ code: z.string(), message: z.string() }) })
