import { z } from '@hono/zod-openapi'
import { getDraftChanges } from '@patchbay/core/flows/get-draft-changes'
import { getVersion } from '@patchbay/core/flows/get-version'
import { listVersions } from '@patchbay/core/flows/list-versions'
import { restoreVersion } from '@patchbay/core/flows/restore-version'
import { answer, items } from '../answer.ts'
import { bodyOf, define, idParam, newRoutes } from '../define.ts'
import { DraftChanges, FlowVersion, FlowVersionDetail, listOf, Revision } from '../schemas.ts'

const Versions = listOf(FlowVersion)
const params = z.object({ id: idParam('The flow') })
const versionParams = params.extend({ versionId: z.uuid().openapi({ param: { name: 'versionId', in: 'path' } }) })
const tag = 'Flows'

const changes = define({
  method: 'get',
  path: '/flows/{id}/changes',
  tag,
  summary: 'What the draft changes on the live version, in words, by who made it',
  scope: 'flows:read',
  request: { params },
  answer: DraftChanges,
})

const list = define({
  method: 'get',
  path: '/flows/{id}/versions',
  tag,
  summary: 'Versions, newest first, with what each changed in words',
  scope: 'flows:read',
  request: { params },
  answer: Versions,
})

const get = define({
  method: 'get',
  path: '/flows/{id}/versions/{versionId}',
  operationId: 'getFlowsVersion',
  tag,
  summary: 'A version with its document',
  scope: 'flows:read',
  request: { params: versionParams },
  answer: FlowVersionDetail,
})

const restore = define({
  method: 'post',
  path: '/flows/{id}/versions/{versionId}/restore',
  tag,
  summary: 'Make the draft what a version was; nothing is published by it',
  scope: 'flows:write',
  request: { params: versionParams, body: bodyOf(z.object({ revision: z.int() })) },
  answer: Revision,
})

export const flowVersionRoutes = newRoutes()
  .openapi(changes, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(answer(DraftChanges, await getDraftChanges(c.var.core, c.var.principal, { flowId: id })), 200)
  })
  .openapi(list, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(answer(Versions, items(await listVersions(c.var.core, c.var.principal, { flowId: id }))), 200)
  })
  .openapi(get, async (c) => {
    const { id, versionId } = c.req.valid('param')
    const found = await getVersion(c.var.core, c.var.principal, { flowId: id, versionId })
    return c.json(answer(FlowVersionDetail, found), 200)
  })
  .openapi(restore, async (c) => {
    const { id, versionId } = c.req.valid('param')
    const input = { flowId: id, versionId, revision: c.req.valid('json').revision }
    return c.json(answer(Revision, await restoreVersion(c.var.core, c.var.principal, input)), 200)
  })
