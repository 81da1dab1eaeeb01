import type { FlowDocument, Step } from '@patchbay/flow/document'
import {
  action,
  branch,
  compare,
  constant,
  edges,
  expression,
  maybe,
  must,
  object,
  ref,
  stop,
  template,
} from './build-steps.ts'
import { type JourneyConnections, label, mail, shopify, stockChange, stripe, tag, tracking } from './journey-steps.ts'

/**
 * The flow that every new workspace begins with: an order from the shop's check-out to the customer's door, with the
 * ways that a real one takes when the payment fails, the order is cancelled, the address is missing, or goods are.
 */
export function orderJourney(use: JourneyConnections): FlowDocument {
  return {
    schemaVersion: 1,
    steps: [...begin(use), ...takeMoney(use), ...checkShelves(use), ...shipAll(use), ...shipPart(use), ...soldOut(use)],
    edges: edges(
      'order > payment > current > check',
      'check.cancelled > endCancelled',
      'check.declined > askCard > endUnpaid',
      'check.noAddress > askAddress > endNoAddress',
      'check.captured > stock',
      'check.otherwise > capture > stock > shelves',
      'capture.error > askCard',
      'shelves.all > takeStock > label > ship > mailTracking',
      'ship > contact',
      'contact.error > tagContact',
      'shelves.some > takePart > labelPart > shipPart > tagPart > mailPart',
      'shelves.otherwise > refund > tagSoldOut > mailSoldOut > endSoldOut',
    ),
    notes: [],
  }
}

const CARD_DECLINED = ['requires_payment_method', 'requires_confirmation', 'requires_action', 'canceled']

function begin(use: JourneyConnections): Step[] {
  return [
    {
      id: 'order',
      kind: 'trigger',
      name: 'When an order is placed',
      position: { x: 0, y: 0 },
      trigger: { type: 'event', connector: 'shopify', event: 'orderCreated', connectionId: use.shopify, params: {} },
    },
    stripe(use, 'payment', 'Look up the payment', {
      action: 'retrievePaymentIntent',
      input: { paymentIntent: ref('order.attributes.payment_intent') },
    }),
    shopify(use, 'current', 'Read the order as it is now', { action: 'getOrder', input: { orderId: ref('order.id') } }),
    branch('check', 'Can this order go out?', {
      cases: [
        { id: 'cancelled', label: 'Cancelled', condition: compare('current.cancelledAt', 'is_not_empty') },
        {
          id: 'declined',
          label: 'Payment failed',
          condition: { kind: 'any', of: CARD_DECLINED.map((status) => compare('payment.status', 'equals', status)) },
        },
        { id: 'noAddress', label: 'No address', condition: compare('current.shippingAddress', 'is_empty') },
        { id: 'captured', label: 'Paid already', condition: compare('payment.status', 'equals', 'succeeded') },
      ],
      otherwiseLabel: 'Yes',
    }),
    stop('endCancelled', 'Stop: the order was cancelled', {
      outcome: 'cancelled',
      message: template('Order {order.name} was cancelled before anything was done.'),
    }),
    mail(use, 'askAddress', 'Ask for the address', {
      subject: 'Order {order.name}: where shall it go?',
      text: 'Hello {order.customer.first_name},\n\nyour order {order.name} came without an address to send it to. Answer this e-mail with it and it goes out at once.\n\nBrindle Goods',
    }),
    stop('endNoAddress', 'Stop: the address is missing', {
      outcome: 'succeeded',
      message: constant('The customer was asked for the address.'),
    }),
  ]
}

function takeMoney(use: JourneyConnections): Step[] {
  return [
    stripe(use, 'capture', 'Capture the payment', {
      action: 'capturePaymentIntent',
      input: { paymentIntent: ref('payment.id') },
    }),
    mail(use, 'askCard', 'Ask for another card', {
      subject: 'Order {order.name}: your payment did not go through',
      text: 'Hello {order.customer.first_name},\n\nyour card was declined, so nothing was charged and nothing was sent. Pay with another card and order {order.name} goes out at once.\n\nBrindle Goods',
    }),
    stop('endUnpaid', 'Stop: not paid', {
      outcome: 'succeeded',
      message: constant('The customer was asked for another card.'),
    }),
  ]
}

function checkShelves(use: JourneyConnections): Step[] {
  const each = object({ variantId: ref('item.variant_id'), quantity: ref('item.quantity') })
  return [
    shopify(use, 'stock', 'Look at the shelves', {
      action: 'checkStock',
      input: { items: { kind: 'list', of: ref('order.line_items'), each } },
    }),
    branch('shelves', 'Is everything in stock?', {
      cases: [
        { id: 'all', label: 'In stock', condition: compare('stock.allAvailable', 'is_true') },
        {
          id: 'some',
          label: 'A part of it',
          condition: {
            kind: 'compare',
            left: expression('$count(steps.stock.items[available > 0])'),
            operator: 'greater',
            right: constant(0),
          },
        },
      ],
      otherwiseLabel: 'Sold out',
    }),
  ]
}

function shipAll(use: JourneyConnections): Step[] {
  return [
    shopify(use, 'takeStock', 'Take it off the shelves', {
      action: 'adjustInventory',
      input: { changes: { kind: 'list', of: ref('stock.items'), each: stockChange(ref('item.delta')) } },
    }),
    label(use, 'label', 'Buy the cheapest label'),
    shopify(use, 'ship', 'Mark it as shipped', {
      action: 'createFulfillment',
      input: { ...tracking('label'), notifyCustomer: constant(false) },
    }),
    mail(use, 'mailTracking', 'E-mail the tracking link', {
      subject: 'Order {order.name} is on its way',
      text: 'Hello {order.customer.first_name},\n\nyour order {order.name} is on its way with {label.carrier}. Its tracking number is {label.trackingCode}.\n\n{label.trackingUrl}\n\nBrindle Goods',
    }),
    action('contact', 'Update the customer', {
      connector: 'hubspot',
      action: 'upsertContact',
      connectionId: use.hubspot,
      input: {
        email: must('order.email'),
        firstName: maybe('order.customer.first_name'),
        lastName: maybe('order.customer.last_name'),
        city: maybe('current.shippingAddress.city'),
        country: maybe('current.shippingAddress.countryCodeV2'),
        lifecycleStage: constant('customer'),
      },
    }),
    tag(use, 'tagContact', { name: 'Tag it: customer not updated', tag: 'contact not updated' }),
  ]
}

function shipPart(use: JourneyConnections): Step[] {
  const there = expression('$min([item.requested, item.available])')
  return [
    shopify(use, 'takePart', 'Take what is there', {
      action: 'adjustInventory',
      input: {
        changes: {
          kind: 'list',
          of: ref('stock.items'),
          keep: compare('item.available', 'greater', 0),
          each: stockChange(expression('-$min([item.requested, item.available])')),
        },
      },
    }),
    label(use, 'labelPart', 'Buy a label for this part'),
    shopify(use, 'shipPart', 'Mark this part as shipped', {
      action: 'createFulfillment',
      input: {
        ...tracking('labelPart'),
        lineItems: {
          kind: 'list',
          of: ref('stock.items'),
          keep: compare('item.available', 'greater', 0),
          each: object({
            fulfillmentOrderLineItemId: expression(
              '($sku := item.sku; steps.current.fulfillmentOrders.lineItems[sku = $sku][0].id)',
            ),
            quantity: there,
          }),
        },
        notifyCustomer: constant(false),
      },
    }),
    tag(use, 'tagPart', { name: 'Tag it: partly shipped', tag: 'partly shipped' }),
    mail(use, 'mailPart', 'E-mail that a part is coming', {
      subject: 'A part of order {order.name} is on its way',
      text: 'Hello {order.customer.first_name},\n\nnot everything you ordered was on the shelf. What was there is on its way with {labelPart.carrier}, tracking number {labelPart.trackingCode}; the rest follows.\n\nBrindle Goods',
    }),
  ]
}

function soldOut(use: JourneyConnections): Step[] {
  return [
    stripe(use, 'refund', 'Give the money back', {
      action: 'refundPayment',
      input: { paymentIntent: ref('payment.id'), reason: constant('requested_by_customer') },
    }),
    tag(use, 'tagSoldOut', { name: 'Tag it: out of stock', tag: 'out of stock' }),
    mail(use, 'mailSoldOut', 'E-mail that it is sold out', {
      subject: 'Order {order.name}: sold out',
      text: 'Hello {order.customer.first_name},\n\nwhat you ordered has just sold out. You get your money back, and we write again when it is there.\n\nBrindle Goods',
    }),
    stop('endSoldOut', 'Stop: sold out', {
      outcome: 'succeeded',
      message: constant('Sold out: the money was given back and the customer told.'),
    }),
  ]
}
