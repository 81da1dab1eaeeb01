import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import { expect, test } from 'vitest'
import { sourcesOf } from './fixtures.ts'
import { suggestFor, suggestPairs } from './suggest.ts'

const target = (label: string, type: FieldSpec['type'] = 'text', name = label) => ({
  field: { name, label, type, required: true },
  schema: null,
})
const paths = (suggestions: ReturnType<typeof suggestFor>) => suggestions.map(({ source }) => source.ref.path.join('.'))

test('a field is offered what its name and type mean, best first', () => {
  const { all } = sourcesOf()
  expect(paths(suggestFor(target('Recipient phone'), all))[0]).toBe('shipping_address.phone')
  expect(paths(suggestFor(target('Customer e-mail'), all))[0]).toBe('customer.email')
  const never = { emptyShare: ({ ref }: { ref: { path: unknown[] } }) => (ref.path[0] === 'shipping_address' ? 1 : 0) }
  expect(paths(suggestFor(target('Recipient phone'), all, never))[0]).not.toBe('shipping_address.phone')
  expect(paths(suggestFor(target('Postcode'), all))[0]).toBe('shipping_address.zip')
  expect(paths(suggestFor(target('Amount', 'money'), all))[0]).toBe('total_price')
  // Its app calls it `name`; by what people call it, it is found all the same.
  expect(paths(suggestFor(target('Order number'), all))[0]).toBe('name')
  expect(paths(suggestFor(target('Colour of the box'), all))).toEqual([])
})

test('the address that a letter goes to is offered an address, the one that it comes from is not', () => {
  const { all } = sourcesOf()
  const schema = { type: 'string', format: 'email' }
  expect(paths(suggestFor({ ...target('To', 'text', 'toEmail'), schema }, all))[0]).toBe('customer.email')
  expect(paths(suggestFor({ ...target('From', 'text', 'fromEmail'), schema }, all))).toEqual([])
  expect(paths(suggestFor({ ...target('Answers go to', 'text', 'replyTo'), schema }, all))).toEqual([])
})

test('columns are paired, each value and field once, the element before what surrounds it', () => {
  const element = {
    type: 'object',
    properties: {
      sku: { type: 'string' },
      title: { type: 'string' },
      quantity: { type: 'integer' },
      price: { type: 'string' },
    },
  }
  const item = { name: 'lines', schema: element, value: { sku: 'A', title: 'Mug', quantity: 2, price: '240.00' } }
  const targets = [
    target('Article number', 'text', 'articleNumber'),
    target('Pieces', 'integer', 'pieces'),
    target('Description', 'text', 'description'),
    target('Value', 'number', 'value'),
    target('Bin', 'text', 'bin'),
  ]
  const { all } = sourcesOf({ item })
  const pairs = suggestPairs(targets, all, { near: new Set(all.filter(({ ref }) => ref.from === 'item')) })
  expect(Object.fromEntries(pairs.map((one) => [one.target.field.name, one.source.ref.path.join('.')]))).toEqual({
    articleNumber: 'sku',
    pieces: 'quantity',
    description: 'title',
    value: 'price',
  })
})
