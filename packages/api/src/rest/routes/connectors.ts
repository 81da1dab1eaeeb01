import { listConnectors } from '@patchbay/core/connectors/list-connectors'
import { answer, items } from '../answer.ts'
import { define, newRoutes } from '../define.ts'
import { Connector, listOf } from '../schemas.ts'

const Connectors = listOf(Connector)

const list = define({
  method: 'get',
  path: '/connectors',
  tag: 'Connectors',
  summary: 'What there is to connect to, with actions, triggers and fields',
  scope: 'connections:read',
  request: {},
  answer: Connectors,
})

export const connectorRoutes = newRoutes().openapi(list, async (c) =>
  c.json(answer(Connectors, items(await listConnectors(c.var.core, c.var.principal))), 200),
)
