import { action, compare, expression, maybe, must } from '../../workspace/build-steps.ts'
import { event, filter, flowOf } from './flow-of.ts'
import { customerMail } from './mail-steps.ts'
import type { Template } from './template.ts'

export const refundNotice: Template = {
  id: 'refund-notice',
  title: 'Refund: write to the customer',
  description: 'When money is given back in the shop, the customer hears of it, with the number of the order.',
  folder: 'Customers',
  document: flowOf({
    start: { id: 'refund', name: 'When a refund is made', trigger: event('shopify', 'refundCreated') },
    steps: [
      action('order', 'Look up its order', {
        connector: 'shopify',
        action: 'getOrder',
        connectionId: null,
        input: { orderId: expression('$string(steps.refund.order_id)') },
      }),
      filter('known', 'Is there an address?', compare('order.email', 'is_not_empty')),
      customerMail('mail', 'Tell the customer', {
        to: must('order.email'),
        toName: maybe('order.customer.firstName'),
        subject: 'Your refund for order {order.name}',
        text: 'We have refunded your order {order.name}. Depending on your bank it takes a few days to arrive.',
      }),
    ],
    cables: ['refund > order > known > mail'],
  }),
}
