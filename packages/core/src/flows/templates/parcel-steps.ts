import type { ActionStep } from '@patchbay/flow/document'
import { action, constant, expression, maybe, must, object, ref } from '../../workspace/build-steps.ts'

const to = (field: string) => `order.shipping_address.${field}`

/** The cheapest label for the order that the trigger `order` gives. */
export const buyLabel = (id: string): ActionStep => ({
  ...action(id, 'Buy the cheapest label', {
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
})
