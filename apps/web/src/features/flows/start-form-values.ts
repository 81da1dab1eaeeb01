import type { Step } from '../../trpc/types.ts'

type TriggerStep = Extract<Step, { kind: 'trigger' }>
export type FormField = Extract<TriggerStep['trigger'], { type: 'manual' }>['form'][number]
export type FormValues = Readonly<Record<string, string | boolean>>

/** The fields a person fills in to start the flow; none where something else starts it. */
export function formOf(steps: readonly Step[]): FormField[] {
  for (const step of steps) {
    if (step.kind === 'trigger' && step.trigger.type === 'manual') return step.trigger.form
  }
  return []
}

type Checked =
  | { ok: true; form: Record<string, string | number | boolean> }
  | { ok: false; problems: Record<string, string> }

/** What is sent, typed; or what is missing or does not fit, by field. */
export function checkForm(fields: readonly FormField[], values: FormValues): Checked {
  const form: Record<string, string | number | boolean> = {}
  const problems: Record<string, string> = {}
  for (const field of fields) {
    const value = values[field.name]
    if (field.type === 'boolean') form[field.name] = value === true
    else if (typeof value !== 'string' || value.trim() === '') {
      if (field.required) problems[field.name] = `${field.label} is needed.`
    } else if (field.type === 'number') {
      const number = Number(value)
      if (Number.isFinite(number)) form[field.name] = number
      else problems[field.name] = `${field.label} must be a number.`
    } else form[field.name] = value.trim()
  }
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, form }
}
