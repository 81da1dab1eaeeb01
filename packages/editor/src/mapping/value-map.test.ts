import { expect, test } from 'vitest'
import { addEntry, rowsOf, type ValueMap, withEntry, withoutEntry } from './value-map.ts'

const map: ValueMap = {
  kind: 'valueMap',
  of: { kind: 'reference', ref: { from: 'order', path: ['status'] } },
  entries: [{ when: 'refunded', to: 'CANCELLED' }],
  otherwise: { kind: 'error' },
}

test('the table shows its own rows first, then what was seen and has none', () => {
  const seen = [
    { value: 'paid', times: 13 },
    { value: 7, times: 2 },
    { value: 'refunded', times: 1 },
  ]
  expect(rowsOf(map, seen)).toEqual([
    { when: 'refunded', times: 1, to: 'CANCELLED' },
    { when: 'paid', times: 13, to: undefined },
    { when: 7, times: 2, to: undefined },
  ])
  const filled = withEntry(withEntry(map, 'paid', 'PROCESSING'), 7, 'ON_HOLD')
  expect(rowsOf(filled, seen).map(({ to }) => to)).toEqual(['CANCELLED', 'PROCESSING', 'ON_HOLD'])
  expect(withEntry(filled, 'paid', 'SHIPPED').entries).toHaveLength(3)
  expect(withoutEntry(filled, 'paid').entries).toHaveLength(2)
  // The text "7" stands for the number, as it does in a run.
  expect(addEntry(filled, ' 7 ', 'X')).toEqual(filled)
})
