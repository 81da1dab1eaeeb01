import { expect, test } from 'vitest'
import { sourcesOf } from './fixtures.ts'
import { type PickerPlace, pickerAct, whyNot } from './picker-keys.ts'
import { openTo, pickerRows } from './picker-rows.ts'
import type { SourceNode } from './sources.ts'

const sources = sourcesOf()
const order = (...path: string[]) => JSON.stringify(['order', ...path])
/** A text: single values only. */
const fits = (node: SourceNode) => node.children.length === 0 && !node.isEach
const placeOf = (open: string[], active: string | null, search = ''): PickerPlace => ({
  rows: pickerRows(sources, new Set(open), search),
  active,
  fits,
  isSearching: search !== '',
})
const all = [order(), order('customer'), order('line_items')]

function walk(key: string, open: string[], from: string | null, steps: number): string[] {
  const met: string[] = []
  let active = from
  for (let count = 0; count < steps; count += 1) {
    const act = pickerAct(key, placeOf(open, active))
    if (act?.kind !== 'go') break
    active = act.key
    met.push(active)
  }
  return met
}

test('the arrows rest on what can be used and on closed groups, and pass what is open or does not fit', () => {
  const met = walk('ArrowDown', all, null, 12)
  expect(met).toContain(order('customer', 'email'))
  expect(met).not.toContain(order('customer'))
  // Closed, it has to be opened to get at what is in it.
  expect(met).toContain(order('shipping_address'))
  // A value of each line is many, not one.
  expect(met).not.toContain(order('line_items', 'sku'))
  const back = walk('ArrowUp', all, met.at(-1) ?? null, 11)
  expect(back).toEqual(met.slice(0, -1).toReversed())
})

test('a closed group opens by Enter or right, and left goes back to it and closes it', () => {
  const address = order('shipping_address')
  expect(pickerAct('Enter', placeOf(all, address))).toEqual({ kind: 'toggle', key: address })
  expect(pickerAct('ArrowRight', placeOf(all, address))).toEqual({ kind: 'toggle', key: address })
  expect(pickerAct('ArrowLeft', placeOf(all, order('customer', 'phone')))).toEqual({
    kind: 'go',
    key: order('customer'),
  })
  expect(pickerAct('ArrowLeft', placeOf(all, order('customer')))).toEqual({ kind: 'toggle', key: order('customer') })
  expect(pickerAct('Enter', placeOf(all, order('phone')))).toMatchObject({ kind: 'pick', node: { label: 'Phone' } })
  expect(pickerAct('a', placeOf(all, order('phone')))).toBeNull()
})

test('what cannot be used says why, and that it opens', () => {
  const why = (node: SourceNode) => (fits(node) ? null : 'Takes a single value')
  const row = (key: string) => placeOf(all, null).rows.find((one) => one.key === key)
  expect(whyNot(row(order('shipping_address')), why)).toBe(
    '“Shipping address” cannot stand here: takes a single value. Enter opens it.',
  )
  expect(whyNot(row(order('phone')), why)).toBeNull()
})

test('a chip opens the tree at its value, or at the nearest that the tree knows', () => {
  expect(openTo(sources, { from: 'order', path: ['customer', 'email'] })).toEqual({
    key: order('customer', 'email'),
    open: [order(), order('customer')],
  })
  expect(openTo(sources, { from: 'order', path: ['line_items', 0, 'sku'] })?.key).toBe(order('line_items', 'sku'))
  expect(openTo(sources, { from: 'order', path: ['customer', 'gone', 'deep'] })?.key).toBe(order('customer'))
  expect(openTo(sources, { from: 'gone', path: ['a'] })).toBeNull()
})
