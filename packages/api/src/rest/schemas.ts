import { z } from '@hono/zod-openapi'
import { anyJson, date, id, Json, orNull, Problem } from './schema-parts.ts'

/** What the public API takes and gives. Dates are ISO 8601 in UTC; money is whatever a vendor said. */

export const ApiError = z
  .object({
    error: z.object({
      code: z.string().openapi({ example: 'not_found' }),
      message: z.string(),
      problems: z.array(Problem).optional(),
      current: anyJson.optional().openapi({ description: "A conflict's other side." }),
    }),
  })
  .openapi('Error')

/** Checked by the use case, whose problems carry the path of each; its JSON Schema would be longer than this document. */
export const Document = z
  .record(z.string(), z.unknown())
  .openapi('FlowDocument', { description: 'A flow: `schemaVersion`, `steps`, `edges`, `notes`.' })

export const Connector = z
  .object({ id: z.string(), title: z.string(), description: z.string() })
  .catchall(z.unknown())
  .openapi('Connector')

export const Connection = z
  .object({
    id,
    connector: z.string(),
    name: z.string(),
    environment: z.enum(['live', 'sandbox']),
    state: z.enum(['untested', 'working', 'needs_attention']),
    stateReason: orNull(z.string()),
    stateSince: date,
    account: orNull(z.string()),
    hint: orNull(z.string()).openapi({ description: 'Last characters of the credential.' }),
    usedBy: z.array(z.object({ flowId: id, flowName: z.string(), stepId: z.string(), stepName: z.string() })),
    held: z.int().openapi({ description: 'Runs that wait for it to be mended.' }),
    lastUsedAt: orNull(date),
    createdAt: date,
    availability: orNull(z.number()).openapi({ description: 'Share of calls of 24 hours that the vendor answered.' }),
    averageMs: orNull(z.number()),
  })
  .openapi('Connection')

export const ConnectionTest = z
  .object({
    ok: z.boolean(),
    account: orNull(z.string()).optional(),
    untried: z
      .boolean()
      .optional()
      .openapi({ description: 'Nobody could be asked: its first call shows whether the vendor takes the credential.' }),
    code: z.string().optional(),
    message: z.string().optional(),
  })
  .openapi('ConnectionTest')

export const Flow = z
  .object({
    id,
    name: z.string(),
    folder: orNull(z.string()),
    enabled: z.boolean(),
    switchReason: orNull(z.string()),
    switchedBy: orNull(z.string()),
    switchedAt: orNull(date),
    newEvents: orNull(z.enum(['hold', 'refuse'])).openapi({ description: 'While it is off.' }),
    held: z.int().openapi({ description: 'Events that run when it is switched on.' }),
    version: orNull(z.int()).openapi({ description: 'The live version; null before the first publishing.' }),
    draftAhead: z.boolean(),
    draftChanges: z.int(),
    environment: orNull(z.enum(['live', 'sandbox', 'mixed'])),
    start: orNull(z.string()),
    connectors: z.array(z.string()),
    lastRunAt: orNull(date),
  })
  .openapi('Flow')

export const FlowDetail = Flow.extend({
  draft: Document,
  draftRevision: z.int(),
  live: orNull(
    z.object({ versionId: id, number: z.int(), document: Document, publishedAt: date, publishedBy: z.string() }),
  ),
  problems: z.array(Problem),
  trigger: orNull(z.object({ type: z.string(), url: orNull(z.string()), next: orNull(z.array(date)) })),
}).openapi('FlowDetail')

export const FlowExport = z
  .object({
    patchbay: z.literal('flow'),
    name: z.string(),
    version: orNull(z.int()),
    connections: z
      .record(
        z.string(),
        z.object({ connector: z.string(), name: z.string(), environment: z.enum(['live', 'sandbox']) }),
      )
      .openapi({ description: "By the names that stand in the document's `connectionId`s." }),
    document: Document,
  })
  .openapi('FlowExport')

const changeKind = z.enum(['new', 'changed', 'gone'])

export const DraftChanges = z
  .object({
    revision: z.int(),
    liveNumber: orNull(z.int()),
    openRuns: z.int(),
    authors: z.array(
      z.object({
        id: orNull(z.string()),
        name: z.string(),
        you: z.boolean(),
        lastAt: orNull(date),
        changes: z.array(
          z.object({
            id: z.string(),
            stepId: orNull(z.string()),
            stepName: z.string(),
            kind: changeKind,
            now: z.string(),
            before: orNull(z.string()),
            needs: z.array(z.string()).openapi({ description: 'Changes that it cannot be published without.' }),
            alsoBy: z.array(z.string()),
          }),
        ),
      }),
    ),
  })
  .openapi('DraftChanges')

export const FlowVersion = z
  .object({
    id,
    number: z.int(),
    note: orNull(z.string()),
    publishedBy: z.string(),
    publishedAt: date,
    live: z.boolean(),
    changes: z.array(z.string()),
  })
  .openapi('FlowVersion')

export const FlowVersionDetail = FlowVersion.omit({ changes: true })
  .extend({ document: Document })
  .openapi('FlowVersionDetail')

export const ImportPlan = z
  .object({
    name: z.string(),
    version: orNull(z.int()),
    steps: z.int(),
    connections: z.array(
      z.object({
        key: z.string(),
        connector: z.string(),
        was: orNull(z.object({ name: z.string(), environment: z.enum(['live', 'sandbox']) })),
        stepNames: z.array(z.string()),
        choices: z.array(
          z.object({ id, name: z.string(), environment: z.enum(['live', 'sandbox']), usable: z.boolean() }),
        ),
        chosen: orNull(id),
      }),
    ),
    lookups: z.array(
      z.object({
        key: z.string(),
        stepId: z.string(),
        stepName: z.string(),
        field: z.string(),
        label: z.string(),
        value: Json,
      }),
    ),
    missing: z.array(z.string()).openapi({ description: 'Apps and actions that are not here, a sentence each.' }),
  })
  .openapi('ImportPlan')

export const Done = z.object({ ok: z.literal(true) }).openapi('Done')
export const DeliveryId = z.object({ deliveryId: id }).openapi('DeliveryId')
export const Id = z.object({ id }).openapi('Id')
export const FlowId = z.object({ id, revision: z.int() }).openapi('NewFlow')
export const Revision = z.object({ revision: z.int() }).openapi('Revision')
export const Validation = z.object({ revision: z.int(), problems: z.array(Problem) }).openapi('Validation')
export const Published = z.object({ versionId: id, number: z.int(), warnings: z.array(Problem) }).openapi('Published')
export const Enabled = z
  .object({
    enabled: z.boolean(),
    released: z.int().openapi({ description: 'Events that had been held and run now.' }),
  })
  .openapi('Enabled')
export const Imported = FlowId.extend({ problems: z.array(Problem) }).openapi('Imported')

export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) })
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: orNull(z.string()) })
