import { type CallContext, ConnectorError, runAction } from '@patchbay/connector-sdk'
import { type Transport, TransportError } from '@patchbay/connector-sdk/http'
import { type LoadedConnection, loadConnection } from '@patchbay/core/connections/load-connection'
import type { BegunAttempt } from '@patchbay/core/runs/begin-attempt'
import type { LogEntry } from '@patchbay/core/runs/finish-attempt'
import { loadOnceResults, storeOnceResult } from '@patchbay/core/runs/once-results'
import type { Json, JsonObject } from '@patchbay/flow/json'
import { mayGo } from '@patchbay/vault/may-go'
import { redact } from '@patchbay/vault/redact'
import type { ActivityDependencies } from './dependencies.ts'
import type { RunSession } from './run-session.ts'
import { sdkTransport } from './sdk-transport.ts'

export type ConnectorCall = {
  session: RunSession
  begun: BegunAttempt
  connector: string
  action: string
  connectionId: string | null
  input: Json
  idempotencyKey: string
  afterUnknown: boolean
  timeoutMs: number
  signal: AbortSignal
}

export type CallOutcome =
  | { ok: true; output: Json; log: LogEntry[] }
  /** `secretId`: the credential that the call went out with. */
  | { ok: false; error: ConnectorError; log: LogEntry[]; secretId: string | null }

const SHORTEST_IN_LOGS = 4

/** Later steps work with outputs: a user name or a short password that is a word must not be cut out of them. */
const isUnlikelyWord = (secret: string): boolean => secret.length >= 8

/**
 * One attempt at a vendor: the credential goes only where it may, secrets are taken out of all that is kept, and
 * whatever goes wrong comes back as one of the coded errors.
 */
export async function callConnector(deps: ActivityDependencies, call: ConnectorCall): Promise<CallOutcome> {
  const log: LogEntry[] = []
  const { workspaceId } = call.session.target
  const access = await openAccess(deps, workspaceId, call.connectionId)
  if (!access.ok) return { ok: false, error: access.error, log, secretId: null }
  const secrets = Object.values(access.credentials).filter((secret) => secret.length >= SHORTEST_IN_LOGS)
  const started = performance.now()
  let failure: ConnectorError | null = null
  try {
    const connector = await deps.loadConnector(call.connector)
    if (!connector)
      throw new ConnectorError('invalid_input', `The connector “${call.connector}” is not installed here.`)
    const place = {
      workspaceId,
      runId: call.session.target.runId,
      stepRunId: call.begun.stepRunId,
      generation: call.begun.generation,
    }
    const context: CallContext = {
      transport: access.transport,
      connect: access.connect,
      origin: access.connection?.origin ?? null,
      credentials: access.credentials,
      settings: access.connection?.settings ?? {},
      idempotencyKey: call.idempotencyKey,
      attempt: call.begun.number,
      afterUnknown: call.afterUnknown,
      once: createOnce(deps, place),
      log: (level, message, data) =>
        log.push({
          at: new Date(),
          level,
          message: redact(secrets, message),
          data: data ? toJson(redact(secrets, data)) : null,
        }),
      signal: call.signal,
      timeoutMs: call.timeoutMs,
      now: call.session.run.constants.now,
    }
    const output = await runAction(connector, call.action, call.input, context)
    return { ok: true, output: asJson(redact(secrets.filter(isUnlikelyWord), output)), log }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    failure = new ConnectorError(error.code, redact(secrets, error.message), error.details)
    return { ok: false, error: failure, log, secretId: access.connection?.secretId ?? null }
  } finally {
    if (call.connectionId) {
      // A refusal of what was asked is an answer: the vendor is there.
      const away =
        failure?.code === 'upstream' || failure?.code === 'unknown_outcome' || failure?.code === 'auth_expired'
      deps.recordCall({ workspaceId, connectionId: call.connectionId, ok: !away, ms: performance.now() - started })
    }
  }
}

export type Access =
  | {
      ok: true
      connection: LoadedConnection | null
      credentials: Record<string, string>
      transport: Transport
      connect: CallContext['connect']
    }
  | { ok: false; error: ConnectorError }

/** The credential of a connection with ways out that carry it only to the hosts it belongs to. */
export async function openAccess(
  deps: ActivityDependencies,
  workspaceId: string,
  connectionId: string | null,
): Promise<Access> {
  if (connectionId === null) {
    return {
      ok: true,
      connection: null,
      credentials: {},
      transport: sdkTransport(deps.openTransport(null)),
      connect: (host, port) => deps.openSocket(host, port, null),
    }
  }
  const connection = await loadConnection(deps.db, workspaceId, connectionId)
  if (!connection) {
    return {
      ok: false,
      error: new ConnectorError('invalid_input', 'The connection of this step was revoked. Choose another one.'),
    }
  }
  const secret = connection.secretId === null ? null : await deps.readSecret(workspaceId, connection.secretId)
  const sandbox = connection.environment === 'sandbox' && connection.origin !== null ? new URL(connection.origin) : null
  const overHttp = sandbox && (sandbox.protocol === 'http:' || sandbox.protocol === 'https:') ? sandbox.origin : null
  const transport = sdkTransport(deps.openTransport(overHttp))
  return {
    ok: true,
    connection,
    credentials: secret?.values ?? {},
    transport: secret && secret.hosts.length > 0 ? boundTo(transport, secret.hosts, overHttp) : transport,
    connect: (host, port) => deps.openSocket(host, port, sandbox?.host ?? null),
  }
}

/** Refuses a request to a host that the credential does not belong to, before a byte of it leaves. */
const boundTo =
  (transport: Transport, hosts: string[], origin: string | null): Transport =>
  async (request) => {
    const url = new URL(request.url)
    if (url.origin === origin || mayGo(hosts, request.url)) return transport(request)
    throw new TransportError('unsent', `This connection's key may not be sent to ${url.host}.`)
  }

const createOnce = (deps: ActivityDependencies, place: Parameters<typeof storeOnceResult>[1]): CallContext['once'] => {
  let known: Promise<Map<string, Json>> | null = null
  return async (name, work) => {
    known ??= loadOnceResults(deps.db, place)
    const results = await known
    if (results.has(name)) return results.get(name) as never
    const result = await work()
    await storeOnceResult(deps.db, place, name, asJson(result))
    return result
  }
}

const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null))
const toJson = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value))
