import { compile } from '@patchbay/flow/compile'
import { parseDocument } from '@patchbay/flow/schema'
import { expect, test } from 'vitest'
import { connectorManifests } from '../../connectors/manifests.ts'
import { connectorOf, withConnections } from '../document-connections.ts'
import { templates } from './templates.ts'

const connections = Object.keys(connectorManifests).map((connector) => ({
  id: `con_${connector}`,
  connector,
  environment: 'sandbox' as const,
}))

test.each(templates.map((template) => [template.id, template] as const))(
  '%s can be published as soon as its connections are chosen',
  (_id, { document }) => {
    expect(parseDocument(document)).toEqual({ ok: true, value: document })
    const connected = withConnections(document, (step) => `con_${connectorOf(step)}`)
    const options = { manifests: connectorManifests, connections, checkCron: () => null, checkExpression: () => null }
    const compiled = compile(connected, options)
    expect(compiled.ok ? compiled.value.warnings : compiled.error).toEqual([])
  },
)

test('templates can be told apart, and carry no connection', () => {
  expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length)
  expect(new Set(templates.map(({ title }) => title)).size).toBe(templates.length)
  expect(JSON.stringify(templates)).not.toMatch(/"connectionId":"/)
})
