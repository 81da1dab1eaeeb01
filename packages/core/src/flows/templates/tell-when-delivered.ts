import { compare, must, ref } from '../../workspace/build-steps.ts'
import { awaitEvent, DAY_MS, inside, repeat } from './control-steps.ts'
import { event, filter, flowOf } from './flow-of.ts'
import { customerMail } from './mail-steps.ts'
import { buyLabel } from './parcel-steps.ts'
import type { Template } from './template.ts'

const delivered = compare('moved.status', 'equals', 'delivered')

export const tellWhenDelivered: Template = {
  id: 'tell-when-delivered',
  title: 'Label bought: tell the customer when it is delivered',
  description:
    'Buys the label for each paid order, follows the parcel by what EasyPost tells of it, and thanks the customer once it has arrived.',
  folder: 'Parcels',
  document: flowOf({
    start: { id: 'order', name: 'When an order is paid', trigger: event('shopify', 'orderPaid') },
    steps: [
      buyLabel('label'),
      repeat('follow', 'Follow the parcel', { until: delivered, maxTimes: 40, delayMs: 0, atLimit: 'go_on' }),
      ...inside('follow', [
        awaitEvent('moved', 'Wait until it moves', {
          connector: 'easypost',
          event: 'trackingChanged',
          path: 'trackingCode',
          equals: ref('label.trackingCode'),
          timeoutMs: 7 * DAY_MS,
        }),
      ]),
      filter('arrived', 'Has it arrived?', delivered),
      customerMail('mail', 'Thank the customer', {
        to: must('order.email'),
        subject: 'Your order {order.name} has arrived',
        text: 'Your parcel has been delivered. Is something not as it should be? Just answer this mail.',
      }),
    ],
    cables: ['order > label > follow > arrived > mail'],
  }),
}
