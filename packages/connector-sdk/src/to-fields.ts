import { z } from 'zod'
import { type FieldMeta, fieldRegistry } from './field-meta.ts'
import type { FieldSpec } from './manifest.ts'
import type { Shape } from './shape.ts'

/** A form's fields from zod schemas. `lookups` gives the name of each lookup value. */
export function toFields(shape: Shape, lookups: Map<object, string>): FieldSpec[] {
  return Object.entries(shape).map(([name, schema]) => toField(name, schema, lookups))
}

function toField(name: string, schema: z.ZodType, lookups: Map<object, string>): FieldSpec {
  const facts = unwrap(schema)
  const meta = facts.meta
  const lookup = meta.lookup === undefined ? undefined : lookups.get(meta.lookup)
  if (meta.lookup !== undefined && lookup === undefined)
    throw new Error(`Field "${name}" uses a lookup that is not listed under \`lookups\` of t.connector`)
  const fields = innerFields(facts.core, lookups)
  const choices = choicesOf(facts.core, meta)
  return {
    name,
    label: facts.title ?? labelOf(name),
    type: meta.type ?? typeOf(facts.core),
    required: facts.required,
    ...(facts.description === undefined ? {} : { help: facts.description }),
    ...(choices === null ? {} : { choices }),
    ...(lookup === undefined ? {} : { lookup }),
    ...(fields === null ? {} : { fields }),
    ...(meta.rare === true ? { rare: true } : {}),
    ...(facts.fallback === undefined ? {} : { default: facts.fallback }),
  }
}

type Facts = {
  core: z.ZodType
  required: boolean
  title: string | undefined
  description: string | undefined
  fallback: string | number | boolean | undefined
  meta: FieldMeta
}

/** Walks through optional, nullable, default and pipe to the schema inside; the outermost word on anything wins. */
function unwrap(schema: z.ZodType): Facts {
  const own = schema.meta()
  const inner = innerOf(schema)
  const meta = fieldRegistry.get(schema) ?? {}
  const facts: Facts =
    inner === null
      ? { core: schema, required: true, title: undefined, description: undefined, fallback: undefined, meta: {} }
      : unwrap(inner)
  return {
    core: facts.core,
    required: facts.required && !(schema instanceof z.ZodOptional || schema instanceof z.ZodDefault),
    title: own?.title ?? facts.title,
    description: own?.description ?? facts.description,
    fallback: schema instanceof z.ZodDefault ? scalar(schema.def.defaultValue) : facts.fallback,
    meta: { ...facts.meta, ...meta },
  }
}

function innerOf(schema: z.ZodType): z.ZodType | null {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return schema.unwrap() as z.ZodType
  if (schema instanceof z.ZodPipe) return schema.in as z.ZodType
  return null
}

function typeOf(schema: z.ZodType): FieldSpec['type'] {
  if (schema instanceof z.ZodNumber) return schema.format?.includes('int') ? 'integer' : 'number'
  if (schema instanceof z.ZodBoolean) return 'boolean'
  if (schema instanceof z.ZodEnum) return 'choice'
  if (schema instanceof z.ZodArray) return 'list'
  if (schema instanceof z.ZodObject) return 'object'
  if (schema instanceof z.ZodRecord) return 'map'
  if (schema instanceof z.ZodISODateTime) return 'dateTime'
  if (schema instanceof z.ZodISODate) return 'date'
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return 'text'
  return 'json'
}

function choicesOf(schema: z.ZodType, meta: FieldMeta): FieldSpec['choices'] | null {
  if (!(schema instanceof z.ZodEnum)) return null
  return schema.options.map((value) => ({
    value: String(value),
    label: meta.choices?.[String(value)] ?? labelOf(String(value)),
  }))
}

function innerFields(schema: z.ZodType, lookups: Map<object, string>): FieldSpec[] | null {
  if (schema instanceof z.ZodObject) return toFields(schema.shape as Shape, lookups)
  if (!(schema instanceof z.ZodArray)) return null
  const { core: element, meta } = unwrap(schema.element as z.ZodType)
  if (element instanceof z.ZodObject && meta.type === undefined) return toFields(element.shape as Shape, lookups)
  return [toField('item', schema.element as z.ZodType, lookups)]
}

/** `trackingNumber`, `tracking_number` → "Tracking number"; `POST` stays. */
function labelOf(name: string): string {
  if (/^[A-Z]+$/.test(name)) return name
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function scalar(value: unknown): string | number | boolean | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined
}
