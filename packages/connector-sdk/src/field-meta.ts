import { z } from 'zod'
import type { FieldSpec } from './manifest.ts'

/** What a form wants to know of a field beyond its schema. Label and help are `.meta({ title, description })`. */
export type FieldMeta = {
  type?: FieldSpec['type']
  rare?: boolean
  /** Labels of an enum's values. */
  choices?: Record<string, string>
  /** The lookup that fills the drop-down; set by `lookup.field()`. */
  lookup?: object
}

/** Apart from zod's global registry, so that none of it shows up in JSON Schemas. */
export const fieldRegistry = z.registry<FieldMeta>()

/** `field(z.string(), { label: 'Note', type: 'longText' })`: a schema with what a form shows. */
export function field<T extends z.ZodType>(schema: T, meta: FieldMeta & { label?: string; help?: string }): T {
  const { label, help, ...rest } = meta
  const described = schema.meta({
    ...(label === undefined ? {} : { title: label }),
    ...(help === undefined ? {} : { description: help }),
  })
  fieldRegistry.add(described, { ...fieldRegistry.get(schema), ...rest })
  return described
}
