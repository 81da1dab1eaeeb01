import type { FieldSpec } from '../../trpc/types.ts'

export type CredentialValues = Readonly<Record<string, string | boolean>>

/** What the form begins with: the connector's own defaults. */
export function firstValues(fields: readonly FieldSpec[]): CredentialValues {
  return Object.fromEntries(
    fields.flatMap((field) => {
      if (field.default !== undefined)
        return [[field.name, typeof field.default === 'number' ? String(field.default) : field.default]]
      return field.type === 'boolean' ? [[field.name, false]] : []
    }),
  )
}

export type Checked =
  | { ok: true; values: Record<string, string | number | boolean> }
  | { ok: false; problems: Record<string, string> }

/** What is sent, typed as the connector wants it; or what is missing or no number, by field. */
export function checkValues(fields: readonly FieldSpec[], values: CredentialValues): Checked {
  const out: Record<string, string | number | boolean> = {}
  const problems: Record<string, string> = {}
  for (const field of fields) {
    const value = values[field.name]
    if (typeof value === 'boolean') out[field.name] = value
    else if (value === undefined || value.trim() === '') {
      if (field.required) problems[field.name] = `${field.label} is needed.`
    } else if (field.type === 'integer' || field.type === 'number') {
      const number = Number(value)
      if (Number.isFinite(number)) out[field.name] = number
      else problems[field.name] = `${field.label} must be a number.`
    } else out[field.name] = value.trim()
  }
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, values: out }
}
