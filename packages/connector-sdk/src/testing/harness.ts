import type { CallContext } from '../context.ts'
import { type HttpRequest, type HttpResponse, TransportError } from '../http.ts'
import { WEBHOOK_SECRET_FIELD } from '../manifest.ts'
import {
  createLedger,
  createMemoryStore,
  type SimDelivery,
  type SimHost,
  type SimOutcome,
  type Simulator,
} from '../simulator/simulator.ts'
import type { WireRequest } from './contract.ts'
import type { ConformanceOptions } from './samples.ts'

/** What a trial needs of a suite's options. */
export type HarnessOptions = Pick<ConformanceOptions, 'contract' | 'credentials' | 'settings'>

/** One workspace with one simulator, wired to the connector without a network, every exchange judged and written down. */
export type Harness = {
  host: SimHost
  deliveries: SimDelivery[]
  exchanges: Exchange[]
  /** What the contract had against the exchanges. */
  problems: string[]
  /** Every log line, for the search after secrets. */
  logs: string[]
  effects: () => number
  context: (changes?: Partial<CallContext>) => CallContext
  /** After the n-th request from now that applies something (from 1): its answer is lost on the way back. */
  loseAnswerOf: (n: number) => void
}

export type Exchange = {
  url: string
  request: WireRequest
  status: number | null
  effects: number
  step: string | null
}

export const SIGNING_SECRET = 'made-up-signing-secret-0001'
const ORIGIN = 'https://simulator.example/w/1/x'

export function createHarness(simulator: Simulator, options: HarnessOptions): Harness {
  const state: State = { deliveries: [], exchanges: [], problems: [], logs: [], lost: 0, applied: 0, step: null }
  const host: SimHost = {
    store: createMemoryStore(),
    now: () => new Date(),
    webhookSecret: SIGNING_SECRET,
    deliver: (delivery) => state.deliveries.push(delivery),
  }
  // The same ids in every trial, so that two trials can be compared.
  host.store.put('$seed', 'seed', 'conformance')
  const effects = () => createLedger(host.store, host.now).effects().length
  const steps = new Map<string, unknown>()
  const transport = (request: HttpRequest) => exchange({ simulator, options, host, state, effects }, request)
  const { deliveries, exchanges, problems, logs } = state
  return {
    host,
    deliveries,
    exchanges,
    problems,
    logs,
    effects,
    loseAnswerOf: (n) => {
      state.applied = 0
      state.lost = n
    },
    context: (changes = {}) => ({
      transport,
      connect: () => Promise.reject(new TransportError('unsent', 'no socket in conformance')),
      origin: ORIGIN,
      credentials: { ...options.credentials, [WEBHOOK_SECRET_FIELD]: SIGNING_SECRET },
      settings: options.settings ?? {},
      idempotencyKey: 'conformance-key-1',
      attempt: 1,
      afterUnknown: false,
      once: async (name, fn) => {
        if (steps.has(name)) return steps.get(name)
        state.step = name
        const result = await fn().finally(() => {
          state.step = null
        })
        steps.set(name, result)
        return result
      },
      log: (level, message, data) => state.logs.push(`${level} ${message} ${JSON.stringify(data ?? {})}`),
      signal: new AbortController().signal,
      timeoutMs: 5000,
      now: new Date().toISOString(),
      ...changes,
    }),
  }
}

type State = Pick<Harness, 'deliveries' | 'exchanges' | 'problems' | 'logs'> & {
  lost: number
  applied: number
  step: string | null
}

type World = {
  simulator: Simulator
  options: HarnessOptions
  host: SimHost
  state: State
  effects: () => number
}

async function exchange(world: World, sent: HttpRequest): Promise<HttpResponse> {
  const { state, options } = world
  const request = toWire(sent)
  state.problems.push(...options.contract.checkRequest(request))
  const before = world.effects()
  const body = new TextEncoder().encode(request.body ?? '')
  const outcome = await world.simulator.handle({ ...request, body }, world.host).catch((error: unknown) => {
    // Without this a bug of the simulator would look like a lost answer.
    state.problems.push(`simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    throw error
  })
  const effects = world.effects() - before
  const status = outcome.kind === 'answer' ? outcome.response.status : null
  state.exchanges.push({ url: sent.url, request, status, effects, step: state.step })
  if (effects > 0) state.applied += 1
  if (effects > 0 && state.applied === state.lost) throw new TransportError('sent', 'the answer was lost')
  return receive(world, request, outcome)
}

function receive({ state, options }: World, request: WireRequest, outcome: SimOutcome): HttpResponse {
  if (outcome.kind === 'reset') throw new TransportError('unsent', 'connection refused')
  if (outcome.kind === 'silence') throw new TransportError('sent', 'no answer in time')
  const { status, headers, body } = outcome.response
  // A fault that cuts the body off is the transport's, not the simulator's word.
  if (!body.endsWith('cut off in the mid'))
    state.problems.push(...options.contract.checkResponse(request, outcome.response))
  return { status, headers, body: new TextEncoder().encode(body) }
}

function toWire(sent: HttpRequest): WireRequest {
  const url = new URL(sent.url)
  const base = new URL(ORIGIN)
  const prefix = url.origin === base.origin ? base.pathname : ''
  const body = sent.body instanceof Uint8Array ? new TextDecoder().decode(sent.body) : sent.body
  const headers = Object.fromEntries(Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), value]))
  return { method: sent.method, path: url.pathname.slice(prefix.length), query: url.searchParams, headers, body }
}
