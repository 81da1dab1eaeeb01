import { z } from '@hono/zod-openapi'
import { createFlow } from '@patchbay/core/flows/create-flow'
import { getFlow } from '@patchbay/core/flows/get-flow'
import { listFlows } from '@patchbay/core/flows/list-flows'
import { replaceDraft } from '@patchbay/core/flows/replace-draft'
import { validateFlow } from '@patchbay/core/flows/validate-flow'
import { answer, items } from '../answer.ts'
import { bodyOf, define, idParam, newRoutes } from '../define.ts'
import { Document, Flow, FlowDetail, FlowId, listOf, Revision, Validation } from '../schemas.ts'

const Flows = listOf(Flow)
const params = z.object({ id: idParam('The flow') })
const tag = 'Flows'

const list = define({
  method: 'get',
  path: '/flows',
  tag,
  summary: 'Flows by name',
  scope: 'flows:read',
  request: {},
  answer: Flows,
})

const create = define({
  method: 'post',
  path: '/flows',
  tag,
  summary: 'Create a flow, from a document or empty',
  scope: 'flows:write',
  request: {
    body: bodyOf(z.object({ name: z.string(), folder: z.string().nullish(), document: Document.optional() })),
  },
  answer: FlowId,
})

const get = define({
  method: 'get',
  path: '/flows/{id}',
  tag,
  summary: 'A flow with its draft, its live version and its problems',
  scope: 'flows:read',
  request: { params },
  answer: FlowDetail,
})

const replace = define({
  method: 'put',
  path: '/flows/{id}/draft',
  tag,
  summary: 'Replace the draft at the revision that was read',
  scope: 'flows:write',
  request: { params, body: bodyOf(z.object({ revision: z.int(), document: Document })) },
  answer: Revision,
})

const validate = define({
  method: 'post',
  path: '/flows/{id}/validate',
  tag,
  summary: 'What publishing the draft would say',
  scope: 'flows:read',
  request: { params },
  answer: Validation,
})

export const flowRoutes = newRoutes()
  .openapi(list, async (c) => c.json(answer(Flows, items(await listFlows(c.var.core, c.var.principal))), 200))
  .openapi(create, async (c) =>
    c.json(answer(FlowId, await createFlow(c.var.core, c.var.principal, c.req.valid('json'))), 200),
  )
  .openapi(get, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(answer(FlowDetail, await getFlow(c.var.core, c.var.principal, { flowId: id })), 200)
  })
  .openapi(replace, async (c) => {
    const input = { flowId: c.req.valid('param').id, ...c.req.valid('json') }
    return c.json(answer(Revision, await replaceDraft(c.var.core, c.var.principal, input)), 200)
  })
  .openapi(validate, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(answer(Validation, await validateFlow(c.var.core, c.var.principal, { flowId: id })), 200)
  })
