import { z } from 'zod'
import { Approval } from './rest/approval-schema.ts'
import { Decision, Delivery, DeliveryDetail, Run, RunDetail, StepData } from './rest/run-schemas.ts'
import {
  ApiError,
  Connection,
  ConnectionTest,
  Connector,
  DeliveryId,
  Done,
  DraftChanges,
  Enabled,
  Flow,
  FlowDetail,
  FlowExport,
  FlowId,
  FlowVersion,
  FlowVersionDetail,
  Id,
  Imported,
  ImportPlan,
  listOf,
  Published,
  pageOf,
  Revision,
  Validation,
} from './rest/schemas.ts'

/** What the API refused, and why. `status` 0: it could not be reached. */
export class PatchbayApiError extends Error {
  readonly status: number
  readonly code: string
  readonly problems: NonNullable<z.output<typeof ApiError>['error']['problems']>
  readonly current: unknown
  /** The key that it was sent with: where nobody knows whether it was accepted, ask again with it. */
  readonly idempotencyKey: string | null

  constructor(status: number, error: z.output<typeof ApiError>['error'], idempotencyKey: string | null = null) {
    super(error.message)
    this.name = 'PatchbayApiError'
    this.status = status
    this.code = error.code
    this.problems = error.problems ?? []
    this.current = error.current
    this.idempotencyKey = idempotencyKey
  }
}

export type ClientOptions = {
  /** Where Patchbay is, without a trailing slash. */
  url: string
  apiKey: string
  timeoutMs?: number
}

type Query = Record<string, string | number | string[] | undefined>
type JsonBody = Record<string, unknown>

/** By which the API knows a repeat of a request. Left out, each call has one of its own. */
export type MayRepeat = { idempotencyKey?: string | undefined }
const keyOf = ({ idempotencyKey = crypto.randomUUID() }: MayRepeat) => ({ idempotencyKey })

export type PatchbayClient = ReturnType<typeof createClient>

/** The public API, typed. Every call throws `PatchbayApiError` when it is refused. */
export function createClient(options: ClientOptions) {
  const send = sender(options)
  return {
    connectors: { list: () => send({ method: 'GET', path: '/connectors' }, listOf(Connector)) },
    connections: {
      list: () => send({ method: 'GET', path: '/connections' }, listOf(Connection)),
      create: (body: { connector: string; name: string; environment: 'live' | 'sandbox'; values: JsonBody }) =>
        send({ method: 'POST', path: '/connections', body }, Id),
      test: (id: string) => send({ method: 'POST', path: `/connections/${id}/test` }, ConnectionTest),
      replaceSecret: (id: string, values: JsonBody) =>
        send({ method: 'PUT', path: `/connections/${id}/secret`, body: { values } }, ConnectionTest),
      revoke: (id: string) => send({ method: 'DELETE', path: `/connections/${id}` }, Done),
    },
    flows: {
      list: () => send({ method: 'GET', path: '/flows' }, listOf(Flow)),
      get: (id: string) => send({ method: 'GET', path: `/flows/${id}` }, FlowDetail),
      create: (body: { name: string; folder?: string; document?: JsonBody }) =>
        send({ method: 'POST', path: '/flows', body }, FlowId),
      replaceDraft: (id: string, body: { revision: number; document: JsonBody }) =>
        send({ method: 'PUT', path: `/flows/${id}/draft`, body }, Revision),
      validate: (id: string) => send({ method: 'POST', path: `/flows/${id}/validate` }, Validation),
      changes: (id: string) => send({ method: 'GET', path: `/flows/${id}/changes` }, DraftChanges),
      versions: (id: string) => send({ method: 'GET', path: `/flows/${id}/versions` }, listOf(FlowVersion)),
      version: (id: string, versionId: string) =>
        send({ method: 'GET', path: `/flows/${id}/versions/${versionId}` }, FlowVersionDetail),
      restore: (id: string, versionId: string, revision: number) =>
        send({ method: 'POST', path: `/flows/${id}/versions/${versionId}/restore`, body: { revision } }, Revision),
      publish: (id: string, body: { revision: number; note?: string; include?: string[] | 'all' }) =>
        send({ method: 'POST', path: `/flows/${id}/publish`, body }, Published),
      enable: (id: string, reason?: string) =>
        send({ method: 'POST', path: `/flows/${id}/enable`, body: { reason } }, Enabled),
      disable: (id: string, reason?: string, newEvents?: 'hold' | 'refuse') =>
        send({ method: 'POST', path: `/flows/${id}/disable`, body: { reason, newEvents } }, Enabled),
      archive: (id: string) => send({ method: 'DELETE', path: `/flows/${id}` }, Done),
      setWebhookSecret: (id: string, secret: string) =>
        send({ method: 'PUT', path: `/flows/${id}/webhook-secret`, body: { secret } }, Done),
      export: (id: string, what: 'draft' | 'live' = 'draft') =>
        send({ method: 'GET', path: `/flows/${id}/export`, query: { what } }, FlowExport),
      importPlan: (file: JsonBody) => send({ method: 'POST', path: '/flows/import-plan', body: { file } }, ImportPlan),
      import: (body: {
        file: JsonBody
        name?: string
        folder?: string
        connections?: Record<string, string | null>
        lookups?: JsonBody
      }) => send({ method: 'POST', path: '/flows/import', body }, Imported),
      start: (id: string, form: JsonBody = {}, again: MayRepeat = {}) =>
        send({ method: 'POST', path: `/flows/${id}/runs`, body: { form }, ...keyOf(again) }, DeliveryId),
    },
    deliveries: {
      list: (query: Query = {}) => send({ method: 'GET', path: '/deliveries', query }, pageOf(Delivery)),
      get: (id: string) => send({ method: 'GET', path: `/deliveries/${id}` }, DeliveryDetail),
      replay: (id: string, again: MayRepeat = {}) =>
        send({ method: 'POST', path: `/deliveries/${id}/replay`, ...keyOf(again) }, DeliveryId),
    },
    runs: {
      list: (query: Query = {}) => send({ method: 'GET', path: '/runs', query }, pageOf(Run)),
      get: (id: string) => send({ method: 'GET', path: `/runs/${id}` }, RunDetail),
      step: (id: string, stepRunId: string) =>
        send({ method: 'GET', path: `/runs/${id}/steps/${stepRunId}` }, StepData),
      cancel: (id: string, body: { undo?: boolean } = {}) =>
        send({ method: 'POST', path: `/runs/${id}/cancel`, body }, Done),
      retry: (id: string) => send({ method: 'POST', path: `/runs/${id}/retry` }, Done),
      again: (id: string, again: MayRepeat = {}) =>
        send({ method: 'POST', path: `/runs/${id}/again`, ...keyOf(again) }, DeliveryId),
    },
    approvals: {
      list: (state: 'open' | 'over' = 'open', page: { cursor?: string; limit?: number } = {}) =>
        send({ method: 'GET', path: '/approvals', query: { state, ...page } }, pageOf(Approval)),
      get: (id: string) => send({ method: 'GET', path: `/approvals/${id}` }, Approval),
      decide: (id: string, body: { verdict: 'approved' | 'refused'; answers?: JsonBody; note?: string }) =>
        send({ method: 'POST', path: `/approvals/${id}`, body }, z.object({ runId: z.uuid() })),
    },
    decisions: {
      list: (state: 'open' | 'decided' = 'open') =>
        send({ method: 'GET', path: '/decisions', query: { state } }, listOf(Decision)),
      decide: (id: string, body: { verdict: 'done' | 'again'; answer?: unknown; note?: string }) =>
        send({ method: 'POST', path: `/decisions/${id}`, body }, z.object({ runId: z.uuid() })),
    },
  }
}

type Call = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  query?: Query
  body?: JsonBody
  idempotencyKey?: string
}

const sender =
  (options: ClientOptions) =>
  async <T extends z.ZodType>(call: Call, schema: T): Promise<z.output<T>> => {
    const { idempotencyKey = null } = call
    const { response, body } = await ask(options, call)
      .catch((error: unknown) => {
        // The answer may be what was lost. With a key it can be asked for once more, and nothing is done twice.
        if (idempotencyKey === null) throw error
        return ask(options, call)
      })
      .catch((cause: unknown) => {
        const message = `Patchbay does not answer at ${options.url}: ${String(cause)}`
        throw new PatchbayApiError(0, { code: 'unreachable', message }, idempotencyKey)
      })
    if (response.ok) return schema.parse(body)
    const refused = ApiError.safeParse(body)
    throw new PatchbayApiError(
      response.status,
      refused.success
        ? refused.data.error
        : { code: 'unreadable', message: `Patchbay answered ${response.status} without a reason.` },
      idempotencyKey,
    )
  }

/** Throws where no whole answer came. */
async function ask({ url, apiKey, timeoutMs = 30_000 }: ClientOptions, call: Call) {
  const { method, path, query = {}, body: given, idempotencyKey } = call
  const response = await fetch(`${url}/api/v1${path}${queryOf(query)}`, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(given === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    body: given === undefined ? null : JSON.stringify(given),
    signal: AbortSignal.timeout(timeoutMs),
  })
  return { response, body: jsonIn(await response.text()) }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function queryOf(query: Query): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) params.append(name, String(one))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}
