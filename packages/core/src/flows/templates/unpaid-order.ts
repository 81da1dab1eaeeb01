import { action, compare, expression, maybe, must } from '../../workspace/build-steps.ts'
import { event, filter, flowOf, waitFor } from './flow-of.ts'
import { customerMail } from './mail-steps.ts'
import type { Template } from './template.ts'

export const unpaidOrder: Template = {
  id: 'unpaid-order',
  title: 'Order left unpaid: remind the customer after a day',
  description:
    'Waits a day after an order was placed. If it is neither paid nor cancelled by then, the customer is reminded.',
  folder: 'Customers',
  document: flowOf({
    start: { id: 'order', name: 'When an order is placed', trigger: event('shopify', 'orderCreated') },
    steps: [
      waitFor('day', 'Wait a day', 86_400_000),
      action('current', 'Look at the order again', {
        connector: 'shopify',
        action: 'getOrder',
        connectionId: null,
        input: { orderId: expression('$string(steps.order.id)') },
      }),
      filter('unpaid', 'Is it still unpaid?', {
        kind: 'all',
        of: [
          compare('current.displayFinancialStatus', 'equals', 'PENDING'),
          compare('current.cancelledAt', 'is_empty'),
          compare('current.email', 'is_not_empty'),
        ],
      }),
      customerMail('mail', 'Remind the customer', {
        to: must('current.email'),
        toName: maybe('current.customer.firstName'),
        subject: 'Your order {current.name} is waiting',
        text: 'Your order {current.name} is not paid yet. We keep it for you for a few more days.',
      }),
    ],
    cables: ['order > day > current > unpaid > mail'],
  }),
}
