import type { Mapping, TemplatePart } from '@patchbay/flow/mapping'
import { expression, fixed, type MappingCase, ref } from './case.ts'

/** Constants, references, templates, lists and objects: nothing here needs a thread but one `of`. */
export const VALUE_CASES: MappingCase[] = [
  { name: 'constant text', input: { mapping: fixed('hello') }, expect: { value: 'hello' } },
  { name: 'constant object', input: { mapping: fixed({ a: [1, null] }) }, expect: { value: { a: [1, null] } } },
  {
    name: 'constant null in a required field',
    input: { mapping: fixed(null), required: true },
    expect: { error: 'missing' },
  },
  { name: 'reference', input: { mapping: ref('order.customer.email') }, expect: { value: 'ada@example.com' } },
  { name: 'reference into a list', input: { mapping: ref('order.lines.1.sku') }, expect: { value: 'TEE-7' } },
  {
    name: 'reference to a whole output',
    input: { mapping: ref('small') },
    scope: { steps: { small: { a: 1 } } },
    expect: { value: { a: 1 } },
  },
  { name: 'reference to the run', input: { mapping: ref('run.now') }, expect: { value: '2026-11-21T10:00:00Z' } },
  { name: 'reference to the workspace', input: { mapping: ref('workspace.currency') }, expect: { value: 'EUR' } },
  {
    name: 'reference to a loop’s item',
    input: { mapping: ref('each.item.sku') },
    scope: { loops: { each: { item: { sku: 'X' }, index: 3 } } },
    expect: { value: 'X' },
  },
  {
    name: 'reference to a loop’s index',
    input: { mapping: ref('each.index') },
    scope: { loops: { each: { item: 'x', index: 3 } } },
    expect: { value: 3 },
  },
  {
    name: 'required and absent names field and source',
    input: { mapping: ref('order.shipping_address.phone'), required: true },
    expect: { error: 'missing', source: 'Order paid › shipping_address › phone', says: 'Test field' },
  },
  { name: 'optional and absent', input: { mapping: ref('order.shipping_address.phone') }, expect: { absent: true } },
  {
    name: 'null is missing when required',
    input: { mapping: ref('order.note'), required: true },
    expect: { error: 'missing', source: 'Order paid › note' },
  },
  { name: 'null stays null when optional', input: { mapping: ref('order.note') }, expect: { value: null } },
  {
    name: 'skipped step',
    input: { mapping: ref('label.id'), required: true },
    expect: { error: 'missing', source: 'Buy the label › id' },
  },
  {
    name: 'position past the end, counted as people do',
    input: { mapping: ref('order.lines.9.sku'), required: true },
    expect: { error: 'missing', source: 'Order paid › lines › item 10 › sku' },
  },
  { name: 'inherited properties are none', input: { mapping: ref('order.constructor') }, expect: { absent: true } },
  { name: 'length of text is no path', input: { mapping: ref('order.name.length') }, expect: { absent: true } },
  {
    name: 'missing: a value instead',
    input: { mapping: { ...ref('order.phone'), ifMissing: { kind: 'value', value: 'n/a' } }, required: true },
    expect: { value: 'n/a' },
  },
  {
    name: 'missing: a value instead of null',
    input: { mapping: { ...ref('order.note'), ifMissing: { kind: 'value', value: '-' } } },
    expect: { value: '-' },
  },
  {
    name: 'missing: an error though optional',
    input: { mapping: { ...ref('order.phone'), ifMissing: { kind: 'error' } } },
    expect: { error: 'missing', source: 'Order paid › phone' },
  },
  {
    name: 'missing: left out',
    input: { mapping: { ...ref('order.note'), ifMissing: { kind: 'omit' } } },
    expect: { absent: true },
  },
  {
    name: 'missing: left out of a required field',
    input: { mapping: { ...ref('order.note'), ifMissing: { kind: 'omit' } }, required: true },
    expect: { error: 'missing' },
  },

  {
    name: 'template',
    input: { mapping: template('Hi ', 'order.customer.first_name', ', order ', 'order.id') },
    expect: { value: 'Hi Ada, order 1001' },
  },
  {
    name: 'template with a list',
    input: { mapping: template('Tags: ', 'order.tags') },
    expect: { value: 'Tags: vip, gift' },
  },
  {
    name: 'template with an object',
    input: { mapping: template('', 'order.shipping_address') },
    expect: { value: '{"city":"Berlin","zip":"01067"}' },
  },
  {
    name: 'template with a gap, optional',
    input: { mapping: template('Note: ', 'order.note', '.') },
    expect: { value: 'Note: .' },
  },
  {
    name: 'template with a gap, required',
    input: { mapping: template('Note: ', 'order.note'), required: true },
    expect: { error: 'missing', source: 'Order paid › note' },
  },
  {
    name: 'template of nothing but gaps',
    input: { mapping: template('', 'order.phone', ' ', 'order.note') },
    expect: { absent: true },
  },
  {
    name: 'template with a value for its gap',
    input: {
      mapping: {
        kind: 'template',
        parts: [{ text: 'Note: ' }, { ref: ref('order.note').ref, ifMissing: { kind: 'value', value: 'none' } }],
      },
      required: true,
    },
    expect: { value: 'Note: none' },
  },
  {
    name: 'template never evaluates what it says',
    input: { mapping: { kind: 'template', parts: [{ text: '{{ $eval("1") }}' }] } },
    expect: { value: '{{ $eval("1") }}' },
  },
  {
    name: 'list',
    input: { mapping: { kind: 'list', of: ref('order.lines'), each: ref('item.sku') } },
    expect: { value: ['MUG-1', 'TEE-7', 'GIFT'] },
  },
  {
    name: 'list of objects, filtered',
    input: {
      mapping: {
        kind: 'list',
        of: ref('order.lines'),
        keep: { kind: 'compare', left: ref('item.qty'), operator: 'greater', right: fixed(0) },
        each: {
          kind: 'object',
          fields: { code: ref('item.sku'), quantity: ref('item.qty'), order: ref('order.name') },
        },
      },
    },
    expect: {
      value: [
        { code: 'MUG-1', quantity: 2, order: '#1001' },
        { code: 'TEE-7', quantity: 1, order: '#1001' },
      ],
    },
  },
  {
    name: 'list in a list',
    input: {
      mapping: { kind: 'list', of: fixed([[1, 2], [3]]), each: { kind: 'list', of: ref('item'), each: ref('item') } },
    },
    expect: { value: [[1, 2], [3]] },
  },
  {
    name: 'list of what is none',
    input: { mapping: { kind: 'list', of: ref('order.name'), each: ref('item') } },
    expect: { error: 'type', source: 'Order paid › name', says: 'text' },
  },
  {
    name: 'a value that is no list stays what it is where only a list can stand',
    input: { mapping: ref('order.name'), list: true },
    expect: { value: '#1001' },
  },
  {
    name: 'list of one by expression',
    input: { mapping: { kind: 'list', of: expression('steps.order.lines[qty>1]'), each: ref('item.sku') } },
    expect: { value: ['MUG-1'] },
  },
  {
    name: 'list item without a value, optional',
    input: { mapping: { kind: 'list', of: fixed([{ a: 1 }, {}]), each: ref('item.a') } },
    expect: { value: [1] },
  },
  {
    name: 'list item without a value, required',
    input: { mapping: { kind: 'list', of: fixed([{ a: 1 }, {}]), each: ref('item.a') }, required: true },
    expect: { error: 'missing', source: 'List item › a', says: 'item 2' },
  },
  {
    name: 'list that is missing',
    input: { mapping: { kind: 'list', of: ref('order.nowhere'), each: ref('item') }, required: true },
    expect: { error: 'missing', source: 'Order paid › nowhere' },
  },
  {
    name: 'object leaves out what is missing',
    input: {
      mapping: { kind: 'object', fields: { city: ref('order.shipping_address.city'), phone: ref('order.phone') } },
      required: true,
    },
    expect: { value: { city: 'Berlin' } },
  },
  {
    name: 'object that insists',
    input: { mapping: { kind: 'object', fields: { phone: { ...ref('order.phone'), ifMissing: { kind: 'error' } } } } },
    expect: { error: 'missing', says: 'Test field › phone' },
  },
  {
    name: 'object of nothing',
    input: { mapping: { kind: 'object', fields: { phone: ref('order.phone') } }, required: true },
    expect: { error: 'missing', source: 'Order paid › phone' },
  },
]

function template(...texts: string[]): Mapping {
  const parts = texts.map((text, at): TemplatePart => (at % 2 === 0 ? { text } : { ref: ref(text).ref }))
  return { kind: 'template', parts }
}
