import { action, expression, maybe, must, ref } from '../../workspace/build-steps.ts'
import { event, flowOf } from './flow-of.ts'
import { customerMail } from './mail-steps.ts'
import { buyLabel } from './parcel-steps.ts'
import type { Template } from './template.ts'

export const shipOrder: Template = {
  id: 'ship-order',
  title: 'Paid order: buy the label, send the tracking link',
  description:
    'Buys the cheapest label for each paid order, marks it as shipped in the shop and mails the link to follow it.',
  folder: 'Orders',
  document: flowOf({
    start: { id: 'order', name: 'When an order is paid', trigger: event('shopify', 'orderPaid') },
    steps: [
      buyLabel('label'),
      action('shipped', 'Mark it as shipped', {
        connector: 'shopify',
        action: 'createFulfillment',
        connectionId: null,
        input: {
          orderId: expression('$string(steps.order.id)'),
          trackingNumber: must('label.trackingCode'),
          trackingCompany: ref('label.carrier'),
          trackingUrl: maybe('label.trackingUrl'),
        },
      }),
      customerMail('mail', 'Send the tracking link', {
        to: must('order.email'),
        toName: maybe('order.customer.first_name'),
        subject: 'Your order {order.name} is on its way',
        text: 'Follow your parcel: {label.trackingUrl}',
      }),
    ],
    cables: ['order > label > shipped > mail'],
  }),
}
