import { z } from 'zod'
import type { Json } from './json.ts'
import type { Condition, Mapping } from './mapping.ts'

export const jsonSchema: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(jsonSchema), z.record(z.string(), jsonSchema)]),
)

/** Annotated because it holds itself; that the annotation tells the truth is a type-level test of `mappingKinds`. */
export const mappingSchema: z.ZodType<Mapping> = z.lazy(() => mappingKinds)
export const conditionSchema: z.ZodType<Condition> = z.lazy(() => conditionKinds)

const referenceSchema = z.strictObject({
  from: z.string().min(1).max(80),
  path: z.array(z.union([z.string().max(200), z.int().min(0)])).max(32),
})

const ifMissing = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('error') }),
  z.strictObject({ kind: z.literal('omit') }),
  z.strictObject({ kind: z.literal('value'), value: jsonSchema }),
])

const templatePart = z.union([
  z.strictObject({ text: z.string().max(20_000) }),
  z.strictObject({ ref: referenceSchema, ifMissing: ifMissing.optional() }),
])

const otherwise = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('value'), value: jsonSchema }),
  z.strictObject({ kind: z.literal('pass') }),
  z.strictObject({ kind: z.literal('error') }),
])

const entry = z.strictObject({ when: z.union([z.string(), z.number(), z.boolean(), z.null()]), to: jsonSchema })

export const mappingKinds = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant'), value: jsonSchema }),
  z.strictObject({ kind: z.literal('reference'), ref: referenceSchema, ifMissing: ifMissing.optional() }),
  z.strictObject({ kind: z.literal('template'), parts: z.array(templatePart).max(500) }),
  z.strictObject({ kind: z.literal('expression'), source: z.string().max(20_000), ifMissing: ifMissing.optional() }),
  z.strictObject({
    kind: z.literal('valueMap'),
    of: mappingSchema,
    entries: z.array(entry).max(1000),
    otherwise,
    ifMissing: ifMissing.optional(),
  }),
  z.strictObject({
    kind: z.literal('list'),
    of: mappingSchema,
    keep: conditionSchema.optional(),
    each: mappingSchema,
    ifMissing: ifMissing.optional(),
  }),
  z.strictObject({ kind: z.literal('object'), fields: z.record(z.string().max(200), mappingSchema) }),
])

const operator = z.enum([
  'equals',
  'not_equals',
  'greater',
  'at_least',
  'less',
  'at_most',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'is_empty',
  'is_not_empty',
  'is_true',
  'is_false',
])

export const conditionKinds = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all'), of: z.array(conditionSchema).max(100) }),
  z.strictObject({ kind: z.literal('any'), of: z.array(conditionSchema).max(100) }),
  z.strictObject({ kind: z.literal('not'), of: conditionSchema }),
  z.strictObject({
    kind: z.literal('compare'),
    left: mappingSchema,
    operator,
    right: mappingSchema.optional(),
  }),
])
