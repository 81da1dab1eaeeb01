import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { custom, field, initConnector } from '@patchbay/connector-sdk'
import { z } from 'zod'

/** What the vendor does with its next calls, in order; then it answers as it should. */
export type Behaviour =
  | { kind: 'status'; status: number; headers?: Record<string, string> }
  /** No answer comes, and the call is cut at once: nobody has to wait until it is given up. */
  | { kind: 'apply_then_cut' }
  | { kind: 'apply_then_hang' }
  /** As it should, with so many characters more than anybody asked for. */
  | { kind: 'wordy'; characters: number }
  | { kind: 'hold'; until: Promise<unknown> }

export type Vendor = {
  origin: string
  requests: { method: string; path: string; key: string | null; body: string }[]
  /** Effects applied, by the key they came under. */
  effects: { path: string; key: string | null }[]
  next: Behaviour[]
  close(): Promise<void>
}

/**
 * A vendor over real HTTP that counts requests and applied effects. It honours `Idempotency-Key` on /keyed only, as
 * real vendors do on some of their calls.
 */
export async function startVendor(): Promise<Vendor> {
  const applied = new Map<string, string>()
  const vendor: Pick<Vendor, 'requests' | 'effects' | 'next'> = { requests: [], effects: [], next: [] }
  const server: Server = createServer(async (request, response) => {
    const body = await text(request).catch(() => null)
    // Given up while it came in.
    if (body === null) return
    const path = request.url ?? '/'
    const key = request.headers['idempotency-key']?.toString() ?? null
    vendor.requests.push({ method: request.method ?? '', path, key, body })
    const behaviour = vendor.next.shift()
    if (behaviour?.kind === 'status') {
      response
        .writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers })
        .end('{"message":"no"}')
      return
    }
    const answer = apply({ applied, effects: vendor.effects }, { method: request.method ?? '', path, key })
    if (behaviour?.kind === 'apply_then_hang') return
    if (behaviour?.kind === 'apply_then_cut') {
      request.socket.destroy()
      return
    }
    if (behaviour?.kind === 'hold') await behaviour.until
    const more = behaviour?.kind === 'wordy' ? { note: 'x'.repeat(behaviour.characters) } : null
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(more === null ? answer : JSON.stringify({ ...JSON.parse(answer), ...more }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    ...vendor,
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

type State = { applied: Map<string, string>; effects: Vendor['effects'] }

function apply(state: State, call: { method: string; path: string; key: string | null }): string {
  const looked = call.path.startsWith('/looked/') ? call.path : null
  if (call.method === 'GET' && looked !== null) return state.applied.get(looked) ?? 'null'
  if (call.method === 'GET') return JSON.stringify({ id: 'read', n: state.effects.length })
  const known = call.path === '/keyed' && call.key !== null ? state.applied.get(call.key) : undefined
  if (known) return known
  state.effects.push({ path: call.path, key: call.key })
  const answer = JSON.stringify({ id: `made_${state.effects.length}`, n: state.effects.length })
  const under = looked ?? call.key
  if (under !== null) state.applied.set(under, answer)
  return answer
}

const t = initConnector({
  id: 'vendor',
  title: 'Vendor',
  description: 'Counts what is done to it.',
  categories: ['test'],
  baseUrl: 'https://vendor.example',
  auth: custom({
    secrets: { token: z.string() },
    settings: {},
    apply: ({ credentials }) => ({ headers: { authorization: `Bearer ${credentials['token'] ?? ''}` } }),
  }),
  checkedAgainst: { kind: 'table', what: 'the server beside it' },
})

const Answer = z.looseObject({ id: z.string(), n: z.number() })
const input = { text: field(z.string(), { label: 'Text' }) }

/** One action of each kind of repeat safety. */
export const vendorConnector = t.connector({
  actions: {
    read: t.action({
      title: 'Read',
      description: 'Reads.',
      effect: 'read',
      input: {},
      output: Answer,
      run: ({ http }) => http.get('/read', Answer),
    }),
    keyed: t.action({
      title: 'Keyed',
      description: 'Takes a key.',
      effect: 'create',
      idempotency: { kind: 'key', header: 'Idempotency-Key', keyTtlMs: 3_600_000 },
      input,
      output: Answer,
      run: ({ http, input: { text } }) => http.post('/keyed', Answer, { text }),
    }),
    pair: t.action({
      title: 'Pair',
      description: 'Makes two calls, each checkpointed.',
      effect: 'create',
      idempotency: { kind: 'key', header: 'Idempotency-Key', keyTtlMs: 3_600_000 },
      input,
      output: Answer,
      run: async ({ once: call, input: { text } }) => {
        await call('first', text, ({ http }) => http.post('/first', Answer, { text }))
        return call('second', text, ({ http }) => http.post('/second', Answer, { text }))
      },
    }),
    looked: t.action({
      title: 'Looked',
      description: 'Takes no key, and can be looked for.',
      effect: 'create',
      idempotency: {
        kind: 'lookup',
        how: 'By the key in its address.',
        find: ({ http, idempotencyKey }) => http.get(`/looked/${idempotencyKey}`, Answer.nullable()),
      },
      input,
      output: Answer,
      run: ({ http, idempotencyKey, input: { text } }) => http.post(`/looked/${idempotencyKey}`, Answer, { text }),
    }),
    unsafe: t.action({
      title: 'Unsafe',
      description: 'Takes none.',
      effect: 'create',
      idempotency: { kind: 'none', why: 'The vendor has none.', onUnknown: 'decide' },
      input,
      output: Answer,
      run: ({ http, input: { text } }) => http.post('/unsafe', Answer, { text }),
    }),
  },
  triggers: {},
  lookups: {},
  test: async ({ http }) => ({ account: (await http.get('/read', Answer)).id }),
})
