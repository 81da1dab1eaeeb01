import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { expect, test } from 'vitest'
import { connectorManifests } from '../connectors/manifests.ts'
import { exampleOf } from './example-of.ts'

const now = new Date('2026-11-21T12:00:00Z')

test('an example of every trigger and action fits its schema', () => {
  const ajv = new Ajv2019({ strict: false, validateFormats: false })
  const schemas = Object.values(connectorManifests).flatMap(({ actions, triggers }): JsonSchema[] =>
    [...Object.values(actions), ...Object.values(triggers)].map(({ output }) => output),
  )
  expect(schemas.length).toBeGreaterThan(15)
  for (const schema of schemas) {
    const valid = ajv.validate(schema, exampleOf(schema, now))
    expect([ajv.errorsText(), schema['title']]).toEqual(['No errors', schema['title']])
    expect(valid).toBe(true)
  }
})

test('it looks like what its names say, and an order is not cancelled', () => {
  const schema = connectorManifests['shopify']?.triggers['orderPaid']?.output ?? {}
  expect(exampleOf(schema, now)).toMatchObject({
    email: 'ilka.varro@example.com',
    total_price: '120.00',
    cancelled_at: null,
    shipping_address: { name: 'Ilka Varro', city: 'Malmö' },
    line_items: [{ quantity: 2 }],
  })
})
