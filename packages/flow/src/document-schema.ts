import { z } from 'zod'
import type { FlowDocument } from './document.ts'
import { conditionSchema, jsonSchema, mappingSchema } from './mapping-schema.ts'
import { parseWith } from './parse-with.ts'
import type { Problem } from './problem.ts'
import type { Result } from './result.ts'

/** More than a person can oversee, and more than a run's history should hold. */
export const MAX_STEPS = 500
const MAX_EDGES = 2000
const MAX_NOTES = 200

/**
 * Reads a document of the current schema version. Problems point at the step and the field inside it. It says whether
 * the document has the right shape; whether the flow makes sense is `validate`'s to say.
 */
export function parseDocument(raw: unknown): Result<FlowDocument, Problem[]> {
  return parseWith(documentSchema, raw)
}

const id = z.string().min(1).max(80)
const text = z.string().max(20_000)
const position = z.strictObject({ x: z.number(), y: z.number() })

const base = {
  id,
  name: z.string().max(200),
  parent: id.optional(),
  lane: z.enum(['catch', 'finally']).optional(),
  position,
  note: text.optional(),
  /** Not checked further: what is no schema says nothing, and does no harm. */
  outputSchema: z.record(z.string().max(200), jsonSchema).optional(),
}

const mappings = z.record(z.string().max(200), mappingSchema)

export const policySchema = z.strictObject({
  maxAttempts: z.number(),
  initialDelayMs: z.number(),
  backoff: z.number(),
  maxDelayMs: z.number(),
  retryOn: z.array(z.enum(['rate_limited', 'upstream', 'not_found', 'conflict', 'unknown_outcome'])),
  timeoutMs: z.number(),
})

const webhookAuth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('header'), header: text }),
  z.strictObject({ kind: z.literal('basic'), username: text }),
  z.strictObject({
    kind: z.literal('hmac'),
    header: text,
    algorithm: z.enum(['sha256', 'sha1', 'sha512']),
    encoding: z.enum(['hex', 'base64']),
    prefix: text,
  }),
])

const webhookAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('now') }),
  z.strictObject({ kind: z.literal('flow'), deadlineMs: z.number() }),
])

const schedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('interval'), everyMs: z.number() }),
  z.strictObject({ kind: z.literal('cron'), expression: text, timeZone: text }),
])

const formField = z.strictObject({
  name: text,
  label: text,
  type: z.enum(['text', 'number', 'boolean', 'date', 'choice']),
  required: z.boolean(),
  choices: z.array(text).optional(),
})

const callField = z.strictObject({
  name: text,
  label: text,
  type: z.enum(['text', 'number', 'boolean', 'date', 'json']),
  required: z.boolean(),
})

export const triggerSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('event'),
    connector: id,
    event: id,
    connectionId: id.nullable(),
    params: z.record(z.string().max(200), jsonSchema),
  }),
  z.strictObject({
    type: z.literal('webhook'),
    auth: webhookAuth,
    answer: webhookAnswer,
    subject: mappingSchema.optional(),
  }),
  z.strictObject({
    type: z.literal('schedule'),
    schedule,
    overlap: z.enum(['start', 'skip', 'queue']),
    catchUpWindowMs: z.number(),
  }),
  z.strictObject({ type: z.literal('manual'), form: z.array(formField).max(100) }),
  z.strictObject({ type: z.literal('api') }),
  z.strictObject({
    type: z.literal('call'),
    input: z.array(callField).max(100),
    output: z.array(callField).max(100),
  }),
])

export const runRulesSchema = z.strictObject({
  order: z
    .strictObject({
      key: mappingSchema.nullable(),
      queue: z.string().max(80).nullable(),
      whenOpen: z.enum(['queue', 'replace', 'drop']),
      olderVersion: z.enum(['skip', 'run']),
    })
    .nullable()
    .optional(),
  gather: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('debounce'),
        key: mappingSchema.nullable(),
        quietMs: z.number(),
        longestMs: z.number(),
      }),
      z.strictObject({
        kind: z.literal('batch'),
        key: mappingSchema.nullable(),
        count: z.number(),
        withinMs: z.number(),
      }),
    ])
    .optional(),
  atOnce: z.number().optional(),
})

const timeoutMs = z.number().optional()
const joinSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all'), timeoutMs }),
  z.strictObject({ kind: z.literal('any'), timeoutMs }),
  z.strictObject({ kind: z.literal('succeeded'), count: z.number(), timeoutMs }),
])

export const ifFailsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('default'), output: mappingSchema }),
  z.strictObject({ kind: z.literal('ask') }),
])

/** What only one kind of step has: shared by the document and the operations that change it. */
export const kindFields = {
  branch: {
    cases: z.array(z.strictObject({ id, label: z.string().max(200), condition: conditionSchema })).max(50),
    otherwiseLabel: z.string().max(200),
  },
  filter: { condition: conditionSchema },
  loop: {
    list: mappingSchema,
    concurrency: z.number(),
    onItemError: z.enum(['stop', 'continue']),
    batchSize: z.number().optional(),
    collect: id.optional(),
  },
  repeat: {
    until: conditionSchema,
    maxTimes: z.number(),
    delayMs: z.number(),
    atLimit: z.enum(['fail', 'go_on']),
  },
  parallel: { join: joinSchema.optional() },
  scope: { compensate: z.boolean() },
  event: {
    connector: id,
    event: id,
    connectionId: id.nullable(),
    params: z.record(z.string().max(200), jsonSchema),
    match: z.strictObject({ path: text, equals: mappingSchema }),
    timeoutMs: z.number(),
    lookBackMs: z.number(),
  },
  approval: {
    question: mappingSchema,
    facts: z.array(z.strictObject({ label: z.string().max(200), value: mappingSchema })).max(50),
    approvers: z.strictObject({
      people: z.array(id).max(100),
      role: z.enum(['owner', 'admin', 'editor', 'operator']).nullable(),
    }),
    form: z.array(formField).max(50),
    deadlineMs: z.number(),
    remindMs: z.number().nullable(),
  },
  subflow: {
    flowId: id.nullable(),
    versionId: id.nullable(),
    mode: z.enum(['wait', 'start']),
    input: mappings,
  },
  wait: {
    wait: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('duration'), ms: mappingSchema }),
      z.strictObject({ kind: z.literal('until'), at: mappingSchema }),
    ]),
  },
  answer: { status: mappingSchema, body: mappingSchema },
  stop: { outcome: z.enum(['succeeded', 'failed', 'cancelled']) },
}

export const stepSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...base, kind: z.literal('trigger'), trigger: triggerSchema, runs: runRulesSchema.optional() }),
  z.strictObject({
    ...base,
    kind: z.literal('action'),
    connector: id,
    action: id,
    connectionId: id.nullable(),
    input: mappings,
    policy: policySchema.partial().optional(),
    onUnknown: z.enum(['may_repeat', 'decide']).optional(),
    onAuthFailure: z.enum(['wait', 'fail']).optional(),
    ifFails: ifFailsSchema.optional(),
    withoutUndo: z.enum(['ask', 'leave']).optional(),
  }),
  z.strictObject({ ...base, kind: z.literal('branch'), ...kindFields.branch }),
  z.strictObject({ ...base, kind: z.literal('filter'), ...kindFields.filter }),
  z.strictObject({ ...base, kind: z.literal('set'), fields: mappings }),
  z.strictObject({ ...base, kind: z.literal('loop'), ...kindFields.loop }),
  z.strictObject({ ...base, kind: z.literal('repeat'), ...kindFields.repeat }),
  z.strictObject({ ...base, kind: z.literal('parallel'), ...kindFields.parallel }),
  z.strictObject({ ...base, kind: z.literal('scope'), ...kindFields.scope }),
  z.strictObject({ ...base, kind: z.literal('event'), ...kindFields.event }),
  z.strictObject({ ...base, kind: z.literal('approval'), ...kindFields.approval }),
  z.strictObject({ ...base, kind: z.literal('subflow'), ...kindFields.subflow }),
  z.strictObject({ ...base, kind: z.literal('wait'), ...kindFields.wait }),
  z.strictObject({ ...base, kind: z.literal('answer'), ...kindFields.answer }),
  z.strictObject({ ...base, kind: z.literal('stop'), ...kindFields.stop, message: mappingSchema.optional() }),
])

export const edgeSchema = z.strictObject({ id, from: id, port: id, to: id })

export const noteSchema = z.strictObject({
  id,
  text,
  position,
  size: z.strictObject({ width: z.number(), height: z.number() }),
})

export const documentSchema = z.strictObject({
  schemaVersion: z.literal(1),
  steps: z.array(stepSchema).max(MAX_STEPS),
  edges: z.array(edgeSchema).max(MAX_EDGES),
  notes: z.array(noteSchema).max(MAX_NOTES),
})
