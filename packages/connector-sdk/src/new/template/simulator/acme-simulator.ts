import { createHmac } from 'node:crypto'
import {
  defineSimulator,
  json,
  pageAfter,
  type SimCall,
  type SimContext,
  type SimResponse,
} from '@patchbay/connector-sdk/simulator'

type Item = { id: string; name: string; updated_at: string }

/** Acme as far as the connector goes. It shares no code with the connector: what both had wrong would not be seen. */
export const acmeSimulator = defineSimulator({
  id: 'acme',
  rateLimit: { name: 'api', capacity: 100, refillPerSecond: 10 },
  authenticate: (request) => {
    const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    return key === undefined || key.includes('bad') ? json(401, { message: 'This key is not known' }) : null
  },
  throttled: (seconds) => json(429, { message: 'Too many requests' }, { 'retry-after': String(seconds) }),
  failed: (status) => json(status, { message: 'Something broke' }),
  notFound: (request) => json(404, { message: `Nothing is at ${request.path}` }),
  idempotency: {
    keyOf: (request) => (request.method === 'POST' ? (request.headers['idempotency-key'] ?? null) : null),
    ttlMs: 24 * 60 * 60 * 1000,
    keeps: (response) => response.status < 400,
    mismatch: () => json(422, { message: 'This key was used for another request' }),
  },
  webhook: {
    headers: ({ id, topic, body, secret }) => ({
      'x-acme-delivery': id,
      'x-acme-topic': topic,
      'x-acme-signature': createHmac('sha256', secret).update(body).digest('hex'),
    }),
    retryDelaysMs: [1_000, 10_000, 60_000],
  },
  routes: [
    { method: 'GET', path: '/items', handle: list },
    { method: 'POST', path: '/items', handle: create },
    { method: 'GET', path: '/items/{id}', handle: read },
  ],
  commands: {
    addItem: (ctx: SimContext, input: { name: string }) => add(ctx, input.name),
  },
})

function list(call: SimCall, ctx: SimContext): SimResponse {
  const page = pageAfter(items(ctx).all(), (item) => item.id, { after: call.query.get('after'), limit: 50 })
  return json(200, { items: page.items, next: page.hasMore ? (page.items.at(-1)?.id ?? null) : null })
}

function create(call: SimCall, ctx: SimContext): SimResponse {
  const name: unknown = Reflect.get(Object(call.data), 'name')
  if (typeof name !== 'string' || name === '') return json(422, { message: 'A name is needed' })
  const item = add(ctx, name)
  ctx.ledger.effect({ action: 'item.create', key: ctx.idempotencyKey, entity: item.id })
  return json(201, item)
}

function read(call: SimCall, ctx: SimContext): SimResponse {
  const item = items(ctx).get(call.params.id ?? '')
  return item === null ? json(404, { message: 'No such item' }) : json(200, item)
}

function add(ctx: SimContext, name: string): Item {
  const id = ctx.id('item_')
  const item = items(ctx).put(id, { id, name, updated_at: ctx.now().toISOString() })
  ctx.emit({ topic: 'item.created', body: item })
  return item
}

function items(ctx: SimContext) {
  return ctx.collection<Item>('items')
}
