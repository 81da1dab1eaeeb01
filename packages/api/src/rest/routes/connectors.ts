import { listConnectors } from '@patchbay/core/connectors/list-connectors'
import { ok } from '@patchbay/core/result'
import { answer } from '../answer.ts'
import { define, newRoutes } from '../define.ts'
import { Connector, listOf } from '../schemas.ts'

const list = define({
  method: 'get',
  path: '/connectors',
  tag: 'Connectors',
  summary: 'What there is to connect to, with actions, triggers and fields',
  scope: 'connections:read',
  answer: listOf(Connector),
})

export const connectorRoutes = newRoutes().openapi(list, async (c) => {
  const found = await listConnectors(c.var.core, c.var.principal)
  return c.json(answer(list.responses[200].content['application/json'].schema, found.ok ? ok({ items: found.value }) : found), 200)
})
