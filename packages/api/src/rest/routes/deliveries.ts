import { z } from '@hono/zod-openapi'
import { getDelivery } from '@patchbay/core/deliveries/get-delivery'
import { DELIVERY_STATES, listDeliveries } from '@patchbay/core/deliveries/list-deliveries'
import { replayDelivery } from '@patchbay/core/inbox/replay-delivery'
import { answer } from '../answer.ts'
import { define, idParam, limitParam, listParam, newRoutes } from '../define.ts'
import { keyIn, mayRepeat } from '../idempotency-key.ts'
import { Delivery, DeliveryDetail } from '../run-schemas.ts'
import { DeliveryId, pageOf } from '../schemas.ts'

const Deliveries = pageOf(Delivery)
const params = z.object({ id: idParam('The delivery') })
const tag = 'Deliveries'

const list = define({
  method: 'get',
  path: '/deliveries',
  tag,
  summary: 'Events that came in, newest first, with what became of them',
  scope: 'deliveries:read',
  request: {
    query: z.object({
      state: listParam(z.enum(DELIVERY_STATES)),
      flow: z.uuid().optional(),
      text: z.string().max(200).optional(),
      cursor: z.string().max(200).optional(),
      limit: limitParam,
    }),
  },
  answer: Deliveries,
})

const get = define({
  method: 'get',
  path: '/deliveries/{id}',
  tag,
  summary: 'One event with its body',
  scope: 'deliveries:read',
  request: { params },
  answer: DeliveryDetail,
})

const replay = define({
  method: 'post',
  path: '/deliveries/{id}/replay',
  tag,
  summary: 'Bring the event in once more, for the version that is live now',
  scope: 'deliveries:write',
  request: { params, headers: mayRepeat },
  answer: DeliveryId,
})

export const deliveryRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { state, flow, ...filter } = c.req.valid('query')
    const found = await listDeliveries(c.var.core, c.var.principal, { ...filter, states: state, flowId: flow })
    return c.json(answer(Deliveries, found), 200)
  })
  .openapi(get, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(answer(DeliveryDetail, await getDelivery(c.var.core, c.var.principal, { deliveryId: id })), 200)
  })
  .openapi(replay, async (c) => {
    const input = { deliveryId: c.req.valid('param').id, ...keyIn(c.req.valid('header')) }
    return c.json(answer(DeliveryId, await replayDelivery(c.var.core, c.var.principal, input)), 200)
  })
