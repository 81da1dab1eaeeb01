import { z } from '@hono/zod-openapi'
import type { Json as JsonValue } from '@patchbay/flow/json'

export const id = z.uuid()
export const date = z.iso.datetime()
export const orNull = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()])
export const Json: z.ZodType<JsonValue> = z
  .lazy(() => z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(Json), z.record(z.string(), Json)]))
  .openapi('Json')

/** Any JSON: bodies, inputs and outputs belong to flows and vendors. */
export const anyJson = z.unknown().openapi({ description: 'Any JSON value.' })

export const Problem = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    message: z.string().openapi({ description: 'What is wrong, and how to mend it.' }),
    stepId: z.string().optional(),
    field: z.string().optional().openapi({ description: 'Dotted path: `input.amount`, `steps.2.name`.' }),
  })
  .openapi('Problem')

export const Named = z.object({ id, name: z.string() })
