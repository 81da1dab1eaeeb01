import { timingSafeEqual } from 'node:crypto'
import type { Logger } from '@patchbay/observability/logger'
import type { FastifyInstance } from 'fastify'
import { ControlError, parseBody } from './control-error.ts'
import { faultRequest, type Ledger, placeOrders, restock, setupRequest, shopEvents } from './control-schema.ts'
import type { Exclusive } from './exclusive.ts'
import { clearAllFaults, clearFault, readFaults, switchFault } from './faults.ts'
import { readMails } from './mail-room.ts'
import { moveParcel } from './move-parcel.ts'
import type { Outbox } from './outbox.ts'
import { cancelOrder, fulfilPartially, payOrder, refundOrder } from './shop/change-order.ts'
import { placeInShop } from './shop/place-orders.ts'
import { findOrder, readOrders, readShop } from './shop/read-shop.ts'
import { restockProduct } from './shop/restock.ts'
import { seedShop } from './shop/seed-shop.ts'
import { type SystemName, simulatorIds, systemNames } from './simulators.ts'
import { isWorkspaceId, type Workspace, type Workspaces } from './workspaces.ts'

type Parts = { workspaces: Workspaces; exclusive: Exclusive; outbox: Outbox; token: string; log: Logger }
type Call = { workspace: Workspace; params: Record<string, string>; body: unknown }
type Handler = (call: Call) => object | Promise<object>

/** How often events leave while many orders are placed. */
const SEND_EVERY_MS = 50

/** What people and tests do to a workspace's pretend world, below `/control/w/<workspace>`. */
export function controlRoutes(app: FastifyInstance, parts: Parts): void {
  const { outbox } = parts
  const route = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, handle: Handler): void => {
    app.route<{ Params: Record<string, string> }>({
      method,
      url: `/control/w/:workspace${path}`,
      handler: async (request) => {
        const { workspace: id = '', ...params } = request.params
        const workspace = workspaceIn(parts, id)
        const answer = await parts.exclusive(() => handle({ workspace, params, body: request.body }))
        outbox.wake()
        return answer
      },
    })
  }
  guard(app, parts)
  readJson(app)
  app.post<{ Params: { workspace: string } }>('/control/w/:workspace/orders', async (request) => {
    const workspace = workspaceIn(parts, request.params.workspace)
    // In several transactions, each with its events.
    const sending = setInterval(outbox.wake, SEND_EVERY_MS)
    try {
      return { orders: await placeInShop(workspace, parseBody(placeOrders, request.body), parts.exclusive) }
    } finally {
      clearInterval(sending)
      outbox.wake()
    }
  })
  shopRoutes(route)
  faultRoutes(route)
  route('GET', '/ledger', ({ workspace }) => readLedger(workspace, outbox))
  route('GET', '/mail', ({ workspace }) => ({ mails: readMails(workspace) }))
  route('GET', '/mail/:id', ({ workspace, params }) => {
    const mail = readMails(workspace).find(({ id }) => id === params.id)
    if (mail === undefined) throw new ControlError(404, 'not_found', `The mail room has no message ${params.id}.`)
    return mail
  })
  route('POST', '/parcels/move', ({ workspace, body }) => moveParcel(workspace, body))
}

function workspaceIn({ workspaces }: Parts, id: string): Workspace {
  if (isWorkspaceId(id)) return workspaces.get(id)
  throw new ControlError(404, 'not_found', 'That is no workspace id.')
}

type Route = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, handle: Handler) => void

function shopRoutes(route: Route): void {
  route('PUT', '/setup', ({ workspace, body }) => {
    workspace.saveSetup(parseBody(setupRequest, body))
    seedShop(workspace)
    return { ok: true }
  })
  route('POST', '/reset', ({ workspace }) => {
    workspace.clear()
    seedShop(workspace)
    return { ok: true }
  })
  route('GET', '/shop', ({ workspace }) => readShop(workspace))
  route('GET', '/orders', ({ workspace }) => ({ orders: readOrders(workspace) }))
  route('GET', '/orders/:id', ({ workspace, params }) => findOrder(workspace, params.id))
  route('POST', '/orders/:id/pay', ({ workspace, params }) => payOrder(workspace, params.id))
  route('POST', '/orders/:id/cancel', ({ workspace, params }) => cancelOrder(workspace, params.id))
  route('POST', '/orders/:id/refund', ({ workspace, params }) => refundOrder(workspace, params.id))
  route('POST', '/orders/:id/fulfil-partially', ({ workspace, params }) => fulfilPartially(workspace, params.id))
  route('POST', '/restock', ({ workspace, body }) => {
    restockProduct(workspace, parseBody(restock, body))
    return readShop(workspace)
  })
}

function faultRoutes(route: Route): void {
  route('GET', '/faults', ({ workspace }) => readFaults(workspace))
  route('DELETE', '/faults', ({ workspace }) => {
    clearAllFaults(workspace)
    return readFaults(workspace)
  })
  route('PUT', '/faults/shop-events', ({ workspace, body }) => {
    workspace.saveShopEvents(parseBody(shopEvents, body))
    return readFaults(workspace)
  })
  route('DELETE', '/faults/shop-events', ({ workspace }) => {
    workspace.saveShopEvents(shopEvents.parse({}))
    return readFaults(workspace)
  })
  route('PUT', '/faults/:system', ({ workspace, params, body }) => {
    switchFault(workspace, systemIn(params.system), parseBody(faultRequest, body))
    return readFaults(workspace)
  })
  route('DELETE', '/faults/:system', ({ workspace, params }) => {
    clearFault(workspace, systemIn(params.system))
    return readFaults(workspace)
  })
}

function systemIn(name: string | undefined): SystemName {
  const system = systemNames.find((known) => known === name)
  if (system !== undefined) return system
  const known = [...systemNames, 'shop-events'].join(', ')
  throw new ControlError(404, 'not_found', `There is no system "${name}": there are ${known}.`)
}

function readLedger(workspace: Workspace, outbox: Outbox): Ledger {
  const simulators = Object.fromEntries(
    simulatorIds.map((simulator) => {
      const ledger = workspace.ledgerOf(simulator)
      return [simulator, { requests: ledger.requests(), effects: ledger.effects() }]
    }),
  )
  return { simulators, events: outbox.list(workspace.id) }
}

/** An empty body is none, whatever the content type says: a proxy may set one on every request. */
function readJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    const text = String(body)
    try {
      done(null, text === '' ? undefined : JSON.parse(text))
    } catch (error) {
      done(new ControlError(400, 'invalid_json', `The body is not JSON: ${String(error)}`))
    }
  })
}

function guard(app: FastifyInstance, { token, log }: Parts): void {
  const wanted = Buffer.from(token)
  app.addHook('onRequest', async (request) => {
    const given = Buffer.from(String(request.headers['x-sandbox-token'] ?? ''))
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
      throw new ControlError(401, 'unauthorised', 'Send the sandbox token in the header x-sandbox-token.')
  })
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof ControlError)
      return reply.code(error.status).send({ error: { code: error.code, message: error.message } })
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
    if (status < 500) return reply.code(status).send({ error: { code: 'bad_request', message: String(error) } })
    log.error({ err: error, url: request.url }, 'a control request failed')
    return reply.code(500).send({ error: { code: 'internal', message: 'The sandbox failed; its log says more.' } })
  })
}
