import { type CallContext, ConnectorError } from '@patchbay/connector-sdk'
import type { Transport } from '@patchbay/connector-sdk/http'
import type { LoadedConnection } from '@patchbay/core/connections/load-connection'
import { mayGo } from '@patchbay/vault/may-go'
import type { ActivityDependencies } from './dependencies.ts'
import { renewingTransport } from './renewing-transport.ts'
import { sdkTransport } from './sdk-transport.ts'

/** `connection` and `credentials` follow a renewal: whoever holds them sees the tokens that went out last. */
export type Access =
  | {
      ok: true
      connection: LoadedConnection | null
      credentials: Record<string, string>
      transport: Transport
      connect: CallContext['connect']
    }
  /** `secretId`: the credential that the error is about. */
  | { ok: false; error: ConnectorError; secretId: string | null }

/**
 * The credential of a connection with ways out that carry it only to the hosts it belongs to. `fresh`: as the connection
 * is at this moment, for who has just failed with it.
 */
export async function openAccess(
  deps: ActivityDependencies,
  workspaceId: string,
  { id: connectionId, fresh = false }: { id: string | null; fresh?: boolean },
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
  const loaded = await deps.findConnection(workspaceId, connectionId, { fresh })
  if (!loaded) {
    return {
      ok: false,
      error: new ConnectorError('invalid_input', 'The connection of this step was revoked. Choose another one.'),
      secretId: null,
    }
  }
  // A live connection goes to its vendor, unless the operator says where that vendor is.
  const mapped = loaded.environment === 'live' ? deps.vendorOrigins[loaded.connector] : loaded.origin
  const connection = { ...loaded, origin: mapped ?? null }
  if (connection.method === 'sign_in') return openSignedIn(deps, workspaceId, connection)
  const secret = connection.secretId === null ? null : await deps.readSecret(workspaceId, connection.secretId)
  return given(deps, connection, secret)
}

async function openSignedIn(
  deps: ActivityDependencies,
  workspaceId: string,
  connection: LoadedConnection,
): Promise<Access> {
  const opened = await deps.openSignIn({ workspaceId, connectionId: connection.id })
  if (!opened.ok) {
    const code = opened.kind === 'refused' ? 'auth_expired' : 'upstream'
    return { ok: false, error: new ConnectorError(code, opened.message), secretId: opened.secretId }
  }
  const credentials = { ...opened.values }
  const held = { ...connection, secretId: opened.secretId }
  const access = given(deps, held, { values: credentials, hosts: opened.hosts })
  const renew = async (): Promise<void> => {
    try {
      const refusedSecretId = held.secretId
      const next = await deps.openSignIn({ workspaceId, connectionId: connection.id, refusedSecretId })
      if (!next.ok) return
      held.secretId = next.secretId
      Object.assign(credentials, next.values)
    } catch (error) {
      // The vendor's 401 stands, and says what is to be done.
      deps.log.error({ err: error, connectionId: connection.id }, 'A sign-in could not be renewed')
    }
  }
  return { ...access, transport: renewingTransport(access.transport, { credentials, renew }) }
}

function given(
  deps: ActivityDependencies,
  connection: LoadedConnection,
  secret: { values: Record<string, string>; hosts: string[] } | null,
): Extract<Access, { ok: true }> {
  const exception = connection.origin === null ? null : new URL(connection.origin)
  const overHttp =
    exception && (exception.protocol === 'http:' || exception.protocol === 'https:') ? exception.origin : null
  const transport = sdkTransport(deps.openTransport(overHttp))
  return {
    ok: true,
    connection,
    credentials: secret?.values ?? {},
    transport: secret && secret.hosts.length > 0 ? boundTo(transport, secret.hosts, overHttp) : transport,
    connect: (host, port) => deps.openSocket(host, port, exception?.host ?? null),
  }
}

/** Refuses a request to a host that the credential does not belong to, before a byte of it leaves. */
const boundTo =
  (transport: Transport, hosts: string[], origin: string | null): Transport =>
  async (request) => {
    const url = new URL(request.url)
    if (url.origin === origin || mayGo(hosts, request.url)) return transport(request)
    throw new ConnectorError(
      'invalid_input',
      `This connection’s key may not be sent to ${url.host}. Use a connection without a key for that address.`,
    )
  }
