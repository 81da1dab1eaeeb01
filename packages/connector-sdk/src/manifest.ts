export { issueWords, placeWords, typeOf, typeWords } from './issue-words.ts'

/**
 * A connector as data. The editor, ingress and core know connectors only by this; no code of theirs is loaded there.
 */
export type JsonSchema = { [key: string]: unknown }

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** The credential field that holds the secret a vendor signs its webhooks with. Added to every connector that has one. */
export const WEBHOOK_SECRET_FIELD = 'webhookSecret'

/** What an action does outside. */
export type Effect = 'pure' | 'read' | 'create' | 'upsert' | 'delete'

/**
 * How the vendor keeps a repeated write from applying twice.
 * `key`: takes an idempotency key, held for `keyTtlMs`. `natural`: the write itself can only apply once (an upsert by
 * id, buying a shipment that can be bought once). `lookup`: the connector can look for the result before writing again.
 * `none`: not repeat-safe. Reads and pure actions are `natural`.
 */
export type Idempotency =
  | { kind: 'key'; keyTtlMs: number; carrier: string }
  | { kind: 'natural'; why: string }
  | { kind: 'lookup'; how: string }
  | { kind: 'none'; why: string }

/** One input of an action, a trigger's parameters, or a credential, as a form shows it. */
export type FieldSpec = {
  name: string
  label: string
  type:
    | 'text'
    | 'longText'
    | 'number'
    | 'integer'
    | 'boolean'
    | 'money'
    | 'date'
    | 'dateTime'
    | 'choice'
    | 'list'
    | 'object'
    /** Names and values that the person makes up: headers, custom properties. */
    | 'map'
    /** A name, a content type and the content in base64. */
    | 'file'
    | 'json'
    | 'secret'
  required: boolean
  help?: string
  choices?: { value: string; label: string }[]
  /** Name of the connector's lookup that fills the drop-down. */
  lookup?: string
  /** Of a list's element or an object's members. */
  fields?: FieldSpec[]
  /** Folded away under "more fields". */
  rare?: boolean
  default?: string | number | boolean
}

export type ActionManifest = {
  title: string
  /** The sentence a node proposes: "Buy the cheapest label". */
  sentence: string
  description: string
  effect: Effect
  idempotency: Idempotency
  /** May take more than five seconds, so it never runs inside a segment. */
  slow: boolean
  /** Default answer to an unknown outcome of a write that is not repeat-safe: `may_repeat` for mail and chat. */
  onUnknown: 'may_repeat' | 'decide'
  fields: FieldSpec[]
  /** Of each group of fields at least one needs a value, though none alone is required. */
  needsOneOf?: string[][]
  input: JsonSchema
  output: JsonSchema
}

/** A drop-down that the vendor fills. */
export type LookupManifest = {
  title: string
  /** The vendor searches; otherwise the form filters what it has been given. */
  searches: boolean
  /** Fields of the same form that must have a value first, and whose change empties this one. */
  dependsOn: string[]
}

export type TriggerManifest = {
  title: string
  sentence: string
  description: string
  kind: 'webhook' | 'poll'
  /** Vendor topics that this trigger listens to. */
  topics: string[]
  fields: FieldSpec[]
  output: JsonSchema
  /** What its events tell of, in a person's words: "order". Absent: they name nothing that runs could be ordered by. */
  entity?: string
  /** Its events tell which of the entity's states they are of, so that an older one is known when it comes late. */
  versioned?: boolean
}

/**
 * How a vendor proves that a webhook is its own, as data, so that ingress needs no connector code.
 * `template` is what is signed; `{body}` stands for the raw bytes, `{timestamp}` for the value of that part.
 */
export type SignatureSpec =
  | { kind: 'none' }
  | {
      kind: 'hmac'
      algorithm: 'sha256' | 'sha1' | 'sha512'
      header: string
      /** `plain`: the whole header, after `prefix`. `pairs`: `t=…,v1=…,v1=…` with these names. */
      format: { kind: 'plain'; prefix: string } | { kind: 'pairs'; timestamp: string; signature: string }
      encoding: 'hex' | 'base64'
      template: string
      timestampHeader?: string
      toleranceSeconds?: number
      /** The secret as given is base64 or starts with a label that is not part of the key. */
      secretEncoding?: 'utf8' | 'base64'
      secretPrefix?: string
      /** EasyPost signs with the NFKD-normalised secret. */
      secretNormalization?: 'NFKD'
    }
  /** Not expressible as data: accepted as unverified, verified in the worker before anything runs. */
  | { kind: 'worker' }

/** Where a value of a webhook stands. */
export type Locator = { in: 'header'; name: string } | { in: 'body'; path: string[] }

export type WebhookManifest = {
  signature: SignatureSpec
  /** The vendor's own id of this delivery: the first of the two keys. */
  deliveryId: Locator | null
  topic: Locator | null
}

export type AuthManifest = {
  /** The way by key; `oauth2` where signing in is the only way. */
  kind: 'none' | 'apiKey' | 'basic' | 'oauth2' | 'custom'
  /** Credential and settings a person types in; `secret` ones are kept by the vault only. */
  fields: FieldSpec[]
  /** Where the vendor shows the key, for the form. */
  help?: string
  /** A person can sign in at the vendor instead. */
  oauth?: OAuthManifest
}

/** What a scope lets flows do, in words that stand alone: "Read contacts". */
export type OAuthScope = { name: string; title: string; optional: boolean }

/**
 * A sign-in by OAuth 2 (authorization code). Addresses may hold `{field}`, a setting of the connection: one label of a
 * host name, never more.
 */
export type OAuthManifest = {
  authorizeUrl: string
  tokenUrl: string
  /**
   * How an ended connection is ended at the vendor too. `rfc7009` posts the token; `request` sends a request in which
   * `{accessToken}` and `{refreshToken}` stand for the tokens.
   */
  revoke:
    | { kind: 'rfc7009'; url: string }
    | { kind: 'request'; method: 'DELETE' | 'POST'; url: string; headers: Record<string, string> }
    | null
  scopes: OAuthScope[]
  optionalScopeParameter: string | null
  scopeSeparator: ' ' | ','
  pkce: boolean
  clientAuth: 'basic' | 'post'
  authorizeParams: Record<string, string>
  tokenParams: Record<string, string>
  /** What proves that the answer is the vendor's: an HMAC-SHA256 of the query in hex, and values it must repeat. */
  callback: { hmacParameter: string; echoes: Record<string, string> } | null
  appSignsWebhooks: boolean
  /** Settings to be known before the sign-in. */
  fields: FieldSpec[]
  appHelp?: string
}

export type ConnectorManifest = {
  id: string
  title: string
  description: string
  categories: string[]
  /** Origin of a live connection; `{field}` is taken from its settings. `null` where the person gives the address (`http`, `smtp`). */
  baseUrl: string | null
  /** Hosts a live credential may go to; `{field}` likewise. */
  hosts: string[]
  auth: AuthManifest
  actions: Record<string, ActionManifest>
  triggers: Record<string, TriggerManifest>
  lookups: Record<string, LookupManifest>
  webhook: WebhookManifest | null
  /** Nobody can try a credential ahead of its first call: the connector has no test. */
  noTest?: true
  /** What the connector was checked against. */
  checkedAgainst: { kind: 'contract' | 'recordings' | 'table'; what: string }
  /** Whose limit a 429 tells of. */
  limitScope: 'connection' | 'account'
}

/** Manifests read from JSON that `toManifest` wrote. Throws where it cannot be that. */
export function readManifests(json: unknown): Record<string, ConnectorManifest> {
  const entries = Object.entries(Object(json))
  for (const [id, manifest] of entries)
    if (Reflect.get(Object(manifest), 'id') !== id || typeof Reflect.get(Object(manifest), 'actions') !== 'object')
      throw new Error(`"${id}" is not a connector's manifest: generate the catalogue again`)
  return Object.fromEntries(entries) as Record<string, ConnectorManifest>
}
