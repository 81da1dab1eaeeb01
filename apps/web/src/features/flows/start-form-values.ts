import type { Json, JsonObject } from '@patchbay/flow/json'
import type { Step } from '../../trpc/types.ts'

type Trigger = Extract<Step, { kind: 'trigger' }>['trigger']
export type FormField = Extract<Trigger, { type: 'manual' }>['form'][number]
type CallField = Extract<Trigger, { type: 'call' }>['input'][number]

/** One thing that a start asks for; `json` is a list or an object. */
export type StartField = Omit<FormField, 'type'> & { type: FormField['type'] | CallField['type'] }
export type FormValues = Readonly<Record<string, string | boolean>>

/**
 * What a person fills in to start the flow: its form, or what another flow would call it with. Null where something
 * else starts it.
 */
export function startFieldsOf(steps: readonly Step[]): readonly StartField[] | null {
  const trigger = steps.find((step) => step.kind === 'trigger')?.trigger
  if (trigger?.type === 'manual') return trigger.form
  if (trigger?.type === 'call') return trigger.input.map((field) => ({ ...field, label: field.label || field.name }))
  return null
}

type Startable = { enabled: boolean; live: { document: { steps: readonly Step[] } } | null }

/** Whether somebody who may start flows can start this one by hand, as it is published. */
export function isStartable({ live, enabled }: Startable): boolean {
  return live !== null && enabled && startFieldsOf(live.document.steps) !== null
}

type Checked = { ok: true; form: JsonObject } | { ok: false; problems: Record<string, string> }

/** What is sent, typed; or what is missing or does not fit, by field. */
export function checkForm(fields: readonly StartField[], values: FormValues): Checked {
  const form: JsonObject = {}
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
    } else if (field.type === 'json') {
      const read = readJson(value)
      if (read === null) problems[field.name] = `${field.label} takes a list or an object, written as JSON.`
      else form[field.name] = read
    } else form[field.name] = value.trim()
  }
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, form }
}

function readJson(text: string): JsonObject | Json[] | null {
  try {
    const read: Json = JSON.parse(text)
    return typeof read === 'object' ? read : null
  } catch {
    return null
  }
}
