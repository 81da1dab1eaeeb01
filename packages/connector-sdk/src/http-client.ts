import { z } from 'zod'
import type { AuthParts } from './auth.ts'
import type { CallContext } from './context.ts'
import { encodeForm } from './encode-form.ts'
import { errorByStatus } from './error-by-status.ts'
import { ConnectorError } from './errors.ts'
import { type HttpRequest, type HttpResponse, TransportError } from './http.ts'
import { issueWords } from './issue-words.ts'
import { redact } from './redact.ts'
import type { ErrorVerdict, VendorResponse } from './vendor-response.ts'

export type Query = Record<string, string | number | boolean | null | undefined | (string | number)[]>

export type RequestOptions = {
  query?: Query
  headers?: Record<string, string>
  /** `text` sends a string as it stands. */
  encoding?: 'json' | 'form' | 'text'
  /** The request changes nothing although its method is not GET: a search by POST. */
  safe?: boolean
  /** Statuses that are answers here, not errors: 404 for "not there yet". */
  accept?: number[]
}

/**
 * Bound to base URL, authentication and required headers. Each method answers with the body validated by `schema` and
 * throws `ConnectorError` only.
 */
export type HttpClient = {
  get: <T extends z.ZodType>(path: string, schema: T, query?: Query, options?: RequestOptions) => Promise<z.output<T>>
  post: <T extends z.ZodType>(path: string, schema: T, body?: unknown, options?: RequestOptions) => Promise<z.output<T>>
  put: <T extends z.ZodType>(path: string, schema: T, body?: unknown, options?: RequestOptions) => Promise<z.output<T>>
  patch: <T extends z.ZodType>(
    path: string,
    schema: T,
    body?: unknown,
    options?: RequestOptions,
  ) => Promise<z.output<T>>
  delete: <T extends z.ZodType>(
    path: string,
    schema: T,
    query?: Query,
    options?: RequestOptions,
  ) => Promise<z.output<T>>
  /** Posts to the connector's `graphqlPath`; answers with `data`. A query is safe, a mutation is a write. */
  graphql: <T extends z.ZodType>(
    document: string,
    schema: T,
    variables?: Record<string, unknown>,
  ) => Promise<z.output<T>>
  /** The answer as it stands: status, headers, body. */
  raw: (method: string, path: string, body?: unknown, options?: RequestOptions) => Promise<VendorResponse>
}

export type ClientOptions = {
  context: CallContext
  /** What people call the system behind `baseUrl`; null where a host says more. */
  name: string | null
  baseUrl: string | null
  auth: AuthParts
  headers: Record<string, string>
  encoding: 'json' | 'form'
  graphqlPath: string | null
  /** Added to every write. */
  keyHeader: { name: string; key: string } | null
  /** Reads and pure actions write nothing, whatever the method. */
  readOnly: boolean
  errorOf: (response: VendorResponse) => ErrorVerdict | null
}

type Outgoing = { method: string; path: string; body: unknown; options: RequestOptions }

export function createHttpClient(client: ClientOptions): HttpClient {
  const typed = async <T extends z.ZodType>(schema: T, outgoing: Outgoing): Promise<z.output<T>> => {
    const response = await send(client, outgoing)
    return readAs(schema, response.json === undefined && response.text === '' ? null : response.json, response, client)
  }
  return {
    get: (path, schema, query, options = {}) =>
      typed(schema, { method: 'GET', path, body: undefined, options: withQuery(options, query) }),
    post: (path, schema, body, options = {}) => typed(schema, { method: 'POST', path, body, options }),
    put: (path, schema, body, options = {}) => typed(schema, { method: 'PUT', path, body, options }),
    patch: (path, schema, body, options = {}) => typed(schema, { method: 'PATCH', path, body, options }),
    delete: (path, schema, query, options = {}) =>
      typed(schema, { method: 'DELETE', path, body: undefined, options: withQuery(options, query) }),
    graphql: async (document, schema, variables = {}) => {
      const path = client.graphqlPath
      if (path === null) throw new Error('http.graphql needs `graphqlPath` in initConnector')
      const options: RequestOptions = { encoding: 'json', safe: !/^\s*mutation\b/m.test(document) }
      const response = await send(client, { method: 'POST', path, body: { query: document, variables }, options })
      const data = z.object({ data: z.unknown() }).safeParse(response.json)
      return readAs(schema, data.success ? data.data.data : undefined, response, client)
    },
    raw: (method, path, body, options = {}) => send(client, { method, path, body, options }),
  }
}

async function send(client: ClientOptions, outgoing: Outgoing): Promise<VendorResponse> {
  const { context } = client
  const write = isWrite(client, outgoing)
  const request = buildRequest(client, outgoing, write)
  const shown = `${outgoing.method} ${new URL(request.url).pathname}`
  const answer = await transmit(client, request, write)
  const response = toVendorResponse(answer, write)
  context.log('debug', `${shown} answered ${response.status}`, { status: response.status })
  const verdict = client.errorOf(response)
  if (verdict !== null) throw toError(verdict, response, client)
  const isError = response.status >= 400 || response.status < 200 || (response.status >= 300 && response.status < 400)
  if (isError && !outgoing.options.accept?.includes(response.status))
    throw toError(errorByStatus(response, context.now), response, client)
  return response
}

function buildRequest(client: ClientOptions, outgoing: Outgoing, write: boolean): HttpRequest {
  const { context } = client
  const { method, options } = outgoing
  const { url, own } = resolveUrl(client, outgoing.path)
  for (const [name, value] of Object.entries({ ...options.query, ...(own ? client.auth.query : {}) })) {
    if (value === null || value === undefined) continue
    for (const item of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(item))
  }
  const encoded = encodeBody(outgoing.body, options.encoding ?? client.encoding)
  const headers = lowerCase({
    accept: 'application/json',
    'user-agent': 'Patchbay/1',
    ...(encoded === null ? {} : { 'content-type': encoded.type }),
    ...lowerCase(client.headers),
    ...(write && client.keyHeader !== null ? { [client.keyHeader.name]: client.keyHeader.key } : {}),
    ...lowerCase(options.headers ?? {}),
    // Only to the connection's own origin: a credential never follows an address that an editor typed.
    ...(own ? lowerCase(client.auth.headers ?? {}) : {}),
  })
  const body = encoded === null ? null : encoded.body
  return { method, url: url.href, headers, body, signal: context.signal, timeoutMs: context.timeoutMs }
}

function resolveUrl(client: ClientOptions, path: string): { url: URL; own: boolean } {
  const base = client.context.origin ?? client.baseUrl
  if (/^https?:\/\//i.test(path)) {
    const url = new URL(path)
    return { url, own: base !== null && new URL(base).origin === url.origin }
  }
  if (base === null)
    throw new ConnectorError('invalid_input', `The address "${path}" is not complete: begin it with https://`)
  return { url: new URL(base.replace(/\/+$/, '') + (path.startsWith('/') ? path : `/${path}`)), own: true }
}

async function transmit(client: ClientOptions, request: HttpRequest, write: boolean): Promise<HttpResponse> {
  const { context } = client
  try {
    return await context.transport(request)
  } catch (error) {
    // Refused in words by whoever gives the way out, before anything left.
    if (error instanceof ConnectorError) throw error
    const host = new URL(request.url).host
    const reason = error instanceof Error ? error.message : String(error)
    if (error instanceof TransportError && error.phase === 'unsent')
      throw new ConnectorError('upstream', `${host} could not be reached: ${reason}`)
    context.log('debug', `${host} gave no answer: ${reason}`)
    const said = noAnswerWords(reason, { host, name: resolveUrl(client, request.url).own ? client.name : null })
    throw write
      ? new ConnectorError('unknown_outcome', `${said}. The request may have been applied.`)
      : new ConnectorError('upstream', said)
  }
}

const BROKEN_OFF = /ECONNRESET|EPIPE|socket hang up|other side closed/

function noAnswerWords(reason: string, { host, name }: { host: string; name: string | null }): string {
  const who = name ?? host
  if (BROKEN_OFF.test(reason)) return `${who} broke the connection off`
  return reason.startsWith(host) ? `${who}${reason.slice(host.length)}` : `${who} did not answer: ${reason}`
}

function toVendorResponse(answer: HttpResponse, write: boolean): VendorResponse {
  const text = new TextDecoder().decode(answer.body)
  return { status: answer.status, headers: lowerCase(answer.headers), json: parseJson(text), text, write }
}

function readAs<T extends z.ZodType>(schema: T, value: unknown, response: VendorResponse, client: ClientOptions) {
  const parsed = schema.safeParse(value, { error: issueWords })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue === undefined ? '' : `: ${issue.path.join('.') || 'body'}: ${issue.message}`
  const code = response.write ? 'unknown_outcome' : 'upstream'
  throw toError(
    { code, message: `The answer (status ${response.status}) is not as documented${where}` },
    response,
    client,
  )
}

function toError(verdict: ErrorVerdict, response: VendorResponse, client: ClientOptions): ConnectorError {
  const { code, message, ...details } = verdict
  const clean = redact(Object.values(client.context.credentials), message)
  return new ConnectorError(code, clean, { status: response.status, ...details })
}

function isWrite(client: ClientOptions, { method, options }: Outgoing): boolean {
  if (client.readOnly || options.safe === true) return false
  return !['GET', 'HEAD', 'OPTIONS'].includes(method)
}

function encodeBody(body: unknown, encoding: 'json' | 'form' | 'text'): { body: string; type: string } | null {
  if (body === undefined) return null
  if (encoding === 'text') return { body: String(body), type: 'text/plain; charset=utf-8' }
  if (encoding === 'json') return { body: JSON.stringify(body), type: 'application/json' }
  const record = z.record(z.string(), z.unknown()).parse(body)
  return { body: encodeForm(record), type: 'application/x-www-form-urlencoded' }
}

function withQuery(options: RequestOptions, query: Query | undefined): RequestOptions {
  return query === undefined ? options : { ...options, query: { ...options.query, ...query } }
}

function parseJson(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: `text` still holds it, and a schema that wanted JSON will say so.
    return undefined
  }
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
