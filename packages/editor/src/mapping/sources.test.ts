import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { FlowDocument } from '@patchbay/flow/document'
import { expect, test } from 'vitest'
import { emptiness, valuesSeen } from './emptiness.ts'
import { document, manifests, samples, sourcesOf } from './fixtures.ts'
import { humanise, singular, sourceNames } from './names.ts'
import { firstOpen, pickerRows } from './picker-rows.ts'
import type { SourceNode } from './sources.ts'
import { valueWords } from './value-words.ts'

const find = (path: string, from = 'order'): SourceNode => {
  const node = sourcesOf().all.find(({ ref }) => ref.from === from && ref.path.join('.') === path)
  if (node === undefined) throw new Error(path)
  return node
}

test('names of programmers become words, and a step is called by what it is about', () => {
  expect(humanise('shippingAddress')).toBe('Shipping address')
  expect(humanise('line_item_id')).toBe('Line item ID')
  expect(humanise('email')).toBe('E-mail')
  expect(['Lines', 'Addresses', 'Entries', 'Boxes', 'Status'].map(singular)).toEqual([
    'line',
    'address',
    'entry',
    'box',
    'statu',
  ])
  const name = sourceNames(document, manifests)
  expect(name('order')).toBe('Order')
  // Two steps are about a payment, so each is called by its own name.
  expect(name('payment')).toBe('Capture the payment')
  expect(name('gone')).toBe('Step was removed')
})

test('the tree joins what the schema names with what the sample holds, and knows what kind each is', () => {
  expect(find('total_price')).toMatchObject({ label: 'Total price', type: 'money', value: '1248.00' })
  expect(find('created_at').type).toBe('date')
  expect(find('phone').type).toBe('text')
  expect(find('customer').children.map(({ label }) => label)).toEqual(['E-mail', 'Phone'])
  expect(find('line_items.price')).toMatchObject({ isEach: true, value: '240.00' })
  // Only the sample tells what the payment gives.
  expect(find('status', 'payment')).toMatchObject({ value: 'succeeded', type: 'text' })
  expect(sourcesOf().roots.map(({ ref }) => ref.from)).toEqual(['order', 'payment', 'run', 'workspace'])
  expect(sourcesOf({ sample: null }).all.map(({ key }) => key)).toContain('["order","customer","phone"]')
  // Rules for runs are asked before there is one.
  expect(sourcesOf({ stepId: 'order', sight: 'event' }).roots.map(({ ref }) => ref.from)).toEqual([
    'order',
    'workspace',
  ])
  const item = { name: 'lines', schema: null, value: { sku: 'A' } }
  expect(sourcesOf({ item }).roots[0]).toMatchObject({ label: 'Each line', kind: 'item' })
})

test('emptiness counts runs in which the step was met', () => {
  expect(emptiness({ from: 'order', path: ['customer', 'phone'] }, samples)).toEqual({ empty: 2, of: 20 })
  expect(emptiness({ from: 'payment', path: ['status'] }, samples)).toEqual({ empty: 0, of: 5 })
  expect(emptiness({ from: 'payment', path: ['amount'] }, samples)).toEqual({ empty: 5, of: 5 })
})

test('values seen are counted, most often first, through lists too', () => {
  expect(valuesSeen({ from: 'order', path: ['financial_status'] }, samples)).toEqual({
    values: [
      { value: 'paid', times: 13 },
      { value: 'authorized', times: 7 },
    ],
    empty: 0,
  })
  const skus = valuesSeen({ from: 'order', path: ['line_items', 'sku'] }, samples)
  expect(skus).toEqual({
    values: [
      { value: 'A', times: 20 },
      { value: 'B', times: 19 },
    ],
    empty: 1,
  })
})

test('the picker shows open branches, and a search what is meant with the groups around it', () => {
  const sources = sourcesOf()
  const open = firstOpen(sources, [find('customer.phone')])
  const rows = pickerRows(sources, open, '')
  const labels = rows.map((row) => (row.kind === 'root' ? row.root.label : row.node.label))
  expect(labels).toContain('Phone')
  expect(labels).not.toContain('SKU')
  const found = pickerRows(sources, open, 'customer ph')
  expect(found.map((row) => (row.kind === 'root' ? row.root.label : row.node.label))).toEqual([
    'Order',
    'Customer',
    'Phone',
  ])
  expect(found.map((row) => row.kind === 'value' && row.isHit)).toEqual([false, false, true])
  expect(pickerRows(sources, open, 'varro').some((row) => row.kind === 'value' && row.node.label === 'E-mail')).toBe(
    true,
  )
})

test('a value is called as its app says, in the tree, on chips and to a search', () => {
  const sources = sourcesOf()
  expect(find('name').label).toBe('Order number')
  expect(sources.wordsOf({ from: 'order', path: ['name'] })).toBe('Order › Order number')
  expect(sources.wordsOf({ from: 'order', path: ['line_items', 0, 'sku'] })).toBe('Order › Line items › first › SKU')
  const hits = (search: string) =>
    pickerRows(sources, new Set(), search).flatMap((row) => (row.kind === 'value' && row.isHit ? [row.key] : []))
  expect(hits('order number')).toEqual(['["order","name"]'])
  expect(hits('customer sees')).toEqual(['["order","name"]'])
  // Who knows the vendor's own name finds it too.
  expect(hits('name')).toContain('["order","name"]')
})

test('a search puts what is called so before what merely has the words, and tells two of one name apart', () => {
  const order: JsonSchema = {
    type: 'object',
    properties: { id: { type: 'number', title: 'Order number of the till' }, name: { title: 'Order number' } },
  }
  const own = manifests['shop']?.triggers['orderPaid']
  if (own === undefined || manifests['shop'] === undefined) throw new Error('the fixture has no order')
  const shop = { ...manifests['shop'], triggers: { orderPaid: { ...own, output: order } } }
  const sample = { ...samples[0], id: 's', label: '', at: new Date(0), pinned: false }
  const outputs = { order: { id: 1, name: '#1001', order_number: 1001 } }
  const sources = sourcesOf({ manifests: { ...manifests, shop }, sample: { ...sample, outputs } })
  const rows = pickerRows(sources, new Set(), 'order number').flatMap((row) => (row.kind === 'value' ? [row] : []))
  expect(rows.map(({ node, isExact, ownName }) => [node.ref.path.join('.'), isExact, ownName])).toEqual([
    ['name', true, 'name'],
    ['order_number', true, 'order_number'],
    ['id', false, null],
  ])
})

test('inside of a loop its element stands first, the innermost before those around it', () => {
  const at = { position: { x: 0, y: 0 } }
  const loop = (id: string, from: string, path: string[]) =>
    ({
      ...at,
      id,
      kind: 'loop',
      name: id,
      list: { kind: 'reference', ref: { from, path } },
      concurrency: 1,
      onItemError: 'stop',
    }) as const
  const steps: FlowDocument['steps'] = [
    ...document.steps,
    loop('outer', 'order', ['line_items']),
    { ...loop('inner', 'outer', ['item', 'parts']), parent: 'outer' },
    { ...at, id: 'inside', kind: 'set', name: 'Pack', parent: 'inner', fields: {} },
  ]
  const edges = [...document.edges, { id: 'c', from: 'label', port: 'out', to: 'outer' }]
  const { roots } = sourcesOf({ document: { ...document, steps, edges }, stepId: 'inside' })
  expect(roots.map(({ ref }) => ref.from).slice(0, 3)).toEqual(['inner', 'outer', 'order'])
})

test('values are said on one line', () => {
  expect(valueWords({ id: 4, name: 'Ilka Varro', first_name: 'Ilka', city: 'Malmö', company: null })).toBe(
    'Ilka Varro, Malmö',
  )
  expect(valueWords([1, 2])).toBe('1, 2')
  expect(valueWords([{ a: 1 }])).toBe('1 item')
  expect(valueWords(null)).toBe('empty')
  expect(valueWords('2026-11-21T11:02:00Z', { timeZone: 'Europe/Stockholm' })).toBe('21 Nov, 12:02')
})
