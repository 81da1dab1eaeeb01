import fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { sampleSchema } from './sample-schema.ts'
import { presenceAt } from './schema-at.ts'

it('knows what was missing once, and what was null once', () => {
  const schema = sampleSchema([
    { id: 1, phone: null, lines: [{ sku: 'a' }, { sku: 'b', gift: true }] },
    { id: 2.5, phone: '+46', lines: [] },
    { id: 3, phone: '+45', lines: [], note: 'Ring twice' },
  ])
  expect(presenceAt(schema, ['id'])).toBe('always')
  expect(presenceAt(schema, ['phone'])).toBe('maybe')
  expect(presenceAt(schema, ['note'])).toBe('maybe')
  expect(schema).toMatchObject({
    properties: {
      id: { type: 'number' },
      lines: { items: { properties: { sku: { type: 'string' } }, required: ['sku'] } },
    },
  })
})

it('takes every value that it was learnt from', () => {
  const seen = fc.array(fc.jsonValue({ maxDepth: 3 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(seen, (values) => {
      const plain = JSON.parse(JSON.stringify(values))
      const reader = z.fromJSONSchema(sampleSchema(plain))
      for (const value of plain) expect(reader.safeParse(value).success).toBe(true)
    }),
    { numRuns: 300, seed: 1 },
  )
})
