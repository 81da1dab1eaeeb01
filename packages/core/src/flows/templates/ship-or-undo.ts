import { action, expression, maybe, must, ref } from '../../workspace/build-steps.ts'
import { inside, scope } from './control-steps.ts'
import { event, flowOf } from './flow-of.ts'
import { teamMail } from './mail-steps.ts'
import { buyLabel } from './parcel-steps.ts'
import type { Template } from './template.ts'

export const shipOrUndo: Template = {
  id: 'ship-or-undo',
  title: 'Take the money and ship, or undo both',
  description:
    'Captures the payment, buys the label and marks the order as shipped. When one of them fails, the payment is given back, a person looks at the label, and the team is told.',
  folder: 'Orders',
  document: flowOf({
    start: { id: 'order', name: 'When an order is placed', trigger: event('shopify', 'orderCreated') },
    steps: [
      scope('ship', 'Ship it, or undo'),
      ...inside('ship', [
        action('capture', 'Take the money', {
          connector: 'stripe',
          action: 'capturePaymentIntent',
          connectionId: null,
          input: { paymentIntent: must('order.attributes.payment_intent') },
        }),
        action('giveBack', 'Give the money back', {
          connector: 'stripe',
          action: 'refundPayment',
          connectionId: null,
          input: { paymentIntent: ref('capture.id') },
        }),
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
      ]),
      ...inside(
        'ship',
        [
          teamMail('tell', 'Tell the team', {
            subject: 'Order {order.name} did not ship',
            text: 'Order {order.name} failed at “{ship.error.step}”: {ship.error.message} What could be undone was undone.',
          }),
        ],
        'catch',
      ),
    ],
    cables: ['order > ship', 'capture > label > shipped', 'capture.undo > giveBack'],
  }),
}
