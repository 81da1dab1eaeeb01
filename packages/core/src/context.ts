import type { Database, Queries } from '@patchbay/db/database'
import type { EnginePort } from './ports/engine.ts'
import type { SignInsPort } from './ports/sign-ins.ts'

/** What use cases work with; the apps wire it once. */
export type CoreContext = {
  db: Database
  engine: EnginePort
  vault: VaultPort
  signIns: SignInsPort
  clock: { now(): Date }
  /** Why an expression cannot be read; null when it can. */
  checkExpression: (source: string) => string | null
  /** The JSON types that an expression can give; null where its text does not tell. */
  expressionTypes: (source: string) => readonly string[] | null
  /** Coalesced wake-ups and live updates; best effort. */
  notify: (channel: 'patchbay_inbox' | 'patchbay_live' | 'patchbay_answer', message: string) => void
  settings: CoreSettings
}

/** The part of `vault` that core may use: it stores and forgets secrets, and never reads one back. */
export type VaultPort = {
  store(secret: {
    workspaceId: string
    values: Record<string, string>
    hosts: string[]
    /** The secret this one takes the place of: what `values` does not name stays as it was. */
    carryFrom?: string | null
  }): Promise<{ secretId: string }>
  /** In the caller's transaction, where one is given. */
  remove(secret: { workspaceId: string; secretId: string }, within?: Queries): Promise<void>
}

export type CoreSettings = {
  /** Where people open Patchbay, and where events come in; without a trailing slash. */
  publicUrl: string
  ingressUrl: string
  /** Where live connections find a vendor instead of at its public address, by connector. */
  vendorOrigins: Readonly<Record<string, string>>
  /** Null when the sandbox is switched off. */
  sandbox: { url: string; smtp: { host: string; port: number }; token: string; origins: Record<string, string> } | null
}
