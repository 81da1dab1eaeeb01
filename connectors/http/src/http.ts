import {
  ConnectorError,
  custom,
  field,
  type HttpClient,
  initConnector,
  type VendorResponse,
} from '@patchbay/connector-sdk'
import { z } from 'zod'

const t = initConnector({
  id: 'http',
  title: 'HTTP',
  description: 'Any REST API that has no connector of its own.',
  categories: ['developer'],
  baseUrl: 'https://{host}',
  auth: custom({
    secrets: {
      headerValue: field(z.string(), {
        label: 'Header value',
        help: 'Sent to this host only: "Bearer …", or a bare key.',
      }).optional(),
    },
    settings: {
      host: field(z.string().regex(/^[\w.-]+(:\d+)?$/, 'Only the host, as in api.example.com'), {
        label: 'Host',
        help: 'Only the host, as in api.example.com',
      }),
      headerName: field(z.string().regex(/^[\w-]+$/), { label: 'Header name' }).default('Authorization'),
    },
    apply: ({ credentials, settings }) => {
      const value = credentials.headerValue
      return value === undefined || value === '' ? {} : { headers: { [settings.headerName]: value } }
    },
  }),
  checkedAgainst: { kind: 'table', what: 'RFC 9110 methods and statuses' },
})

const Answer = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown().describe('Parsed where it is JSON, text otherwise.'),
})

const request = {
  url: field(z.string().min(1), {
    label: 'Path or address',
    help: 'A path below the host of the connection (/v1/orders), or a whole address. Another host needs a connection without a key.',
  }),
  query: field(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), {
    label: 'Query',
    type: 'map',
  }).optional(),
  headers: field(z.record(z.string().regex(/^[\w-]+$/), z.string()), {
    label: 'Headers',
    type: 'map',
    rare: true,
  }).optional(),
}

const content = {
  body: field(z.unknown(), { label: 'Body', type: 'json' }).optional(),
  encoding: field(z.enum(['json', 'form', 'text']), {
    label: 'Body as',
    rare: true,
    choices: { json: 'JSON', form: 'Form', text: 'Text' },
  }).default('json'),
}

type Wish = {
  method: string
  url: string
  query?: Record<string, string | number | boolean> | undefined
  headers?: Record<string, string> | undefined
  body?: unknown
  encoding?: 'json' | 'form' | 'text'
  accept?: number[]
}

const read = t.action({
  title: 'Read from an API',
  sentence: 'Read {url}',
  description: 'Sends a GET. It changes nothing, so it is repeated after any failure.',
  effect: 'read',
  input: request,
  output: Answer,
  run: ({ http, input }) => send(http, { method: 'GET', ...input }),
})

const replace = t.action({
  title: 'Put or delete at an API',
  sentence: '{method} {url}',
  description:
    'Sends a PUT or DELETE. By the standard each of them twice is the same as once, so it is repeated after a failure.',
  effect: 'upsert',
  idempotency: { kind: 'natural', why: 'PUT and DELETE are idempotent (RFC 9110, 9.2.2).' },
  input: { method: field(z.enum(['PUT', 'DELETE']), { label: 'Method' }), ...request, ...content },
  output: Answer,
  // On a repeat, gone is what was wanted.
  run: ({ http, input, attempt }) =>
    send(http, { ...input, accept: input.method === 'DELETE' && attempt > 1 ? [404, 410] : [] }),
})

const write = t.action({
  title: 'Send to an API',
  sentence: '{method} {url}',
  description: 'Sends a POST or PATCH once. When no answer comes, a person decides whether it is sent again.',
  effect: 'create',
  idempotency: { kind: 'none', why: 'POST and PATCH may apply twice.', onUnknown: 'decide' },
  input: { method: field(z.enum(['POST', 'PATCH']), { label: 'Method' }), ...request, ...content },
  output: Answer,
  run: ({ http, input }) => send(http, input),
})

const writeOnce = t.action({
  title: 'Send to an API with an idempotency key',
  sentence: '{method} {url} once',
  description:
    'Sends a POST or PATCH with a key that stays the same on every try. Only for an API that promises to honour it.',
  effect: 'create',
  idempotency: { kind: 'key', argument: 'the header that you name', keyTtlMs: 24 * 60 * 60 * 1000 },
  input: {
    method: field(z.enum(['POST', 'PATCH']), { label: 'Method' }),
    ...request,
    ...content,
    keyHeader: field(z.string().regex(/^[\w-]+$/), { label: 'Key header' }).default('Idempotency-Key'),
  },
  output: Answer,
  run: ({ http, input, idempotencyKey }) =>
    send(http, { ...input, headers: { ...input.headers, [input.keyHeader]: idempotencyKey } }),
})

export const http = t.connector({ actions: { read, replace, write, writeOnce } })

async function send(client: HttpClient, wish: Wish): Promise<z.input<typeof Answer>> {
  const { method, url, query, headers = {}, body, encoding = 'json', accept = [] } = wish
  refuseTransportHeaders(headers)
  const response = await client.raw(method, url, bodyOf(body, encoding), {
    headers,
    encoding,
    accept,
    ...(query === undefined ? {} : { query }),
  })
  return { status: response.status, headers: response.headers, body: contentOf(response) }
}

function bodyOf(body: unknown, encoding: 'json' | 'form' | 'text'): unknown {
  if (body === undefined || body === null) return undefined
  if (encoding === 'form' && (typeof body !== 'object' || Array.isArray(body)))
    throw new ConnectorError('invalid_input', 'A form needs an object as its body', { field: 'body' })
  return body
}

function contentOf(response: VendorResponse): unknown {
  return response.json === undefined ? response.text : response.json
}

// These belong to the connection underneath; a value of the author's would break or misroute the request.
function refuseTransportHeaders(headers: Record<string, string>): void {
  const taken = ['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade']
  const found = Object.keys(headers).find((name) => taken.includes(name.toLowerCase()))
  if (found !== undefined)
    throw new ConnectorError('invalid_input', `The header ${found} cannot be set by a flow: leave it out`, {
      field: 'headers',
    })
}
