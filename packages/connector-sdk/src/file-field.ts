import { z } from 'zod'
import { type FieldMeta, field } from './field-meta.ts'

/** A file as flows carry it: small ones only, since it is stored with the step's input. */
export const fileSchema = z.object({
  name: z.string().min(1).meta({ title: 'File name' }),
  contentType: z.string().min(1).meta({ title: 'Content type', description: 'application/pdf, text/csv, image/png' }),
  content: z.base64().meta({ title: 'Content', description: 'In base64' }),
})

export type FileValue = z.output<typeof fileSchema>

/** An input that takes a file: `fileField({ label: 'Label' })`, or `z.array(fileField())` for several. */
export function fileField(meta: Omit<FieldMeta, 'type'> & { label?: string; help?: string } = {}): typeof fileSchema {
  return field(fileSchema, { ...meta, type: 'file' })
}
