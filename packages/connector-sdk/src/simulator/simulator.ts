import { readBody } from './body.ts'
import { type Fault, takeFault } from './faults.ts'
import { type IdempotencyRule, replayByKey } from './idempotency.ts'
import { type Bucket, takeFromBucket } from './rate-limit.ts'
import { createSimContext, type WebhookRule } from './sim-context.ts'
import type { SimCall, SimContext, SimHost, SimOutcome, SimRequest, SimResponse } from './types.ts'

export { decodeForm } from './body.ts'
export { addFault, clearFaults, type Fault, type FaultKind, listFaults } from './faults.ts'
export { createLedger, type EffectEntry, type RequestEntry, type SimLedger } from './ledger.ts'
export { type Bucket, takeFromBucket } from './rate-limit.ts'
export { createMemoryStore, type SimStore } from './store.ts'
export type { SimCall, SimContext, SimDelivery, SimHost, SimOutcome, SimRequest, SimResponse } from './types.ts'

export type SimRoute = {
  method: string
  /** `/v1/refunds/{id}`; a last `{rest*}` takes what is left of the path. */
  path: string
  handle: (call: SimCall, ctx: SimContext) => SimResponse | Promise<SimResponse>
}

/** Changes from the vendor's side (a customer pays, a parcel moves), for the sandbox's pages and tests. */
export type SimCommand = (ctx: SimContext, input: never) => unknown

export type SimulatorSpec<C extends Record<string, SimCommand>> = {
  id: string
  routes: SimRoute[]
  /** `null` lets the request in. */
  authenticate?: (request: SimRequest) => SimResponse | null
  rateLimit?: Bucket
  /** The vendor's own way of saying "too many requests". */
  throttled: (retryAfterSeconds: number) => SimResponse
  /** The vendor's own body for an error of its servers. */
  failed: (status: number) => SimResponse
  notFound: (request: SimRequest) => SimResponse
  idempotency?: IdempotencyRule
  webhook?: WebhookRule
  commands: C
}

export type Simulator<C extends Record<string, SimCommand> = Record<string, SimCommand>> = {
  id: string
  handle: (request: SimRequest, host: SimHost) => Promise<SimOutcome>
  commands: { [K in keyof C]: (host: SimHost, input: Parameters<C[K]>[1]) => ReturnType<C[K]> }
  webhook: WebhookRule | null
}

/** A vendor in memory: pure over its store and clock. Counts every request, and whatever its handlers say they applied. */
export function defineSimulator<C extends Record<string, SimCommand>>(spec: SimulatorSpec<C>): Simulator<C> {
  const webhook = spec.webhook ?? null
  const commands = Object.entries(spec.commands).map(([name, command]) => [
    name,
    (host: SimHost, input: never) => command(createSimContext(host, { webhook, idempotencyKey: null }), input),
  ])
  return {
    id: spec.id,
    webhook,
    // fromEntries forgets the names; each value was made from the command of the same name just above.
    commands: Object.fromEntries(commands) as Simulator<C>['commands'],
    handle: async (request, host) => {
      const key = spec.idempotency?.keyOf(request) ?? null
      const ctx = createSimContext(host, { webhook, idempotencyKey: key })
      const outcome = await withFault(takeFault(host.store, request), spec, () => answer(spec, request, ctx))
      const status = outcome.kind === 'answer' ? outcome.response.status : null
      ctx.ledger.request({ method: request.method, path: request.path, key, status })
      return outcome
    },
  }
}

/** A JSON answer. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): SimResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** Cuts a page out of a list, by the id of the last item of the page before. */
export function pageAfter<T>(
  items: T[],
  idOf: (item: T) => string,
  page: { after: string | null; limit: number },
): { items: T[]; hasMore: boolean } {
  const start = page.after === null ? 0 : items.findIndex((item) => idOf(item) === page.after) + 1
  return { items: items.slice(start, start + page.limit), hasMore: start + page.limit < items.length }
}

async function withFault(
  fault: Fault | null,
  spec: Pick<SimulatorSpec<never>, 'failed' | 'throttled'>,
  apply: () => Promise<SimResponse>,
): Promise<SimOutcome> {
  const respond = (response: SimResponse, delayMs = 0): SimOutcome => ({ kind: 'answer', response, delayMs })
  switch (fault?.kind) {
    case undefined:
      return respond(await apply())
    case 'slow':
      return respond(await apply(), fault.delayMs)
    case 'status':
      if (fault.applied === true) await apply()
      return respond(spec.failed(fault.status))
    case 'throttle':
      return respond(spec.throttled(fault.retryAfterSeconds))
    case 'malformed':
      return respond({ ...(await apply()), body: '{"id": "cut off in the mid' })
    case 'timeoutAfterApplying':
      await apply()
      return { kind: 'silence', delayMs: 0 }
    case 'down':
      return { kind: 'reset', delayMs: 0 }
  }
}

async function answer<C extends Record<string, SimCommand>>(
  spec: SimulatorSpec<C>,
  request: SimRequest,
  ctx: SimContext,
): Promise<SimResponse> {
  const refused = spec.authenticate?.(request) ?? null
  if (refused !== null) return refused
  if (spec.rateLimit !== undefined) {
    const taken = takeFromBucket(ctx, spec.rateLimit, 1)
    if (!taken.ok) return spec.throttled(Math.max(1, Math.ceil(taken.retryAfterMs / 1000)))
  }
  for (const route of spec.routes) {
    const params = route.method === request.method || route.method === '*' ? matchPath(route.path, request.path) : null
    if (params === null) continue
    const call = { ...request, params, data: readBody(request) }
    const handle = async () => route.handle(call, ctx)
    return spec.idempotency === undefined ? handle() : replayByKey(spec.idempotency, request, ctx, handle)
  }
  return spec.notFound(request)
}

function matchPath(template: string, path: string): Record<string, string> | null {
  const rest = /\/\{(\w+)\*\}$/.exec(template)
  const wanted = (rest === null ? template : template.slice(0, rest.index)).split('/')
  const given = path.split('/')
  if (rest === null ? wanted.length !== given.length : given.length < wanted.length) return null
  const params: Record<string, string> = rest === null ? {} : { [rest[1] ?? '']: given.slice(wanted.length).join('/') }
  for (const [i, part] of wanted.entries()) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    const value = decodeURIComponent(given[i] ?? '')
    if (name === undefined ? part !== value : value === '') return null
    if (name !== undefined) params[name] = value
  }
  return params
}
