import { z } from 'zod'
import { adjustInventory } from './adjust-inventory.ts'
import { base } from './base.ts'
import { checkStock } from './check-stock.ts'
import { createFulfillment } from './create-fulfillment.ts'
import { getOrder } from './get-order.ts'
import { listOrders } from './list-orders.ts'
import { location } from './location.ts'
import { orderCancelled, orderCreated, orderPaid, orderUpdated } from './order-events.ts'
import { refundCreated } from './refund-created.ts'
import { tagOrder } from './tag-order.ts'
import { inventoryItem, variant } from './variant.ts'

const ShopData = z.object({ shop: z.object({ name: z.string(), myshopifyDomain: z.string() }) })

export const shopify = base.connector({
  actions: { getOrder, listOrders, checkStock, adjustInventory, createFulfillment, tagOrder },
  triggers: { orderCreated, orderUpdated, orderPaid, orderCancelled, refundCreated },
  lookups: { location, variant, inventoryItem },
  test: async ({ http }) => {
    const { shop } = await http.graphql('query Shop { shop { name myshopifyDomain } }', ShopData)
    return { account: `${shop.name} (${shop.myshopifyDomain})` }
  },
})
