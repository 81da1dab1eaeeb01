import { expect, test } from 'vitest'
import { orderActions, runOfOrder } from './order-words.ts'

test('an order finds its own run and no other', () => {
  const runs = [
    { id: 'b', subject: 'Order #10486' },
    { id: 'a', subject: 'Order #1048' },
    { id: 'c', subject: null },
  ]
  expect(runOfOrder({ name: '#1048' }, runs)?.id).toBe('a')
  expect(runOfOrder({ name: '#10486' }, runs)?.id).toBe('b')
  expect(runOfOrder({ name: '#9' }, runs)).toBeNull()
})

test('an order offers what the shop can do with it', () => {
  const order = {
    financialStatus: 'paid',
    fulfillmentStatus: 'unfulfilled',
    cancelled: false,
    lines: [{ quantity: 1 }],
  }
  expect(orderActions(order).map((each) => each.action)).toEqual(['refund', 'cancel'])
  expect(orderActions({ ...order, fulfillmentStatus: 'fulfilled' }).map((each) => each.action)).toEqual(['refund'])
  expect(orderActions({ ...order, financialStatus: 'authorized' }).map((each) => each.action)).toEqual([
    'pay',
    'cancel',
  ])
  expect(orderActions({ ...order, lines: [{ quantity: 2 }] }).map((each) => each.label)).toContain('Ship a part')
  expect(orderActions({ ...order, cancelled: true })).toEqual([])
})
