import { z } from 'zod'
import type { Auth } from './auth.ts'
import type { ActionSpec, ConnectorOptions, LookupSpec, PollSpec, Shape, WebhookSpec } from './definition.ts'
import { fieldRegistry } from './field-meta.ts'
import type { ConnectorManifest } from './manifest.ts'
import { toManifest } from './to-manifest.ts'

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
export type AnyLookup = { kind: 'lookup'; spec: LookupSpec<Auth>; field: () => z.ZodString }

/** Tries the credential with a harmless read; answers with the account's name if the vendor tells. */
export type TestSpec<A extends Auth> = (
  call: Parameters<LookupSpec<A>['run']>[0],
) => Promise<{ account: string | null }>

type ConnectorParts<A extends Auth> = {
  actions: Record<string, AnyAction>
  triggers?: Record<string, AnyTrigger>
  /** Their names are given here and nowhere else; fields refer to the value. */
  lookups?: Record<string, AnyLookup>
  test?: TestSpec<A>
}

/** States a connector's identity, address and authentication once; everything else is made from what it returns. */
export function initConnector<A extends Auth>(options: ConnectorOptions<A>) {
  return {
    action: <I extends Shape, O extends z.ZodType>(spec: ActionSpec<I, O, A>): AnyAction => ({
      kind: 'action',
      // The engine validates by the schemas in `spec` before and after `run`, which is what the erased type relies on.
      spec: spec as unknown as AnyAction['spec'],
    }),
    webhook: <O extends z.ZodType, P extends Shape = Record<never, never>>(spec: WebhookSpec<O, P>): AnyTrigger => ({
      kind: 'webhook',
      spec: spec as unknown as WebhookSpec<z.ZodType, Shape>,
    }),
    poll: <O extends z.ZodType, P extends Shape = Record<never, never>>(spec: PollSpec<O, P, A>): AnyTrigger => ({
      kind: 'poll',
      spec: spec as unknown as PollSpec<z.ZodType, Shape, Auth>,
    }),
    lookup: (spec: LookupSpec<A>): AnyLookup => {
      const lookup: AnyLookup = {
        kind: 'lookup',
        spec: spec as unknown as LookupSpec<Auth>,
        field: () => z.string().min(1).register(fieldRegistry, { lookup }),
      }
      return lookup
    },
    connector: (parts: ConnectorParts<A>): Connector => {
      const connector = {
        options: options as unknown as ConnectorOptions<Auth>,
        actions: parts.actions,
        triggers: parts.triggers ?? {},
        lookups: parts.lookups ?? {},
        test: (parts.test ?? null) as TestSpec<Auth> | null,
      }
      return { ...connector, manifest: toManifest(connector) }
    },
  }
}
