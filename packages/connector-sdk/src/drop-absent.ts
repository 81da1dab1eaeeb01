import { z } from 'zod'

/**
 * A mapping yields `null` for a value its source does not have. Where a field is optional and cannot be null, that
 * means "not given", so the field is left out.
 */
export function dropAbsent(schema: z.ZodType, value: unknown): unknown {
  const core = coreOf(schema)
  if (core instanceof z.ZodArray && Array.isArray(value))
    return value.map((item) => dropAbsent(core.element as z.ZodType, item))
  if (!(core instanceof z.ZodObject) || value === null || typeof value !== 'object' || Array.isArray(value))
    return value
  const shape = core.shape as Record<string, z.ZodType>
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]: [string, unknown]) => {
      const inner = shape[key]
      if (inner === undefined) return [[key, member]]
      const absent = member === null && !accepts(inner, null) && accepts(inner, undefined)
      return absent ? [] : [[key, dropAbsent(inner, member)]]
    }),
  )
}

function accepts(schema: z.ZodType, value: unknown): boolean {
  return schema.safeParse(value).success
}

function coreOf(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return coreOf(schema.unwrap() as z.ZodType)
  return schema
}
