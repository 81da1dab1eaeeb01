import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { apiKey } from './auth.ts'
import { callName } from './call-name.ts'
import type { CallContext } from './context.ts'
import { encodeForm } from './encode-form.ts'
import { ConnectorError } from './errors.ts'
import { field } from './field-meta.ts'
import { fileField } from './file-field.ts'
import { type HttpRequest, TransportError } from './http.ts'
import { initConnector } from './init-connector.ts'
import { path } from './path.ts'
import { runAction } from './run-action.ts'
import { runLookup } from './run-lookup.ts'
import { runPoll } from './run-poll.ts'
import { decodeForm } from './simulator/body.ts'

const t = initConnector({
  id: 'shop',
  title: 'Shop',
  description: 'A shop.',
  categories: [],
  baseUrl: 'https://{shop}.shop.example',
  auth: apiKey({ placement: { in: 'bearer' }, settings: { shop: z.string() } }),
  checkedAgainst: { kind: 'table', what: 'this test' },
})
const color = t.lookup({
  title: 'Colour',
  run: async () => ({ options: [{ value: 'red', label: 'Red' }], cursor: null }),
})
const shade = t.lookup({
  title: 'Shade',
  searches: true,
  dependsOn: { color: z.string() },
  run: async ({ params, search }) => ({ options: [{ value: 'x', label: `${params.color} ${search}` }], cursor: null }),
})
const Thing = z.looseObject({ id: z.string() })

const shop = t.connector({
  lookups: { color, shade },
  actions: {
    make: t.action({
      title: 'Make',
      description: 'Makes a thing.',
      effect: 'create',
      idempotency: {
        kind: 'lookup',
        how: 'By name.',
        find: ({ http, input }) => http.get(path`/things/by-name/${input.name}`, Thing),
      },
      input: {
        name: field(z.string(), { label: 'Name' }),
        note: z.string().optional(),
        size: z.int().default(3),
        color: color.field().optional(),
        labels: z.record(z.string(), z.string()).optional(),
        files: z.array(fileField()).optional(),
        parts: z.array(z.object({ count: z.int(), label: z.string().optional() })).optional(),
      },
      output: Thing,
      run: ({ http, input }) => http.post('/things', Thing, input),
    }),
    seek: t.action({
      title: 'Seek',
      description: 'Makes a thing that can be looked for in a list.',
      effect: 'create',
      idempotency: {
        kind: 'lookup',
        how: 'By name.',
        find: async ({ http, input }) => (await http.get(path`/things/named/${input.name}`, z.array(Thing)))[0] ?? null,
      },
      input: { name: field(z.string(), { label: 'Name' }) },
      output: Thing,
      run: ({ http, input }) => http.post('/things', Thing, input),
    }),
    pair: t.action({
      title: 'Pair',
      description: 'Makes two things.',
      effect: 'create',
      idempotency: { kind: 'key', header: 'Idempotency-Key', keyTtlMs: 1000 },
      input: {},
      output: z.array(Thing),
      run: async ({ once }) => [
        await once('left', null, ({ http }) => http.post('/things', Thing, { side: 'left' })),
        await once('right', null, ({ http }) => http.post('/things', Thing, { side: 'right' })),
      ],
    }),
  },
  triggers: {
    made: t.poll({
      title: 'Made',
      description: 'A thing was made.',
      output: Thing,
      key: (thing) => thing.id,
      run: async ({ http, since }) => {
        const page = await http.get('/things', z.object({ things: z.array(Thing) }), { since })
        return { items: page.things, cursor: null }
      },
    }),
  },
})

function trial(answer: unknown = { id: '1' }) {
  const sent: HttpRequest[] = []
  const context = (changes: Partial<CallContext> = {}): CallContext => ({
    transport: (request) => {
      sent.push(request)
      return Promise.resolve({ status: 200, headers: {}, body: new TextEncoder().encode(JSON.stringify(answer)) })
    },
    connect: () => Promise.reject(new Error('unused')),
    origin: null,
    credentials: { apiKey: 'secret-0001' },
    settings: { shop: 'my-shop' },
    idempotencyKey: 'key',
    attempt: 1,
    afterUnknown: false,
    once: (_name, fn) => fn(),
    log: () => undefined,
    signal: new AbortController().signal,
    timeoutMs: 1000,
    now: '2026-01-01T00:00:00Z',
    ...changes,
  })
  return { sent, context }
}

describe('runAction', () => {
  it('fills in defaults and takes null for an optional field as not given', async () => {
    const { sent, context } = trial()
    await runAction(shop, 'make', { name: 'a', note: null, parts: [{ count: 1, label: null }] }, context())
    expect(sent[0]?.url).toBe('https://my-shop.shop.example/things')
    expect(JSON.parse(String(sent[0]?.body))).toEqual({ name: 'a', size: 3, parts: [{ count: 1 }] })
  })

  it.each([
    [{}, 'name'],
    [{ name: 5 }, 'name'],
    [{ name: 'a', more: 1 }, ''],
    [{ name: 'a', parts: [{}] }, 'parts.0.count'],
  ])('refuses %j before anything is sent', async (input, at) => {
    const { sent, context } = trial()
    const error = await runAction(shop, 'make', input, context()).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'invalid_input', details: { field: at } })
    expect(sent).toEqual([])
  })

  it('looks before it writes again, and only then', async () => {
    const { sent, context } = trial()
    await runAction(shop, 'make', { name: 'a/b' }, context({ attempt: 2, afterUnknown: true }))
    expect(sent.map((one) => `${one.method} ${new URL(one.url).pathname}`)).toEqual(['GET /things/by-name/a%2Fb'])
  })

  it('looks once more when it is refused what the attempt before may have done meanwhile', async () => {
    const refusedAfter = (looks: { status: number; body: unknown }[]) => {
      const asked: string[] = []
      const transport: CallContext['transport'] = ({ method }) => {
        asked.push(method)
        const answer = method === 'POST' ? { status: 422, body: { error: 'closed' } } : looks.shift()
        const body = new TextEncoder().encode(JSON.stringify(answer?.body ?? null))
        return Promise.resolve({ status: answer?.status ?? 500, headers: {}, body })
      }
      const context = trial().context({ attempt: 2, afterUnknown: true, transport })
      const ended = runAction(shop, 'seek', { name: 'a' }, context).catch((thrown: unknown) => thrown)
      return ended.then((end) => ({ end, asked }))
    }
    const none = { status: 200, body: [] }
    expect(await refusedAfter([none, { status: 200, body: [{ id: '7' }] }])).toEqual({
      end: { id: '7' },
      asked: ['GET', 'POST', 'GET'],
    })
    expect((await refusedAfter([none, none])).end).toMatchObject({ code: 'invalid_input' })
    // Nobody could say: the refusal alone does not settle it.
    expect((await refusedAfter([none, { status: 500, body: null }])).end).toMatchObject({ code: 'upstream' })
  })

  it.each([
    ['read ECONNRESET', 'Shop broke the connection off'],
    ['my-shop.shop.example ended without an answer', 'Shop ended without an answer'],
    ['my-shop.shop.example did not answer within 10 s', 'Shop did not answer within 10 s'],
  ])('says whose answer was lost by name: %s', async (reason, said) => {
    const lost = trial().context({ transport: () => Promise.reject(new TransportError('sent', reason)) })
    await expect(runAction(shop, 'seek', { name: 'a' }, lost)).rejects.toMatchObject({
      message: expect.stringContaining(said),
    })
  })

  it('gives every write of one action a key of its own', async () => {
    const { sent, context } = trial()
    await runAction(shop, 'pair', {}, context())
    const keys = sent.map((one) => one.headers['idempotency-key'])
    expect(keys).toEqual([expect.stringMatching(/^key-left-\w{16}$/), expect.stringMatching(/^key-right-\w{16}$/)])
  })

  it('knows a call inside an action by its name and by what it asks for, in whatever order that comes', () => {
    const asked = { to: { street: 'A', city: 'B' }, parts: [1, 2], note: undefined }
    expect(callName('ship', asked)).toBe(callName('ship', { parts: [1, 2], to: { city: 'B', street: 'A' } }))
    const others = [{ ...asked, parts: [2, 1] }, { ...asked, note: '' }, { ...asked, to: { street: 'A' } }, null]
    for (const other of others) expect(callName('ship', other)).not.toBe(callName('ship', asked))
  })

  it('lets no setting send the credential to another host', async () => {
    for (const bad of ['evil.example/#', 'x@evil.example', 'a b', '']) {
      const { sent, context } = trial()
      const error = await runAction(shop, 'make', { name: 'a' }, context({ settings: { shop: bad } })).catch(
        (thrown: unknown) => thrown,
      )
      expect(error).toBeInstanceOf(ConnectorError)
      expect(sent).toEqual([])
    }
  })

  it('calls an answer that is not as documented unknown after a write', async () => {
    const { context } = trial({ name: 'no id' })
    const error = await runAction(shop, 'make', { name: 'a' }, context()).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'unknown_outcome' })
  })
})

describe('manifest', () => {
  it('tells a form what it needs', () => {
    expect(shop.manifest.actions.make?.fields).toEqual([
      { name: 'name', label: 'Name', type: 'text', required: true },
      { name: 'note', label: 'Note', type: 'text', required: false },
      { name: 'size', label: 'Size', type: 'integer', required: false, default: 3 },
      { name: 'color', label: 'Color', type: 'text', required: false, lookup: 'color' },
      { name: 'labels', label: 'Labels', type: 'map', required: false },
      expect.objectContaining({ name: 'files', type: 'list' }),
      {
        name: 'parts',
        label: 'Parts',
        type: 'list',
        required: false,
        fields: [
          { name: 'count', label: 'Count', type: 'integer', required: true },
          { name: 'label', label: 'Label', type: 'text', required: false },
        ],
      },
    ])
    expect(shop.manifest.actions.make?.fields.find(({ name }) => name === 'files')?.fields).toEqual([
      expect.objectContaining({ name: 'item', type: 'file' }),
    ])
    expect(shop.manifest.hosts).toEqual(['{shop}.shop.example'])
    expect(shop.manifest.lookups['shade']).toEqual({ title: 'Shade', searches: true, dependsOn: ['color'] })
  })
})

describe('runLookup', () => {
  it('gives the author what was chosen and typed, and says what must be chosen first', async () => {
    const { sent, context } = trial()
    const request = { ...context(), search: ' dark ', params: { color: 'red' } }
    expect((await runLookup(shop, 'shade', request)).options).toEqual([{ value: 'x', label: 'red dark' }])
    await expect(runLookup(shop, 'shade', { ...context(), params: {} })).rejects.toThrow('Choose "color" first')
    expect(sent).toEqual([])
  })
})

describe('runPoll', () => {
  it('gives items their keys', async () => {
    const { sent, context } = trial({ things: [{ id: '7' }] })
    const request = { ...context(), since: '2026-01-01T00:00:00Z', cursor: null, params: {} }
    expect(await runPoll(shop, 'made', request)).toEqual({
      items: [{ output: { id: '7' }, key: '7', subject: null, occurredAt: null, entity: null, version: null }],
      cursor: null,
    })
    expect(new URL(sent[0]?.url ?? '').searchParams.get('since')).toBe('2026-01-01T00:00:00Z')
  })
})

describe('encodeForm', () => {
  it('nests, keeps order and leaves out what is undefined', () => {
    const value = { a: { b: ['1', '2'] }, c: 'x & y', d: undefined, e: null }
    expect(encodeForm(value)).toBe('a%5Bb%5D%5B0%5D=1&a%5Bb%5D%5B1%5D=2&c=x+%26+y&e=')
    expect(decodeForm(encodeForm(value))).toEqual({ a: { b: ['1', '2'] }, c: 'x & y', e: '' })
  })
})
