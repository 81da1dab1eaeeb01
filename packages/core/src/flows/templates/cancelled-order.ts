import { action, constant, maybe, object, ref } from '../../workspace/build-steps.ts'
import { event, flowOf } from './flow-of.ts'
import { teamMail } from './mail-steps.ts'
import type { Template } from './template.ts'

export const cancelledOrder: Template = {
  id: 'cancelled-order',
  title: 'Cancelled order: stop the warehouse',
  description: "Tells the warehouse's system of every cancelled order once, and mails the team if it does not take it.",
  folder: 'Orders',
  document: flowOf({
    start: { id: 'order', name: 'When an order is cancelled', trigger: event('shopify', 'orderCancelled') },
    steps: [
      {
        ...action('warehouse', 'Tell the warehouse', {
          connector: 'http',
          action: 'writeOnce',
          connectionId: null,
          input: {
            method: constant('POST'),
            url: constant('/orders/cancelled'),
            body: object({
              order: ref('order.name'),
              reason: maybe('order.cancel_reason'),
              at: maybe('order.cancelled_at'),
            }),
          },
        }),
        note: "Connect the host of your warehouse's system, and put its path in.",
      },
      teamMail('mail', 'Tell the team', {
        subject: 'The warehouse did not take the cancelling of {order.name}',
        text: 'Order {order.name} was cancelled in the shop, and the warehouse could not be told. Please stop it by hand.',
      }),
    ],
    cables: ['order > warehouse', 'warehouse.error > mail'],
  }),
}
