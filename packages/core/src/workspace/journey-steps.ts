import type { ActionStep } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import { action, constant, expression, maybe, must, object, ref, template } from './build-steps.ts'

/** The Order journey's steps by system, each with its connection. */

export type JourneyConnections = {
  shopify: string
  stripe: string
  easypost: string
  hubspot: string
  sendgrid: string
}

type Call = Pick<ActionStep, 'action' | 'input'>

export function shopify(use: JourneyConnections, id: string, name: string, call: Call): ActionStep {
  return action(id, name, { connector: 'shopify', connectionId: use.shopify, ...call })
}

export function stripe(use: JourneyConnections, id: string, name: string, call: Call): ActionStep {
  return action(id, name, { connector: 'stripe', connectionId: use.stripe, ...call })
}

export function mail(
  use: JourneyConnections,
  id: string,
  name: string,
  words: { subject: string; text: string },
): ActionStep {
  return action(id, name, {
    connector: 'sendgrid',
    action: 'sendMail',
    connectionId: use.sendgrid,
    // A customer who gets it twice is better off than one who never hears.
    onUnknown: 'may_repeat',
    input: {
      fromEmail: constant('orders@brindle.example'),
      fromName: constant('Brindle Goods'),
      toEmail: must('order.email'),
      toName: maybe('order.customer.first_name'),
      subject: template(words.subject),
      text: template(words.text),
    },
  })
}

export function label(use: JourneyConnections, id: string, name: string): ActionStep {
  const warehouse: Record<string, string> = {
    name: 'Brindle Goods',
    street1: 'Norra Grängesbergsgatan 14',
    city: 'Malmö',
    zip: '214 50',
    country: 'SE',
    phone: '+46405550100',
  }
  return action(id, name, {
    connector: 'easypost',
    action: 'buyLabel',
    connectionId: use.easypost,
    input: {
      toAddress: object({
        name: must('current.shippingAddress.name'),
        street1: must('current.shippingAddress.address1'),
        street2: maybe('current.shippingAddress.address2'),
        city: must('current.shippingAddress.city'),
        zip: must('current.shippingAddress.zip'),
        state: maybe('current.shippingAddress.provinceCode'),
        country: must('current.shippingAddress.countryCodeV2'),
        phone: maybe('current.shippingAddress.phone'),
      }),
      fromAddress: object(
        Object.fromEntries(Object.entries(warehouse).map(([name, value]) => [name, constant(value)])),
      ),
      // The goods and 80 g of packing.
      parcel: object({ weightGrams: expression('$sum(steps.order.line_items.(grams * quantity)) + 80') }),
      orderNumber: ref('order.name'),
    },
  })
}

export function tag(use: JourneyConnections, id: string, words: { name: string; tag: string }): ActionStep {
  return shopify(use, id, words.name, {
    action: 'tagOrder',
    input: { orderId: ref('order.id'), tags: constant([words.tag]) },
  })
}

export const stockChange = (delta: Mapping): Mapping =>
  object({ inventoryItemId: ref('item.inventoryItemId'), locationId: ref('item.locationId'), delta })

export const tracking = (from: 'label' | 'labelPart'): Record<string, Mapping> => ({
  orderId: ref('order.id'),
  trackingNumber: ref(`${from}.trackingCode`),
  trackingCompany: ref(`${from}.carrier`),
  trackingUrl: maybe(`${from}.trackingUrl`),
})
