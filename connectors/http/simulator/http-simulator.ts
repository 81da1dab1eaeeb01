import {
  defineSimulator,
  json,
  type SimCall,
  type SimContext,
  type SimResponse,
} from '@patchbay/connector-sdk/simulator'

type Thing = { id: string; value: unknown; createdAt: string }

/** A plain REST service: things to list, read, make, replace and delete. It honours Idempotency-Key on POST. */
export const httpSimulator = defineSimulator({
  id: 'http',
  authenticate: (request) =>
    request.headers.authorization?.includes('bad') ? json(401, { message: 'This credential is not known' }) : null,
  throttled: (seconds) => json(429, { message: 'Too many requests' }, { 'retry-after': String(seconds) }),
  failed: (status) => json(status, { message: status >= 500 ? 'Internal error' : 'The request is not valid' }),
  notFound: (request) => json(404, { message: `Nothing is at ${request.path}` }),
  idempotency: {
    keyOf: (request) => (request.method === 'POST' ? (request.headers['idempotency-key'] ?? null) : null),
    ttlMs: 24 * 60 * 60 * 1000,
    keeps: (response) => response.status < 400,
    mismatch: () => json(422, { message: 'This key was used for another request' }),
  },
  routes: [
    { method: 'GET', path: '/things', handle: list },
    { method: 'POST', path: '/things', handle: create },
    { method: 'GET', path: '/things/{id}', handle: (call, ctx) => answer(things(ctx).get(call.params.id ?? '')) },
    { method: 'PUT', path: '/things/{id}', handle: put },
    { method: 'DELETE', path: '/things/{id}', handle: remove },
    { method: '*', path: '/echo', handle: echo },
  ],
  commands: {
    listThings: (ctx: SimContext, _input: Record<never, never>) => things(ctx).all(),
    addThing: (ctx: SimContext, input: { id: string; value: unknown }) =>
      things(ctx).put(input.id, { ...input, createdAt: ctx.now().toISOString() }),
  },
})

function list(call: SimCall, ctx: SimContext): SimResponse {
  const limit = Number(call.query.get('limit') ?? 20)
  const offset = Number(call.query.get('offset') ?? 0)
  const all = things(ctx).all()
  return json(200, { things: all.slice(offset, offset + limit), total: all.length })
}

function create(call: SimCall, ctx: SimContext): SimResponse {
  if (call.data === undefined) return json(400, { message: 'The body is not JSON' })
  const id = ctx.id('thing_', 12)
  const thing = things(ctx).put(id, { id, value: call.data, createdAt: ctx.now().toISOString() })
  ctx.ledger.effect({ action: 'thing.create', key: ctx.idempotencyKey, entity: id })
  return json(201, thing, { location: `/things/${id}` })
}

function put(call: SimCall, ctx: SimContext): SimResponse {
  const id = call.params.id ?? ''
  const before = things(ctx).get(id)
  const same = before !== null && JSON.stringify(before.value) === JSON.stringify(call.data)
  const createdAt = before?.createdAt ?? ctx.now().toISOString()
  const thing = things(ctx).put(id, { id, value: call.data, createdAt })
  if (!same) ctx.ledger.effect({ action: 'thing.put', key: id, entity: id })
  return json(before === null ? 201 : 200, thing)
}

function remove(call: SimCall, ctx: SimContext): SimResponse {
  const id = call.params.id ?? ''
  if (things(ctx).get(id) === null) return answer(null)
  things(ctx).delete(id)
  ctx.ledger.effect({ action: 'thing.delete', key: id, entity: id })
  return { status: 204, headers: {}, body: '' }
}

function echo(call: SimCall): SimResponse {
  return json(200, { method: call.method, query: Object.fromEntries(call.query), body: call.data })
}

function things(ctx: SimContext) {
  return ctx.collection<Thing>('things')
}

function answer(thing: Thing | null): SimResponse {
  return thing === null ? json(404, { message: 'No such thing' }) : json(200, thing)
}
