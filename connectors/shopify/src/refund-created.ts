import { z } from 'zod'
import { base } from './base.ts'

const RefundEvent = z.looseObject({
  id: z.number(),
  admin_graphql_api_id: z.string(),
  order_id: z.number(),
  created_at: z.string(),
  note: z.string().nullish(),
  restock: z.boolean().optional(),
  refund_line_items: z.array(
    z.looseObject({ id: z.number(), line_item_id: z.number(), quantity: z.int(), restock_type: z.string().optional() }),
  ),
  transactions: z.array(
    z.looseObject({ id: z.number(), kind: z.string(), amount: z.string(), currency: z.string().nullish() }),
  ),
})

export const refundCreated = base.webhook({
  title: 'Refund created',
  description: 'An order was refunded, wholly or in part.',
  topics: ['refunds/create'],
  output: RefundEvent,
  // A refund never changes, so the moment it was made is its version.
  key: (refund) => `${refund.admin_graphql_api_id}:${refund.created_at}:refunds/create`,
  subject: (refund) => `Refund of order ${refund.order_id}`,
  occurredAt: (refund) => new Date(refund.created_at).toISOString(),
  // Of the order, but no state of it: every refund counts, whichever comes first.
  entity: { name: 'order', id: (refund) => refund.order_id },
})
