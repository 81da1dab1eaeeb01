import { z } from '@hono/zod-openapi'
import { archiveFlow } from '@patchbay/core/flows/archive-flow'
import { exportFlow } from '@patchbay/core/flows/export-flow'
import { importFlow } from '@patchbay/core/flows/import-flow'
import { planImport } from '@patchbay/core/flows/plan-import'
import { answer, done } from '../answer.ts'
import { bodyOf, define, idParam, newRoutes } from '../define.ts'
import { Json } from '../schema-parts.ts'
import { Done, FlowExport, Imported, ImportPlan } from '../schemas.ts'

const params = z.object({ id: idParam('The flow') })
const tag = 'Flows'
const file = z
  .record(z.string(), z.unknown())
  .openapi({ description: 'As exporting gives it, of this or an earlier release.' })

const exported = define({
  method: 'get',
  path: '/flows/{id}/export',
  tag,
  summary: 'The flow as a file without ids of connections, to take elsewhere',
  scope: 'flows:read',
  request: { params, query: z.object({ what: z.enum(['draft', 'live']).default('draft') }) },
  answer: FlowExport,
})

const plan = define({
  method: 'post',
  path: '/flows/import-plan',
  tag,
  summary: 'What has to be chosen before a file is imported; changes nothing',
  scope: 'flows:write',
  request: { body: bodyOf(z.object({ file })) },
  answer: ImportPlan,
})

const imported = define({
  method: 'post',
  path: '/flows/import',
  tag,
  summary: 'Make a flow of a file: a draft that is never switched on',
  scope: 'flows:write',
  request: {
    body: bodyOf(
      z.object({
        file,
        name: z.string().optional(),
        folder: z.string().nullish(),
        connections: z
          .record(z.string(), z.union([z.uuid(), z.null()]))
          .optional()
          .openapi({
            description: "By the plan's keys; null for later. What is not named takes the only one that fits.",
          }),
        lookups: z.record(z.string(), Json).optional().openapi({ description: "By the plan's keys; null for later." }),
      }),
    ),
  },
  answer: Imported,
})

const archive = define({
  method: 'delete',
  path: '/flows/{id}',
  tag,
  summary: 'Put a flow away for good; its runs stay',
  scope: 'flows:write',
  request: { params },
  answer: Done,
})

export const flowFileRoutes = newRoutes()
  .openapi(exported, async (c) => {
    const input = { flowId: c.req.valid('param').id, what: c.req.valid('query').what }
    return c.json(answer(FlowExport, await exportFlow(c.var.core, c.var.principal, input)), 200)
  })
  .openapi(plan, async (c) =>
    c.json(answer(ImportPlan, await planImport(c.var.core, c.var.principal, c.req.valid('json'))), 200),
  )
  .openapi(imported, async (c) =>
    c.json(answer(Imported, await importFlow(c.var.core, c.var.principal, c.req.valid('json'))), 200),
  )
  .openapi(archive, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(done(await archiveFlow(c.var.core, c.var.principal, { flowId: id })), 200)
  })
