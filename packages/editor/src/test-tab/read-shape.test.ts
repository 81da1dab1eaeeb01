import { expect, it } from 'vitest'
import { readShape } from './read-shape.ts'

it('takes a schema, whatever its members are called', () => {
  const shape = { type: 'object', properties: { type: { type: 'string' }, items: { type: ['number', 'null'] } } }
  expect(readShape(JSON.stringify(shape))).toEqual({ ok: true, shape })
})

it.each([
  ['{ "type": ', /not JSON/],
  ['[]', /is an object/],
  ['{ "type": "text" }', /no type “text”/],
  ['{ "type": "object", "properties": { "a": { "type": "array", "items": { "type": "money" } } } }', /no type “money”/],
])('refuses %s', (text, message) => {
  const read = readShape(text)
  expect(read.ok ? '' : read.message).toMatch(message)
})
