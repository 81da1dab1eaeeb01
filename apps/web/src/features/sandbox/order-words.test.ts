import { expect, test } from 'vitest'
import { orderActions, runsOfOrder } from './order-words.ts'

test('an order finds its own runs and no other', () => {
  const runs = [
    { id: 'b', subject: 'Order #10486' },
    { id: 'a', subject: 'Order #1048' },
    { id: 'c', subject: null },
    { id: 'd', subject: 'Order #1048' },
  ]
  const idsOf = (name: string) => runsOfOrder({ name }, runs).map(({ id }) => id)
  expect(idsOf('#1048')).toEqual(['a', 'd'])
  expect(idsOf('#10486')).toEqual(['b'])
  expect(idsOf('#9')).toEqual([])
})

test('an order offers what the shop can do with it', () => {
  const order = {
    financialStatus: 'paid',
    fulfillmentStatus: 'unfulfilled',
    cancelled: false,
    lines: [{ quantity: 1 }],
  }
  const offered = (more: Partial<typeof order>) => orderActions({ ...order, ...more }).map((each) => each.action)
  expect(offered({})).toEqual(['refund', 'cancel'])
  expect(offered({ fulfillmentStatus: 'fulfilled' })).toEqual(['refund'])
  expect(offered({ financialStatus: 'authorized' })).toEqual(['pay', 'cancel'])
  expect(offered({ lines: [{ quantity: 2 }] })).toContain('fulfil-partially')
  expect(offered({ cancelled: true })).toEqual([])
})
