import { z } from '@hono/zod-openapi'
import { publishFlow } from '@patchbay/core/flows/publish-flow'
import { setFlowEnabled } from '@patchbay/core/flows/set-flow-enabled'
import { setWebhookSecret } from '@patchbay/core/flows/set-webhook-secret'
import { startFlow } from '@patchbay/core/inbox/start-flow'
import { answer, done } from '../answer.ts'
import { bodyOf, define, idParam, newRoutes, optionalBodyOf } from '../define.ts'
import { keyIn, mayRepeat } from '../idempotency-key.ts'
import { Json } from '../schema-parts.ts'
import { DeliveryId, Done, Enabled, Published } from '../schemas.ts'

const params = z.object({ id: idParam('The flow') })
const tag = 'Flows'
const reason = z.strictObject({ reason: z.string().max(500).optional() })
const off = reason.extend({ newEvents: z.enum(['hold', 'refuse']).optional() })

const PublishBody = z.object({
  revision: z.int(),
  note: z.string().max(500).optional(),
  include: z
    .union([z.literal('all'), z.array(z.string())])
    .default('all')
    .openapi({ description: 'Ids of changes of the draft, each with what it needs. The rest stays in the draft.' }),
})

const publish = define({
  method: 'post',
  path: '/flows/{id}/publish',
  tag,
  summary: 'Make a version of the draft, or of some of its changes, and give new events to it',
  scope: 'flows:publish',
  request: { params, body: bodyOf(PublishBody) },
  answer: Published,
})

const enable = define({
  method: 'post',
  path: '/flows/{id}/enable',
  tag,
  summary: 'Switch on',
  scope: 'flows:publish',
  request: { params, body: optionalBodyOf(reason) },
  answer: Enabled,
})

const disable = define({
  method: 'post',
  path: '/flows/{id}/disable',
  tag,
  summary: 'Switch off: events are refused, recorded, and can be replayed; or held until it is switched on',
  scope: 'flows:publish',
  request: { params, body: optionalBodyOf(off) },
  answer: Enabled,
})

const secret = define({
  method: 'put',
  path: '/flows/{id}/webhook-secret',
  tag,
  summary: "Set what callers of the flow's own address prove themselves with",
  scope: 'flows:write',
  request: { params, body: bodyOf(z.object({ secret: z.string() })) },
  answer: Done,
})

const start = define({
  method: 'post',
  path: '/flows/{id}/runs',
  tag: 'Runs',
  summary: 'Start the live version with a JSON object',
  scope: 'flows:start',
  request: { params, headers: mayRepeat, body: bodyOf(z.object({ form: z.record(z.string(), Json).default({}) })) },
  answer: DeliveryId,
})

export const flowLifeRoutes = newRoutes()
  .openapi(publish, async (c) => {
    const input = { flowId: c.req.valid('param').id, ...c.req.valid('json') }
    return c.json(answer(Published, await publishFlow(c.var.core, c.var.principal, input)), 200)
  })
  .openapi(enable, async (c) => {
    const input = { flowId: c.req.valid('param').id, enabled: true, reason: c.req.valid('json').reason }
    return c.json(answer(Enabled, await setFlowEnabled(c.var.core, c.var.principal, input)), 200)
  })
  .openapi(disable, async (c) => {
    const input = { flowId: c.req.valid('param').id, enabled: false, ...c.req.valid('json') }
    return c.json(answer(Enabled, await setFlowEnabled(c.var.core, c.var.principal, input)), 200)
  })
  .openapi(secret, async (c) => {
    const input = { flowId: c.req.valid('param').id, ...c.req.valid('json') }
    return c.json(done(await setWebhookSecret(c.var.core, c.var.principal, input)), 200)
  })
  .openapi(start, async (c) => {
    const { form } = c.req.valid('json')
    const again = keyIn(c.req.valid('header'))
    const input = { flowId: c.req.valid('param').id, form, origin: 'api' as const, ...again }
    return c.json(answer(DeliveryId, await startFlow(c.var.core, c.var.principal, input)), 200)
  })
