import { action, compare, maybe, must } from '../../workspace/build-steps.ts'
import { event, filter, flowOf } from './flow-of.ts'
import { teamMail } from './mail-steps.ts'
import type { Template } from './template.ts'

export const bigOrder: Template = {
  id: 'big-order',
  title: 'Paid order over 100: tell the team, keep the customer',
  description:
    'When an order of 100 or more is paid, the team gets a mail and the customer becomes a contact in HubSpot.',
  folder: 'Orders',
  document: flowOf({
    start: { id: 'order', name: 'When an order is paid', trigger: event('shopify', 'orderPaid') },
    steps: [
      filter('big', 'Is it 100 or more?', compare('order.total_price', 'at_least', 100)),
      teamMail('mail', 'Tell the team', {
        subject: 'Order {order.name} is paid: {order.total_price} {order.currency}',
        text: 'Order {order.name} over {order.total_price} {order.currency} was paid by {order.email}.',
      }),
      action('contact', 'Keep the customer in HubSpot', {
        connector: 'hubspot',
        action: 'upsertContact',
        connectionId: null,
        input: {
          email: must('order.email'),
          firstName: maybe('order.customer.first_name'),
          lastName: maybe('order.customer.last_name'),
          phone: maybe('order.phone'),
        },
      }),
    ],
    cables: ['order > big > mail', 'big > contact'],
  }),
}
