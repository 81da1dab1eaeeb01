import type { z } from 'zod'
import type { Auth } from './auth.ts'
import type { ActionSpec, Call, ConnectorOptions, LookupSpec, PollSpec, WebhookSpec } from './definition.ts'
import type { ConnectorManifest } from './manifest.ts'
import type { Shape } from './shape.ts'

/** A connector with its types erased: what the engine runs. Made by `t.connector` only. */
export type Connector = {
  manifest: ConnectorManifest
  options: ConnectorOptions<Auth>
  actions: Record<string, AnyAction>
  triggers: Record<string, AnyTrigger>
  lookups: Record<string, AnyLookup>
  test: TestSpec<Auth> | null
}

export type AnyAction = { kind: 'action'; spec: ActionSpec<Shape, z.ZodType, Auth> }
export type AnyTrigger =
  | { kind: 'webhook'; spec: WebhookSpec<z.ZodType, Shape> }
  | { kind: 'poll'; spec: PollSpec<z.ZodType, Shape, Auth> }
export type AnyLookup = {
  kind: 'lookup'
  spec: LookupSpec<Auth>
  /** An input whose drop-down this fills; `schema` where the value is not just any text. */
  field: LookupField
}

export type LookupField = {
  (): z.ZodString
  <T extends z.ZodType>(schema: T): T
}

/** Tries the credential with a harmless read; answers with the account's name if the vendor tells. */
export type TestSpec<A extends Auth> = (call: Call<A>) => Promise<{ account: string | null }>
