import { z } from 'zod'
import type { Auth } from './auth.ts'
import { callName } from './call-name.ts'
import type { Connector } from './connector-value.ts'
import type { CallContext } from './context.ts'
import type { ActionCall, Call } from './definition.ts'
import { ConnectorError } from './errors.ts'
import { TransportError } from './http.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'
import { redact } from './redact.ts'
import type { Shape } from './shape.ts'

type CallOptions = { readOnly: boolean; keyHeader: string | null }

/** What the author's function gets: a bound client, validated credentials, a log that cannot leak them. */
export function createCall(connector: Connector, context: CallContext, options: CallOptions): Call<Auth> {
  const safe = { ...context, log: safeLog(context) }
  const credentials = check(connector.options.auth.secrets, context.credentials, 'credential')
  const settings = check(connector.options.auth.settings, context.settings, 'setting')
  return {
    http: bindClient(connector, safe, { ...options, key: context.idempotencyKey, credentials, settings }),
    credentials,
    settings,
    log: safe.log,
    connect: (host, port) => connectCoded(context, host, port),
    origin: context.origin,
    signal: context.signal,
    timeoutMs: context.timeoutMs,
    now: context.now,
  }
}

/** The same for an action: input, key and `once`, whose calls carry a key of their own. */
export function createActionCall(
  connector: Connector,
  context: CallContext,
  action: { name: string; input: Record<string, unknown> },
): ActionCall<Shape, Auth> {
  const spec = connector.actions[action.name]?.spec
  const readOnly = spec?.effect === 'read' || spec?.effect === 'pure'
  const declared = spec?.idempotency
  const keyHeader = declared?.kind === 'key' && 'header' in declared ? declared.header : null
  const call = createCall(connector, context, { readOnly, keyHeader })
  return {
    ...call,
    input: action.input,
    idempotencyKey: context.idempotencyKey,
    attempt: context.attempt,
    once: async <T>(
      name: string,
      request: unknown,
      fn: (call: { http: HttpClient; idempotencyKey: string }) => Promise<T>,
    ) => {
      const named = callName(name, request)
      // Two writes under one vendor key would be one write to the vendor.
      const idempotencyKey = `${context.idempotencyKey}-${named}`
      const scoped = createCall(connector, { ...context, idempotencyKey }, { readOnly, keyHeader })
      // What was stored under a name is what the same call returned before.
      return (await context.once(named, () => fn({ http: scoped.http, idempotencyKey }))) as T
    },
  }
}

type Bound = CallOptions & { key: string; credentials: Record<string, unknown>; settings: Record<string, unknown> }

/** The person who connects says which system it is. */
const ANY_HOST = /^https?:\/\/\{\w+\}$/

function bindClient(connector: Connector, context: CallContext, bound: Bound): HttpClient {
  const { options } = connector
  return createHttpClient({
    context,
    name: options.baseUrl === null || ANY_HOST.test(options.baseUrl) ? null : options.title,
    baseUrl: options.baseUrl === null ? null : fill(options.baseUrl, bound.settings),
    auth: options.auth.apply({ credentials: bound.credentials, settings: bound.settings }),
    headers: options.headers ?? {},
    encoding: options.encoding ?? 'json',
    graphqlPath: options.graphqlPath ?? null,
    keyHeader: bound.keyHeader === null ? null : { name: bound.keyHeader, key: bound.key },
    readOnly: bound.readOnly,
    errorOf: options.errorOf ?? (() => null),
  })
}

function check(shape: Shape, values: Record<string, unknown>, what: string): Record<string, unknown> {
  const parsed = z.object(shape).safeParse(values)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new ConnectorError(
    'auth_expired',
    `The connection's ${what} "${issue?.path.join('.') ?? ''}" is missing or not valid: open the connection and enter it`,
  )
}

function safeLog(context: CallContext): CallContext['log'] {
  const secrets = Object.values(context.credentials)
  return (level, message, data) =>
    context.log(level, redact(secrets, message), data === undefined ? undefined : redact(secrets, data))
}

async function connectCoded(context: CallContext, host: string, port: number) {
  try {
    return await context.connect(host, port)
  } catch (error) {
    const sent = error instanceof TransportError && error.phase === 'sent'
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConnectorError(sent ? 'unknown_outcome' : 'upstream', `${host}:${port} could not be reached: ${reason}`)
  }
}

function fill(template: string, settings: Record<string, unknown>): string {
  return template.replace(/\{(\w+)\}/g, (_match, name: string) => {
    const value = String(settings[name] ?? '')
    // A slash, an @ or a # in here would send the credential to another host.
    if (!/^[\w.-]+(:\d+)?$/.test(value))
      throw new ConnectorError(
        'auth_expired',
        `The connection's setting "${name}" is not a host name: open it and mend it`,
      )
    return value
  })
}
