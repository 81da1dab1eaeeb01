import { action, constant } from '../../workspace/build-steps.ts'
import { flowOf } from './flow-of.ts'
import { teamMail } from './mail-steps.ts'
import type { Template } from './template.ts'

export const yesterdaysOrders: Template = {
  id: 'yesterdays-orders',
  title: "Every morning at 8: yesterday's orders as one mail",
  description:
    "Finds yesterday's orders in the shop and sends the team one mail with how many, how much, and a line for each.",
  folder: 'Orders',
  document: flowOf({
    start: {
      id: 'morning',
      name: 'Every morning at 8',
      trigger: {
        type: 'schedule',
        schedule: { kind: 'cron', expression: '0 8 * * *', timeZone: 'UTC' },
        overlap: 'skip',
        catchUpWindowMs: 3_600_000,
      },
    },
    steps: [
      action('orders', "Find yesterday's orders", {
        connector: 'shopify',
        action: 'listOrders',
        connectionId: null,
        input: { period: constant('yesterday') },
      }),
      teamMail('mail', 'Send the list', {
        subject: "Yesterday's orders: {orders.count}",
        text: '{orders.count} orders, {orders.total.amount} {orders.total.currencyCode} in all.\n\n{orders.text}',
      }),
    ],
    cables: ['morning > orders > mail'],
  }),
}
