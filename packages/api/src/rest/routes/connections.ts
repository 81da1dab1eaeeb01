import { z } from '@hono/zod-openapi'
import { createConnection } from '@patchbay/core/connections/create-connection'
import { listConnections } from '@patchbay/core/connections/list-connections'
import { replaceSecret } from '@patchbay/core/connections/replace-secret'
import { revokeConnection } from '@patchbay/core/connections/revoke-connection'
import { testConnection } from '@patchbay/core/connections/test-connection'
import { answer, done, items } from '../answer.ts'
import { bodyOf, define, idParam, newRoutes } from '../define.ts'
import { Json } from '../schema-parts.ts'
import { Connection, ConnectionTest, Done, Id, listOf } from '../schemas.ts'

const Connections = listOf(Connection)
const params = z.object({ id: idParam('The connection') })
const values = z.record(z.string(), Json).openapi({
  description: "By the fields of the connector's `auth`: secrets and settings alike. A sandbox connection needs none.",
})

const list = define({
  method: 'get',
  path: '/connections',
  tag: 'Connections',
  summary: 'Connections with their state and availability',
  scope: 'connections:read',
  request: {},
  answer: Connections,
})

const create = define({
  method: 'post',
  path: '/connections',
  tag: 'Connections',
  summary: 'Store a credential',
  scope: 'connections:write',
  request: {
    body: bodyOf(
      z.object({ connector: z.string(), name: z.string(), environment: z.enum(['live', 'sandbox']), values }),
    ),
  },
  answer: Id,
})

const test = define({
  method: 'post',
  path: '/connections/{id}/test',
  tag: 'Connections',
  summary: 'Ask the vendor whether it takes the credential',
  scope: 'connections:write',
  request: { params },
  answer: ConnectionTest,
})

const replace = define({
  method: 'put',
  path: '/connections/{id}/secret',
  tag: 'Connections',
  summary: 'Replace the credential; it is kept only when the vendor takes it',
  scope: 'connections:write',
  request: { params, body: bodyOf(z.object({ values })) },
  answer: ConnectionTest,
})

const revoke = define({
  method: 'delete',
  path: '/connections/{id}',
  tag: 'Connections',
  summary: 'Forget the credential for good',
  scope: 'connections:write',
  request: { params },
  answer: Done,
})

export const connectionRoutes = newRoutes()
  .openapi(list, async (c) =>
    c.json(answer(Connections, items(await listConnections(c.var.core, c.var.principal))), 200),
  )
  .openapi(create, async (c) =>
    c.json(answer(Id, await createConnection(c.var.core, c.var.principal, c.req.valid('json'))), 200),
  )
  .openapi(test, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(answer(ConnectionTest, await testConnection(c.var.core, c.var.principal, { connectionId: id })), 200)
  })
  .openapi(replace, async (c) => {
    const input = { connectionId: c.req.valid('param').id, ...c.req.valid('json') }
    return c.json(answer(ConnectionTest, await replaceSecret(c.var.core, c.var.principal, input)), 200)
  })
  .openapi(revoke, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(done(await revokeConnection(c.var.core, c.var.principal, { connectionId: id })), 200)
  })
