import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { Mapping } from '@patchbay/flow/mapping'
import { expect, test } from 'vitest'
import { cableOf, placePills } from './cable-model.ts'
import { leaveOutOf, listOver, mainGroup, mappingOfTarget, targetsOf, withLeaveOut, withTarget } from './list-draft.ts'

const items: FieldSpec = { name: 'items', label: 'Items', type: 'list', required: true }
const ref = (from: string, ...path: string[]): Mapping => ({ kind: 'reference', ref: { from, path } })

test('rows are what the form names, else what the schema names, else the element itself', () => {
  const schema = {
    type: 'array',
    items: { type: 'object', properties: { sku: { type: 'string' }, qty: { type: 'integer' } }, required: ['sku'] },
  }
  expect(targetsOf(items, schema, true).map(({ name, field }) => [name, field.label, field.required])).toEqual([
    ['sku', 'SKU', true],
    ['qty', 'Qty', false],
  ])
  expect(targetsOf(items, { type: 'array', items: { type: 'string' } }, true)).toMatchObject([
    { name: '', schema: { type: 'string' } },
  ])
})

test('a row is filled, changed and emptied without touching the others, and a new list keeps them', () => {
  const one = withTarget(listOver(ref('order', 'lines'), undefined), 'sku', ref('item', 'sku'))
  const two = withTarget(one, 'qty', ref('item', 'quantity'))
  expect(mappingOfTarget(two, 'sku')).toEqual(ref('item', 'sku'))
  expect(withTarget(two, 'sku', null)).toEqual(
    withTarget(listOver(ref('order', 'lines'), undefined), 'qty', ref('item', 'quantity')),
  )
  expect(listOver(ref('order', 'refunds'), two)).toMatchObject({
    of: ref('order', 'refunds'),
    each: { fields: { sku: ref('item', 'sku') } },
  })
  expect(mappingOfTarget(withTarget({ kind: 'object', fields: {} }, 'a', ref('order', 'a')), 'a')).toEqual(
    ref('order', 'a'),
  )
  expect(
    mainGroup({
      kind: 'object',
      fields: { a: ref('order', 'address', 'zip'), b: ref('order', 'address', 'city'), c: ref('order', 'name') },
    }),
  ).toEqual({ from: 'order', path: ['address'] })
})

test('what is left out is the other side of what is kept', () => {
  const list = listOver(ref('order', 'lines'), undefined)
  const rule = {
    kind: 'compare',
    left: ref('item', 'qty'),
    operator: 'equals',
    right: { kind: 'constant', value: 0 },
  } as const
  const kept = withLeaveOut(list, rule)
  expect(kept.keep).toEqual({ kind: 'not', of: rule })
  expect(leaveOutOf(kept)).toEqual(rule)
  expect(leaveOutOf({ ...list, keep: rule })).toEqual({ kind: 'not', of: rule })
  expect(withLeaveOut(kept, null)).toEqual(list)
})

test('a cable says what changes a value on its way, and no pill hides another', () => {
  expect(cableOf(ref('item', 'sku'))).toEqual({ refs: [{ from: 'item', path: ['sku'] }], pill: null })
  expect(cableOf({ kind: 'expression', source: '($number($given(item.grams)) / $number(1000))' })?.pill).toEqual({
    kind: 'function',
    words: '÷ 1,000',
  })
  expect(cableOf({ kind: 'expression', source: '1 + 1' })).toBeNull()
  expect(
    cableOf({ kind: 'valueMap', of: ref('item', 'x'), entries: [{ when: 'a', to: 'b' }], otherwise: { kind: 'pass' } })
      ?.pill?.words,
  ).toBe('1 value')
  const places = placePills(
    [
      { from: 100, to: 140, words: '÷ 1,000' },
      { from: 140, to: 100, words: 'as a number' },
    ],
    180,
  )
  expect(
    Math.abs((places[0]?.y ?? 0) - (places[1]?.y ?? 0)) >= 26 ||
      Math.abs((places[0]?.x ?? 0) - (places[1]?.x ?? 0)) > 70,
  ).toBe(true)
})
