import { type CallContext, ConnectorError, runAction } from '@patchbay/connector-sdk'
import { redact } from '@patchbay/connector-sdk/redact'
import type { LoadedConnection } from '@patchbay/core/connections/load-connection'
import { reportAccepted } from '@patchbay/core/connections/report-accepted'
import type { LogEntry } from '@patchbay/core/runs/finish-attempt'
import type { Json, JsonObject } from '@patchbay/flow/json'
import type { ActivityDependencies } from './dependencies.ts'
import type { Access } from './open-access.ts'

export type ConnectorCall = {
  workspaceId: string
  connector: string
  action: string
  connectionId: string | null
  input: Json
  idempotencyKey: string
  /** From 1. */
  attempt: number
  afterUnknown: boolean
  once: CallContext['once']
  timeoutMs: number
  signal: AbortSignal
  /** ISO instant, constant for the run. */
  now: string
}

export type CallOutcome =
  | { ok: true; output: Json; log: LogEntry[] }
  /**
   * `reached`: the vendor answered something; otherwise a refusal is ours, and says nothing of an earlier call.
   * `secretId`: the credential that the call went out with.
   */
  | { ok: false; error: ConnectorError; reached: boolean; log: LogEntry[]; secretId: string | null }

const SHORTEST_IN_LOGS = 4

/** Later steps work with outputs: a user name or a short password that is a word must not be cut out of them. */
const isUnlikelyWord = (secret: string): boolean => secret.length >= 8

/**
 * One attempt at a vendor: the credential goes only where it may, secrets are taken out of all that is kept, and
 * whatever goes wrong there comes back as one of the coded errors.
 */
export async function callConnector(
  deps: ActivityDependencies,
  access: Access,
  call: ConnectorCall,
): Promise<CallOutcome> {
  const log: LogEntry[] = []
  const { workspaceId } = call
  if (!access.ok) return { ok: false, error: access.error, reached: false, log, secretId: access.secretId }
  const { ways, wasReached } = listeningIn(access)
  // Asked for anew each time: a sign-in may be renewed while the call is under way.
  const secrets = () => Object.values(access.credentials).filter((secret) => secret.length >= SHORTEST_IN_LOGS)
  const started = performance.now()
  let failure: ConnectorError | null = null
  try {
    const connector = await deps.loadConnector(call.connector)
    if (!connector)
      throw new ConnectorError('invalid_input', `The connector “${call.connector}” is not installed here.`)
    const context: CallContext = {
      ...ways,
      origin: access.connection?.origin ?? null,
      credentials: access.credentials,
      settings: access.connection?.settings ?? {},
      idempotencyKey: call.idempotencyKey,
      attempt: call.attempt,
      afterUnknown: call.afterUnknown,
      once: call.once,
      log: (level, message, data) =>
        log.push({
          at: new Date(),
          level,
          message: redact(secrets(), message),
          data: data ? toJson(redact(secrets(), data)) : null,
        }),
      signal: call.signal,
      timeoutMs: call.timeoutMs,
      now: call.now,
    }
    const output = await runAction(connector, call.action, call.input, context)
    await noteAccepted(deps, workspaceId, access.connection)
    return { ok: true, output: asJson(redact(secrets().filter(isUnlikelyWord), output)), log }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    failure = new ConnectorError(error.code, redact(secrets(), error.message), error.details)
    const secretId = access.connection?.secretId ?? null
    // Refused for what was asked, and not for who asks: else what is still held would wait behind this step's own trouble.
    if (wasReached() && failure.code !== 'auth_expired') await noteAccepted(deps, workspaceId, access.connection)
    return { ok: false, error: failure, reached: wasReached(), log, secretId }
  } finally {
    if (call.connectionId) {
      // A refusal of what was asked is an answer: the vendor is there.
      const away =
        failure?.code === 'upstream' || failure?.code === 'unknown_outcome' || failure?.code === 'auth_expired'
      deps.recordCall({ workspaceId, connectionId: call.connectionId, ok: !away, ms: performance.now() - started })
    }
  }
}

/** The ways out, and whether anybody answered on them. */
function listeningIn({ transport, connect }: Extract<Access, { ok: true }>) {
  let reached = false
  const heard = <T>(answer: T): T => {
    reached = true
    return answer
  }
  const ways: Pick<CallContext, 'transport' | 'connect'> = {
    transport: async (request) => heard(await transport(request)),
    connect: async (host, port) => heard(await connect(host, port)),
  }
  return { ways, wasReached: () => reached }
}

/**
 * The key was taken, and a call must not fail for what is only said of the connection. Of a sign-in that nobody could test it does
 * not tell whose account it is.
 */
async function noteAccepted(
  deps: ActivityDependencies,
  workspaceId: string,
  connection: LoadedConnection | null,
): Promise<void> {
  if (connection?.state !== 'untested' || connection.method !== 'key') return
  const { id: connectionId, secretId } = connection
  try {
    await reportAccepted(deps, { workspaceId, connectionId, secretId })
  } catch (error) {
    deps.log.warn({ err: error, connectionId }, 'That a connection works was not written down')
  }
}

const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null))
const toJson = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value))
