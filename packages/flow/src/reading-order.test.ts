import { expect, test } from 'vitest'
import { readingOrder } from './reading-order.ts'
import { orderJourney } from './samples/order-journey.ts'

test('the main path is read first, a join after all that lead to it, a container before its content', () => {
  expect(readingOrder(orderJourney).map(({ id }) => id)).toMatchInlineSnapshot(`
    [
      "order",
      "capture",
      "stock",
      "lines",
      "take",
      "label",
      "tell",
      "contact",
      "mail",
      "restock",
      "summary",
      "askCard",
      "unpaid",
    ]
  `)
})

test('every step is told, those in a ring too', () => {
  const ring = {
    ...orderJourney,
    edges: [...orderJourney.edges, { id: 'x', from: 'summary', port: 'out', to: 'capture' }],
  }
  expect(new Set(readingOrder(ring))).toEqual(new Set(orderJourney.steps))
})
