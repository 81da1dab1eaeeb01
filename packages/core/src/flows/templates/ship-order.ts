import { action, constant, expression, maybe, must, object, ref } from '../../workspace/build-steps.ts'
import { event, flowOf } from './flow-of.ts'
import { customerMail } from './mail-steps.ts'
import type { Template } from './template.ts'

const to = (field: string) => `order.shipping_address.${field}`

export const shipOrder: Template = {
  id: 'ship-order',
  title: 'Paid order: buy the label, send the tracking link',
  description:
    'Buys the cheapest label for each paid order, marks it as shipped in the shop and mails the link to follow it.',
  folder: 'Orders',
  document: flowOf({
    start: { id: 'order', name: 'When an order is paid', trigger: event('shopify', 'orderPaid') },
    steps: [
      {
        ...action('label', 'Buy the cheapest label', {
          connector: 'easypost',
          action: 'buyLabel',
          connectionId: null,
          input: {
            toAddress: object({
              name: must(to('name')),
              street1: must(to('address1')),
              street2: maybe(to('address2')),
              city: must(to('city')),
              zip: must(to('zip')),
              state: maybe(to('province_code')),
              country: must(to('country_code')),
              phone: maybe(to('phone')),
            }),
            fromAddress: object({
              name: constant('Your warehouse'),
              street1: constant('Street 1'),
              city: constant('City'),
              zip: constant('000 00'),
              country: constant('SE'),
            }),
            parcel: object({ weightGrams: expression('$sum(steps.order.line_items.(grams * quantity)) + 80') }),
            orderNumber: ref('order.name'),
          },
        }),
        note: 'Put the address of your warehouse in.',
      },
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
