import { z } from 'zod'
import type { Auth } from './auth.ts'
import type { AnyAction, AnyLookup, AnyTrigger, Connector, LookupField, TestSpec } from './connector-value.ts'
import type { ActionSpec, ConnectorOptions, LookupSpec, PollSpec, WebhookSpec } from './definition.ts'
import { fieldRegistry } from './field-meta.ts'
import type { Shape } from './shape.ts'
import { toManifest } from './to-manifest.ts'

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
    lookup: <P extends Shape = Record<never, never>>(spec: LookupSpec<A, P>): AnyLookup => {
      const field = (schema: z.ZodType = z.string().min(1)) => {
        const own = schema.meta({})
        fieldRegistry.add(own, { ...fieldRegistry.get(schema), lookup })
        return own
      }
      const lookup: AnyLookup = {
        kind: 'lookup',
        // `runLookup` parses `params` by the schemas in `spec.dependsOn` first.
        spec: spec as unknown as LookupSpec<Auth>,
        field: field as LookupField,
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
