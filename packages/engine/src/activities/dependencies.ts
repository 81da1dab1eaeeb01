import type { Socket } from 'node:net'
import type { Connector } from '@patchbay/connector-sdk'
import type { Transport } from '@patchbay/connector-sdk/http'
import type { LoadedConnection } from '@patchbay/core/connections/load-connection'
import type { Database } from '@patchbay/db/database'
import type { ExpressionRunner } from '@patchbay/mapping/runner'

/** What activities work with; the worker wires it once. */
export type ActivityDependencies = {
  db: Database
  /** Null when this installation has no such connector. */
  loadConnector: (id: string) => Promise<Connector | null>
  /** Null when it was revoked. It may be as it was a moment ago, unless it is asked for `fresh`. */
  findConnection: (
    workspaceId: string,
    connectionId: string,
    options?: { fresh: boolean },
  ) => Promise<LoadedConnection | null>
  /** The credential of a connection and the hosts it may go to. */
  readSecret: (workspaceId: string, secretId: string) => Promise<{ values: Record<string, string>; hosts: string[] }>
  /** Tokens of a connection that a person signed in to, as they are good now: renewed where they end or were refused. */
  openSignIn: (request: {
    workspaceId: string
    connectionId: string
    refusedSecretId?: string | null
  }) => Promise<OpenedSignIn>
  /** Where live connections find a vendor instead of at its public address, by connector: the operator's setting. */
  vendorOrigins: Readonly<Record<string, string>>
  /** The guarded ways out. A sandbox connection's own origin, or `host:port`, is the only exception from the guard. */
  openTransport: (allowOrigin: string | null) => Transport
  openSocket: (host: string, port: number, allow: string | null) => Promise<Socket>
  expressions: ExpressionRunner
  notify: (channel: 'patchbay_inbox' | 'patchbay_live' | 'patchbay_answer', message: string) => void
  recordCall: (call: { workspaceId: string; connectionId: string; ok: boolean; ms: number }) => void
  log: { warn: (fields: object, message: string) => void; error: (fields: object, message: string) => void }
}

export type OpenedSignIn =
  | { ok: true; secretId: string; values: Record<string, string>; hosts: string[] }
  | { ok: false; kind: 'refused' | 'away'; message: string; secretId: string }
