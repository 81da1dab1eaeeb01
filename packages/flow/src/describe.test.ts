import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeCondition, describeMapping } from './describe.ts'
import type { Condition, Mapping } from './mapping.ts'
import { orderJourney } from './samples/order-journey.ts'
import { arbitraryCondition, arbitraryDocument } from './testing/arbitraries.ts'

const total: Mapping = { kind: 'reference', ref: { from: 'order', path: ['total'] } }
const status: Mapping = { kind: 'reference', ref: { from: 'lines', path: ['item', 'paymentStatus'] } }
const atLeast: Condition = {
  kind: 'compare',
  left: total,
  operator: 'at_least',
  right: { kind: 'constant', value: 100 },
}
const paid: Condition = {
  kind: 'compare',
  left: status,
  operator: 'equals',
  right: { kind: 'constant', value: 'paid' },
}
const empty: Condition = { kind: 'compare', left: total, operator: 'is_empty' }

describe('a condition in words', () => {
  it.each<[string, Condition]>([
    ['Total is at least 100', atLeast],
    ['Payment status is “paid”', paid],
    ['Total is empty', empty],
    ['all of: Total is at least 100; Payment status is “paid”', { kind: 'all', of: [atLeast, paid] }],
    ['Total is empty', { kind: 'any', of: [empty] }],
    [
      'any of: Total is empty; (not: Total is at least 100)',
      { kind: 'any', of: [empty, { kind: 'not', of: atLeast }] },
    ],
    ['Total is …', { kind: 'compare', left: total, operator: 'equals' }],
  ])('%s', (words, condition) => expect(describeCondition(orderJourney, condition)).toBe(words))

  it('is always at hand', () => {
    const words = fc.property(arbitraryDocument, arbitraryCondition, (document, condition) => {
      return describeCondition(document, condition).length > 0
    })
    fc.assert(words, { seed: 1 })
  })
})

describe('a mapping in words', () => {
  it.each<[string, Mapping]>([
    ['When an order is paid › Total', total],
    [
      'When an order is paid › Lines › #1 › Sku',
      { kind: 'reference', ref: { from: 'order', path: ['lines', 0, 'sku'] } },
    ],
    ['a step that is gone (toString) › X', { kind: 'reference', ref: { from: 'toString', path: ['x'] } }],
    [
      '“Order #[When an order is paid › Total]”',
      { kind: 'template', parts: [{ text: 'Order #' }, { ref: total.ref }] },
    ],
    [
      'When an order is paid › Total, translated: “a” → 1, otherwise as it is',
      { kind: 'valueMap', of: total, entries: [{ when: 'a', to: 1 }], otherwise: { kind: 'pass' } },
    ],
    [
      'for each of When an order is paid › Total where Total is empty: Item › Sku',
      { kind: 'list', of: total, keep: empty, each: { kind: 'reference', ref: { from: 'item', path: ['sku'] } } },
    ],
    ['Ship to = yes, City = nothing', { kind: 'object', fields: { shipTo: constant(true), city: constant(null) } }],
  ])('%s', (words, mapping) => expect(describeMapping(orderJourney, mapping)).toBe(words))
})

function constant(value: boolean | null): Mapping {
  return { kind: 'constant', value }
}
