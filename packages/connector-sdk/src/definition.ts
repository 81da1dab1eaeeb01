import type { z } from 'zod'
import type { Auth } from './auth.ts'
import type { CallContext } from './context.ts'
import type { HttpClient } from './http-client.ts'
import type { ConnectorManifest, Effect, WebhookManifest } from './manifest.ts'
import type { Shape, ValuesOf } from './shape.ts'
import type { ErrorVerdict, VendorResponse } from './vendor-response.ts'

export type ConnectorOptions<A extends Auth> = {
  id: string
  title: string
  description: string
  categories: string[]
  /** Origin (and path prefix) of the live API; `{field}` is a setting of the connection. `null` where the person gives it. */
  baseUrl: string | null
  /** Hosts a live credential may go to; the host of `baseUrl` unless told. */
  hosts?: string[]
  auth: A
  /** On every request: the API version, for one. */
  headers?: Record<string, string>
  /** How bodies are written unless a request says otherwise; `form` nests as `a[b][0]=c`. */
  encoding?: 'json' | 'form'
  /** Where `http.graphql` posts to. */
  graphqlPath?: string
  webhook?: WebhookManifest
  /** Sees every answer, 2xx included (success that is not success). `null` leaves it to the status. */
  errorOf?: (response: VendorResponse) => ErrorVerdict | null
  checkedAgainst: ConnectorManifest['checkedAgainst']
  limitScope?: ConnectorManifest['limitScope']
}

/** What any function of a connector may use. */
export type Call<A extends Auth> = {
  http: HttpClient
  credentials: CredentialsOf<A>
  settings: SettingsOf<A>
  log: CallContext['log']
  /** Opens a guarded socket; throws coded errors. */
  connect: CallContext['connect']
  /** Where a sandbox connection goes instead of the live address. */
  origin: string | null
  signal: AbortSignal
  timeoutMs: number
  /** ISO instant, constant for the run. */
  now: string
}

export type ActionCall<I extends Shape, A extends Auth> = Call<A> & {
  input: ValuesOf<I>
  idempotencyKey: string
  attempt: number
  /**
   * For an action with several writes: each one in its own `once`, with the client and key that belong to that write.
   * `request`: all that the call asks for, but no key. What is stored serves the same request only, so that an input a
   * person has changed goes out, and what of it is unchanged is not done again.
   */
  once: <T>(
    name: string,
    request: unknown,
    fn: (call: { http: HttpClient; idempotencyKey: string }) => Promise<T>,
  ) => Promise<T>
}

export type CredentialsOf<A extends Auth> = A extends Auth<infer C, infer _S> ? ValuesOf<C> : never
export type SettingsOf<A extends Auth> = A extends Auth<infer _C, infer S> ? ValuesOf<S> : never

/**
 * `key` with `header`: the client adds the step's key to every write. `key` with `argument`: `run` places
 * `idempotencyKey` itself (a GraphQL directive, a body field); `argument` says where, for people.
 */
export type IdempotencySpec<I extends Shape, O extends z.ZodType, A extends Auth> =
  | { kind: 'key'; header: string; keyTtlMs: number }
  | { kind: 'key'; argument: string; keyTtlMs: number }
  | { kind: 'natural'; why: string }
  | { kind: 'lookup'; how: string; find: (call: ActionCall<I, A>) => Promise<z.input<O> | null> }
  | { kind: 'none'; why: string; onUnknown: 'may_repeat' | 'decide' }

type EffectSpec<I extends Shape, O extends z.ZodType, A extends Auth> =
  | { effect: Extract<Effect, 'read' | 'pure'>; idempotency?: never }
  | { effect: Exclude<Effect, 'read' | 'pure'>; idempotency: IdempotencySpec<I, O, A> }

export type ActionSpec<I extends Shape, O extends z.ZodType, A extends Auth> = EffectSpec<I, O, A> & {
  title: string
  /** The sentence a node proposes; the title unless told. */
  sentence?: string
  description: string
  /** May take more than five seconds. */
  slow?: boolean
  input: I
  /** Of each group of fields at least one needs a value, though none alone is required: a flow without is not published. */
  needsOneOf?: (keyof I & string)[][]
  output: O
  run: (call: ActionCall<I, A>) => Promise<z.input<O>>
}

export type EventInput = {
  topic: string | null
  /** Names in lower case. */
  headers: Record<string, string>
  body: Uint8Array
}

export type ParsedEvent = { topic: string | null; headers: Record<string, string>; json: unknown; text: string }

type TriggerBase<O extends z.ZodType, P extends Shape> = {
  title: string
  sentence?: string
  description: string
  params?: P
  output: O
  /** Entity + version + topic: the same for the same happening, by whatever way it comes in. */
  key: (item: z.output<O>, event: { topic: string | null }) => string
  /** What a person searches for: an order number. */
  subject?: (item: z.output<O>) => string | null
  /** ISO instant. */
  occurredAt?: (item: z.output<O>) => string | null
  /** What of the vendor's the event tells of; the same for all triggers that tell of the same thing. */
  entity?: EntitySpec<z.output<O>>
  /**
   * Which of the entity's states it tells of: a counter, or the instant of the change (ISO). A later state has the
   * greater one, whichever trigger tells of it.
   */
  version?: (item: z.output<O>) => string | number | null
}

/** `name` in a person's words, singular and small: "order". `id` is the vendor's; null where an event names none. */
export type EntitySpec<T> = { name: string; id: (item: T) => string | number | null }

export type WebhookSpec<O extends z.ZodType, P extends Shape> = TriggerBase<O, P> & {
  /** Vendor topics; an event of any other topic yields nothing. Empty: `parse` alone decides. */
  topics: string[]
  /** The items in an event, `[]` when it is not for this trigger. Default: the JSON body is the one item. */
  parse?: (event: ParsedEvent) => unknown[]
}

export type PollSpec<O extends z.ZodType, P extends Shape, A extends Auth> = TriggerBase<O, P> & {
  /** Items since that ISO instant (`null`: the first poll), a page at a time. */
  run: (call: Call<A> & { since: string | null; cursor: string | null; params: ValuesOf<P> }) => Promise<{
    items: z.input<O>[]
    cursor: string | null
  }>
}

/** `hint` stands beside the label, where labels alone do not tell two options apart. */
export type LookupOption = { value: string; label: string; hint?: string }

/** `cursor` asks for the next page; null at the end. */
export type LookupPage = { options: LookupOption[]; cursor: string | null }

export type LookupSpec<A extends Auth, P extends Shape = Shape> = {
  /** What it lists, one of them: "Location". */
  title: string
  /** The vendor searches for what the person typed, which comes as `search`; otherwise the form filters by itself. */
  searches?: boolean
  /** Fields of the same form that must have a value first, with what they hold: they come as `params`. */
  dependsOn?: P
  run: (call: Call<A> & { search: string | null; cursor: string | null; params: ValuesOf<P> }) => Promise<LookupPage>
}
