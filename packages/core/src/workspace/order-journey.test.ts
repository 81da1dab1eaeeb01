import { compile } from '@patchbay/flow/compile'
import type { Mapping } from '@patchbay/flow/mapping'
import { parseDocument } from '@patchbay/flow/schema'
import { expect, test } from 'vitest'
import { connectorManifests } from '../connectors/manifests.ts'
import { orderJourney } from './order-journey.ts'

const ids = {
  shopify: 'c-shopify',
  stripe: 'c-stripe',
  easypost: 'c-easypost',
  hubspot: 'c-hubspot',
  sendgrid: 'c-sendgrid',
}
const document = orderJourney(ids)
const options = {
  manifests: connectorManifests,
  connections: Object.entries(ids).map(([connector, id]) => ({ id, connector, environment: 'sandbox' })),
}

test('the Order journey is a document that compiles without a word against it', () => {
  expect(parseDocument(document)).toMatchObject({ ok: true })
  const compiled = compile(document, options)
  expect(compiled.ok ? compiled.value.warnings : compiled.error).toEqual([])
})

test('every field it fills is one of the action, and every step has a way to it', () => {
  for (const step of document.steps) {
    if (step.kind !== 'action') continue
    const action = connectorManifests[step.connector]?.actions[step.action]
    const known = action?.fields.map((field) => field.name) ?? []
    const filled: [string, Mapping][] = Object.entries(step.input)
    expect([step.id, filled.map(([name]) => name).filter((name) => !known.includes(name))]).toEqual([step.id, []])
  }
  const reached = new Set(document.edges.map((edge) => edge.to))
  expect(document.steps.filter((step) => step.kind !== 'trigger' && !reached.has(step.id))).toEqual([])
})
