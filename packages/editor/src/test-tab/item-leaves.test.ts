import { expect, test } from 'vitest'
import { leavesOf, withLeaf } from './item-leaves.ts'

const order = { name: '#1', phone: null, customer: { first_name: 'Ilka' }, lines: [{ sku: 'A', quantity: 2 }] }

test('an event as the fields of a form, and back with one of them changed', () => {
  expect(leavesOf(order).map(({ label, value }) => [label, value])).toEqual([
    ['Name', '#1'],
    ['Phone', null],
    ['Customer › First name', 'Ilka'],
    ['Lines › 1 › SKU', 'A'],
    ['Lines › 1 › Quantity', 2],
  ])
  expect(withLeaf(order, ['lines', 0, 'quantity'], 5)).toEqual({ ...order, lines: [{ sku: 'A', quantity: 5 }] })
  expect(leavesOf('text')).toEqual([])
})
