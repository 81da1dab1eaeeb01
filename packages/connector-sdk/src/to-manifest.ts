import { z } from 'zod'
import type { AnyAction, AnyLookup, AnyTrigger, Connector } from './connector-value.ts'
import {
  type ActionManifest,
  type AuthManifest,
  type ConnectorManifest,
  type FieldSpec,
  type Idempotency,
  type JsonSchema,
  type LookupManifest,
  type TriggerManifest,
  WEBHOOK_SECRET_FIELD,
} from './manifest.ts'
import { toOAuthManifest } from './sign-in.ts'
import { toFields } from './to-fields.ts'

/** The connector as JSON: all that editor, ingress and core ever see of it. */
export function toManifest(connector: Omit<Connector, 'manifest'>): ConnectorManifest {
  const { options } = connector
  const names = new Map<object, string>(
    Object.entries(connector.lookups).map(([name, lookup]: [string, AnyLookup]) => [lookup, name]),
  )
  return {
    id: options.id,
    title: options.title,
    description: options.description,
    categories: options.categories,
    baseUrl: options.baseUrl,
    hosts: options.hosts ?? (options.baseUrl === null ? [] : [hostOf(options.baseUrl)]),
    auth: authManifest(connector),
    actions: mapValues(connector.actions, (action) => actionManifest(action, names)),
    triggers: mapValues(connector.triggers, (trigger) => triggerManifest(trigger, names)),
    lookups: mapValues(connector.lookups, lookupManifest),
    webhook: options.webhook ?? null,
    ...(connector.test === null ? { noTest: true as const } : {}),
    checkedAgainst: options.checkedAgainst,
    limitScope: options.limitScope ?? 'connection',
  }
}

function actionManifest({ spec }: AnyAction, names: Map<object, string>): ActionManifest {
  return {
    title: spec.title,
    sentence: spec.sentence ?? spec.title,
    description: spec.description,
    effect: spec.effect,
    idempotency: idempotencyManifest(spec),
    slow: spec.slow ?? false,
    onUnknown: spec.idempotency?.kind === 'none' ? spec.idempotency.onUnknown : 'decide',
    fields: toFields(spec.input, names),
    ...(spec.needsOneOf === undefined ? {} : { needsOneOf: spec.needsOneOf }),
    input: jsonSchema(z.strictObject(spec.input), 'input'),
    output: jsonSchema(spec.output, 'output'),
  }
}

function triggerManifest({ kind, spec }: AnyTrigger, names: Map<object, string>): TriggerManifest {
  return {
    title: spec.title,
    sentence: spec.sentence ?? spec.title,
    description: spec.description,
    kind,
    topics: kind === 'webhook' ? spec.topics : [],
    fields: toFields(spec.params ?? {}, names),
    output: jsonSchema(spec.output, 'output'),
    ...(spec.entity === undefined ? {} : { entity: spec.entity.name, versioned: spec.version !== undefined }),
  }
}

function lookupManifest({ spec }: AnyLookup): LookupManifest {
  return { title: spec.title, searches: spec.searches ?? false, dependsOn: Object.keys(spec.dependsOn ?? {}) }
}

function idempotencyManifest(spec: AnyAction['spec']): Idempotency {
  const idempotency = spec.idempotency
  if (idempotency === undefined) return { kind: 'natural', why: 'It changes nothing outside.' }
  if (idempotency.kind === 'key') {
    const carrier = 'header' in idempotency ? `header ${idempotency.header}` : idempotency.argument
    return { kind: 'key', keyTtlMs: idempotency.keyTtlMs, carrier }
  }
  if (idempotency.kind === 'lookup') return { kind: 'lookup', how: idempotency.how }
  if (idempotency.kind === 'natural') return { kind: 'natural', why: idempotency.why }
  return { kind: 'none', why: idempotency.why }
}

function authManifest({ options }: Omit<Connector, 'manifest'>): AuthManifest {
  const { auth, webhook } = options
  const secrets = toFields(auth.keySecrets ?? auth.secrets, new Map()).map(
    (field): FieldSpec => ({ ...field, type: 'secret' }),
  )
  const signed = webhook !== undefined && webhook.signature.kind !== 'none'
  return {
    kind: auth.kind,
    fields: [...toFields(auth.settings, new Map()), ...secrets, ...(signed ? [webhookSecretField] : [])],
    ...(auth.help === undefined ? {} : { help: auth.help }),
    ...(auth.signIn === undefined
      ? {}
      : { oauth: toOAuthManifest(auth.signIn, toFields(auth.signIn.settings, new Map())) }),
  }
}

const webhookSecretField: FieldSpec = {
  name: WEBHOOK_SECRET_FIELD,
  label: 'Webhook signing secret',
  type: 'secret',
  required: false,
  help: 'Needed only for triggers: the vendor signs its events with it.',
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema: made }) => {
      // What a number can hold exactly is no rule of the vendor's.
      if (made.minimum === Number.MIN_SAFE_INTEGER) delete made.minimum
      if (made.maximum === Number.MAX_SAFE_INTEGER) delete made.maximum
    },
  })
  return rest
}

function hostOf(baseUrl: string): string {
  return baseUrl.replace(/^https?:\/\//, '').replace(/[/].*$/, '')
}

function mapValues<T, U>(record: Record<string, T>, fn: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, fn(value)]))
}
