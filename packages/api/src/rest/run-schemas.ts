import { z } from '@hono/zod-openapi'
import { anyJson, date, id, Named, orNull } from './schema-parts.ts'

/** Deliveries, runs and decisions, as the public API gives them. */

const runState = z.enum([
  'queued',
  'running',
  'retrying',
  'waiting',
  'needs_attention',
  'succeeded',
  'failed',
  'cancelled',
])
const stepState = z.enum([
  'running',
  'retrying',
  'waiting',
  'needs_attention',
  'succeeded',
  'failed',
  'skipped',
  'cancelled',
])
const stepError = z
  .object({ code: z.string(), message: z.string(), status: z.int().optional(), field: z.string().optional() })
  .catchall(z.unknown())

export const Delivery = z
  .object({
    id,
    state: z.enum(['accepted', 'expanded', 'ignored', 'duplicate', 'refused', 'dead']),
    origin: z.enum(['event', 'webhook', 'schedule', 'manual', 'api', 'replay', 'call']),
    topic: orNull(z.string()),
    vendorId: orNull(z.string()),
    flow: orNull(Named),
    reasonCode: orNull(z.string()),
    reason: orNull(z.string()),
    bytes: z.int(),
    receivedAt: date,
    duplicateOf: orNull(id),
    replayOf: orNull(id),
    runs: z.array(z.object({ id, subject: orNull(z.string()), state: runState })),
    mayReplay: z.boolean(),
  })
  .openapi('Delivery')

export const DeliveryDetail = Delivery.extend({
  body: orNull(z.string()),
  headers: z.record(z.string(), z.string()),
}).openapi('DeliveryDetail')

export const Run = z
  .object({
    id,
    state: runState,
    subject: orNull(z.string()),
    flow: Named,
    version: z.int(),
    environment: z.enum(['live', 'sandbox', 'mixed']),
    happened: orNull(z.string()),
    stoppedBy: orNull(z.object({ stepId: z.string(), name: z.string(), because: orNull(z.string()) })).openapi({
      description: 'The rule or Stop step that ended a succeeded run early, and what it found or says.',
    }),
    tries: z.int(),
    acceptedAt: date,
    startedAt: orNull(date),
    finishedAt: orNull(date),
  })
  .openapi('Run')

const Attempt = z.object({
  number: z.int(),
  generation: z.int(),
  startedAt: date,
  finishedAt: orNull(date),
  outcome: orNull(z.enum(['succeeded', 'failed', 'unknown', 'aborted'])),
  error: orNull(stepError),
})

const StepRun = z
  .object({
    id,
    stepId: z.string(),
    iteration: z
      .string()
      .openapi({ description: 'Positions in the loops around it, outermost first; empty outside loops.' }),
    kind: z.string(),
    effect: z.enum(['pure', 'read', 'create', 'upsert', 'delete']),
    state: stepState,
    port: orNull(z.string()),
    error: orNull(stepError),
    notes: z.array(z.string()),
    startedAt: date,
    finishedAt: orNull(date),
    nextTryAt: orNull(date),
    waitUntil: orNull(date),
    attempts: z.array(Attempt),
    intent: orNull(z.object({ key: z.string(), generation: z.int(), epoch: z.int(), sentAt: orNull(date) })),
  })
  .openapi('StepRun')

const StepTally = z
  .object({
    stepId: z.string(),
    states: z.partialRecord(stepState, z.int()),
    startedAt: date,
    finishedAt: orNull(date),
    tries: z.int(),
  })
  .openapi('StepTally', { description: 'How a step inside loops or repeats fares, over all of their items.' })

export const Decision = z
  .object({
    id,
    runId: id,
    stepRunId: id,
    stepName: z.string(),
    question: z.string(),
    kind: z.enum(['unknown', 'failed', 'undo']).openapi({
      description:
        '`unknown`: nobody knows whether the write went through. `failed`: it did not, and its author wanted to be asked. `undo`: it was to be undone, and could not be.',
    }),
    byHand: z.boolean().openapi({
      description: 'Of an `undo`: the step has none to try, so a person undoes what it did, or lets it stay.',
    }),
    state: z.enum(['open', 'decided', 'withdrawn']),
    sent: anyJson,
    askedAt: date,
    decidedAt: orNull(date),
    decidedBy: orNull(z.string()),
    verdict: orNull(z.enum(['done', 'again'])),
  })
  .openapi('Decision')

export const RunDetail = Run.extend({
  deliveryId: id,
  origin: z.string(),
  topic: orNull(z.string()),
  epoch: z.int(),
  reason: orNull(z.string()),
  reasonCode: orNull(z.string()),
  cancelRequestedAt: orNull(date),
  item: anyJson,
  steps: z.array(StepRun).openapi({
    description:
      'All outside loops and repeats. Of a step inside them, once there are more than 200 of such rows, the five that press most; `tallies` counts them all.',
  }),
  tallies: z.array(StepTally),
  decisions: z.array(Decision),
}).openapi('RunDetail')

export const StepData = z
  .object({
    input: anyJson,
    output: anyJson,
    log: z.array(
      z.object({
        attempt: z.int(),
        at: date,
        level: z.enum(['debug', 'info', 'warn', 'error']),
        message: z.string(),
        data: anyJson,
      }),
    ),
  })
  .openapi('StepData')
