import * as z from 'zod/mini'

/** What the sandbox's control API answers, as far as the pages use it. Money in cents. */

const Product = z.object({
  id: z.string(),
  title: z.string(),
  sku: z.string(),
  priceCents: z.number(),
  currency: z.string(),
  stock: z.number(),
})
export type Product = z.infer<typeof Product>

const Customer = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  address: z.nullable(z.object({ city: z.string() })),
})
export type Customer = z.infer<typeof Customer>

const Card = z.object({ id: z.string(), label: z.string(), last4: z.string() })
export type Card = z.infer<typeof Card>

const Order = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  customerName: z.string(),
  lines: z.array(z.object({ quantity: z.number() })),
  totalCents: z.number(),
  currency: z.string(),
  financialStatus: z.string(),
  fulfillmentStatus: z.string(),
  cancelled: z.boolean(),
})
export type Order = z.infer<typeof Order>

export const Shop = z.object({
  products: z.array(Product),
  customers: z.array(Customer),
  cards: z.array(Card),
  orders: z.array(Order),
})
export type Shop = z.infer<typeof Shop>

export const Placed = z.object({ orders: z.array(Order) })

export const FAULT_MODES = ['fail', 'slow', '429', 'malformed', 'timeout_after_apply', 'down'] as const
export type FaultMode = (typeof FAULT_MODES)[number]

const Fault = z.object({
  mode: z.enum(FAULT_MODES),
  count: z.nullable(z.number()),
  status: z.number(),
  ms: z.number(),
  retryAfterS: z.number(),
  used: z.number(),
})
export type Fault = z.infer<typeof Fault>

const ShopEvents = z.object({ duplicate: z.boolean(), outOfOrder: z.boolean(), delayMs: z.number() })
export type ShopEvents = z.infer<typeof ShopEvents>

export const Faults = z.object({
  carrier: z.nullable(Fault),
  payments: z.nullable(Fault),
  warehouse: z.nullable(Fault),
  crm: z.nullable(Fault),
  mail: z.nullable(Fault),
  'shop-events': ShopEvents,
})
export type Faults = z.infer<typeof Faults>
export type SystemName = Exclude<keyof Faults, 'shop-events'>

const Person = z.object({ email: z.string(), name: z.nullable(z.string()) })

const Mail = z.object({
  id: z.string(),
  receivedAt: z.string(),
  via: z.enum(['sendgrid', 'smtp']),
  messageId: z.string(),
  from: Person,
  to: z.array(Person),
  cc: z.array(Person),
  replyTo: z.nullable(z.string()),
  subject: z.string(),
  text: z.nullable(z.string()),
  html: z.nullable(z.string()),
  tags: z.record(z.string(), z.string()),
})
export type Mail = z.infer<typeof Mail>
export const Mails = z.object({ mails: z.array(Mail) })
