import { describe, expect, it } from 'vitest'
import { decodeForm } from './body.ts'
import {
  addFault,
  createLedger,
  createMemoryStore,
  defineSimulator,
  json,
  listFaults,
  type SimDelivery,
  type SimHost,
} from './simulator.ts'

const clock = { at: Date.parse('2026-01-01T00:00:00Z') }
const simulator = defineSimulator({
  id: 'shop',
  rateLimit: { name: 'api', capacity: 3, refillPerSecond: 1 },
  throttled: (seconds) => json(429, {}, { 'retry-after': String(seconds) }),
  failed: (status) => json(status, { message: 'failed' }),
  notFound: () => json(404, {}),
  idempotency: {
    keyOf: (request) => request.headers.key ?? null,
    ttlMs: 60_000,
    keeps: (response) => response.status < 400,
    replayHeaders: { replayed: 'true' },
    mismatch: () => json(422, {}),
  },
  webhook: { headers: ({ topic, secret }) => ({ topic, signed: secret }), retryDelaysMs: [1] },
  routes: [
    {
      method: 'POST',
      path: '/things/{name}',
      handle: (call, ctx) => {
        const id = ctx.id('th_')
        ctx.ledger.effect({ action: 'thing.create', key: ctx.idempotencyKey, entity: id })
        return json(201, { id, name: call.params.name, data: call.data })
      },
    },
    { method: 'GET', path: '/files/{rest*}', handle: (call) => json(200, { rest: call.params.rest }) },
  ],
  commands: { shout: (ctx, input: { word: string }) => ctx.emit({ topic: 'shouted', body: input }) },
})

function sandbox() {
  clock.at = Date.parse('2026-01-01T00:00:00Z')
  const deliveries: SimDelivery[] = []
  const now = () => new Date(clock.at)
  const host: SimHost = {
    now,
    store: createMemoryStore(),
    webhookSecret: 's',
    deliver: (delivery) => deliveries.push(delivery),
  }
  const post = async (name: string, headers: Record<string, string> = {}, body = '{}') => {
    const request = { method: 'POST', path: `/things/${name}`, query: new URLSearchParams() }
    const typed = { 'content-type': 'application/json', ...headers }
    return simulator.handle({ ...request, headers: typed, body: new TextEncoder().encode(body) }, host)
  }
  const ledger = createLedger(host.store, now)
  return { host, deliveries, post, ledger, effects: () => ledger.effects().length }
}

const statusOf = (outcome: Awaited<ReturnType<typeof simulator.handle>>) =>
  outcome.kind === 'answer' ? outcome.response.status : outcome.kind

describe('simulator toolkit', () => {
  it('replays a key for its time, refuses another request under it, and counts what was applied', async () => {
    const { post, effects, ledger } = sandbox()
    const first = await post('lamp', { key: 'k' })
    clock.at += 59_000
    const again = await post('lamp', { key: 'k' })
    if (first.kind !== 'answer' || again.kind !== 'answer') throw new Error('no answer')
    expect(again.response.body).toBe(first.response.body)
    expect(again.response.headers.replayed).toBe('true')
    expect(statusOf(await post('lamp', { key: 'k' }, '{"a":1}'))).toBe(422)
    expect(effects()).toBe(1)
    clock.at += 60_000
    await post('lamp', { key: 'k' })
    expect(effects()).toBe(2)
    expect(ledger.requests()).toHaveLength(4)
    expect(ledger.effects()[0]).toMatchObject({ action: 'thing.create', key: 'k' })
  })

  it('throttles by its bucket and tells when to come back', async () => {
    const { post } = sandbox()
    for (let i = 0; i < 3; i++) expect(statusOf(await post('lamp'))).toBe(201)
    const refused = await post('lamp')
    expect(refused).toMatchObject({ response: { status: 429, headers: { 'retry-after': '1' } } })
    clock.at += 1000
    expect(statusOf(await post('lamp'))).toBe(201)
  })

  it.each([
    [{ kind: 'status', status: 503 }, 503, 0],
    [{ kind: 'status', status: 503, applied: true }, 503, 1],
    [{ kind: 'throttle', retryAfterSeconds: 9 }, 429, 0],
    [{ kind: 'timeoutAfterApplying' }, 'silence', 1],
    [{ kind: 'down' }, 'reset', 0],
    [{ kind: 'malformed' }, 201, 1],
    [{ kind: 'slow', delayMs: 50 }, 201, 1],
  ] as const)('enacts %j', async (fault, status, applied) => {
    const { host, post, effects } = sandbox()
    addFault(host.store, { ...fault, times: 1 })
    expect(statusOf(await post('lamp'))).toBe(status)
    expect(effects()).toBe(applied)
    expect(statusOf(await post('lamp'))).toBe(201)
  })

  it('scripts faults by count, path, text and after how many', async () => {
    const { host, post } = sandbox()
    addFault(host.store, { kind: 'down', times: 1, path: '/things/lamp', contains: '"big"', skip: 1 })
    expect(statusOf(await post('desk', {}, '{"big":1}'))).toBe(201)
    expect(statusOf(await post('lamp', {}, '{"big":1}'))).toBe(201)
    expect(statusOf(await post('lamp', {}, '{"big":1}'))).toBe('reset')
    expect(listFaults(host.store)).toEqual([])
  })

  it('signs what it sends and never gives an id twice, not even after a reset', async () => {
    const { host, deliveries } = sandbox()
    simulator.commands.shout(host, { word: 'hey' })
    expect(deliveries).toMatchObject([{ topic: 'shouted', body: '{"word":"hey"}', headers: { signed: 's' } }])
    const idOf = async () => {
      const outcome = await sandbox().post('lamp')
      return outcome.kind === 'answer' ? outcome.response.body : ''
    }
    expect(await idOf()).not.toBe(await idOf())
  })

  it('reads nested forms', () => {
    expect(decodeForm('a[b][0]=1&a[b][1]=2&c=%20x&d[]=9')).toEqual({ a: { b: ['1', '2'] }, c: ' x', d: ['9'] })
  })
})
