import type { FormField, Schedule, Trigger } from '../document.ts'
import { fieldSchema } from '../output-schema.ts'
import { checkConnection } from './check-connection.ts'
import { checkMapping } from './check-mapping.ts'
import { checkValue } from './check-value.ts'
import { own, type Validation } from './validation.ts'

const HEADER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/
const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
const MIN_INTERVAL_MS = 10_000
const MAX_INTERVAL_MS = 366 * 86_400_000
const MAX_CATCH_UP_MS = 366 * 86_400_000
const MIN_DEADLINE_MS = 500
const MAX_DEADLINE_MS = 60_000

export function checkTrigger(validation: Validation, trigger: Trigger): void {
  switch (trigger.type) {
    case 'event':
      checkEvent(validation, trigger)
      break
    case 'webhook':
      checkWebhook(validation, trigger)
      break
    case 'schedule':
      checkSchedule(validation, trigger.schedule)
      if (trigger.catchUpWindowMs < 0 || trigger.catchUpWindowMs > MAX_CATCH_UP_MS) {
        const message = 'Missed times are made up for at least 0 ms and at most a year later. Change the window.'
        validation.error('catch_up_range', 'trigger.catchUpWindowMs', message)
      }
      return
    case 'manual':
      checkForm(validation, trigger.form)
      break
    case 'api':
      return
  }
}

function checkEvent(validation: Validation, trigger: Trigger & { type: 'event' }): void {
  const { options, error } = validation
  const connector = own(options.manifests, trigger.connector)
  if (connector === undefined) {
    error(
      'connector_unknown',
      'trigger.connector',
      `There is no app “${trigger.connector}” here. Choose another trigger.`,
    )
    return
  }
  checkConnection(validation, { connector, connectionId: trigger.connectionId, field: 'trigger.connectionId' })
  const event = own(connector.triggers, trigger.event)
  if (event === undefined) {
    error(
      'event_unknown',
      'trigger.event',
      `${connector.title} has no event “${trigger.event}”. Choose another trigger.`,
    )
    return
  }
  for (const spec of event.fields) {
    const value = own(trigger.params, spec.name)
    const field = `trigger.params.${spec.name}`
    if (value === undefined) {
      if (spec.required && spec.default === undefined)
        error('input_missing', field, `${spec.label} has no value, and ${connector.title} needs one. Give it a value.`)
      continue
    }
    const schema = fieldSchema(spec)
    const wrong = schema === null ? null : checkValue(schema, value)
    if (wrong !== null) error('constant_type', field, `${spec.label} ${wrong}. Change the value.`)
  }
  for (const name of Object.keys(trigger.params)) {
    if (event.fields.some((spec) => spec.name === name)) continue
    error('input_unknown', `trigger.params.${name}`, `“${event.title}” has no setting “${name}”. Remove it.`)
  }
}

function checkWebhook(validation: Validation, trigger: Trigger & { type: 'webhook' }): void {
  const { error, warn, graph } = validation
  const { auth, answer, subject } = trigger
  if ((auth.kind === 'header' || auth.kind === 'hmac') && !HEADER.test(auth.header)) {
    const message = `“${auth.header}” cannot be the name of a header. Use letters, digits and dashes.`
    error('webhook_header', 'trigger.auth.header', message)
  }
  if (auth.kind === 'basic' && (auth.username === '' || auth.username.includes(':')))
    error(
      'webhook_username',
      'trigger.auth.username',
      'A user name is needed, and it cannot contain a colon. Change it.',
    )
  // `subject` is read from the event itself, which is this step's own output.
  if (subject !== undefined) checkSubject(validation, subject)
  if (answer.kind === 'now') return
  if (!(answer.deadlineMs >= MIN_DEADLINE_MS && answer.deadlineMs <= MAX_DEADLINE_MS)) {
    const range = `from ${MIN_DEADLINE_MS} to ${MAX_DEADLINE_MS} ms`
    error('deadline_range', 'trigger.answer.deadlineMs', `A caller can be kept waiting ${range}. Change the deadline.`)
  }
  if (!graph.document.steps.some(({ kind }) => kind === 'answer')) {
    const message =
      'The caller waits for an answer from the flow, and no step gives one. Add an Answer step, or answer at once.'
    warn('answer_missing', 'trigger.answer', message)
  }
}

function checkSubject(validation: Validation, subject: Parameters<typeof checkMapping>[2]): void {
  const itself = { step: validation.step, as: 'output', certain: true } as const
  const place = { field: 'trigger.subject', label: 'What an event is about', required: false, schema: null }
  checkMapping({ ...validation, upstream: [itself] }, place, subject)
}

function checkSchedule({ options, error }: Validation, schedule: Schedule): void {
  if (schedule.kind === 'interval') {
    if (schedule.everyMs >= MIN_INTERVAL_MS && schedule.everyMs <= MAX_INTERVAL_MS) return
    const message = `A schedule repeats at least every year and at most every ${MIN_INTERVAL_MS / 1000} s. Change the interval.`
    error('interval_range', 'trigger.schedule.everyMs', message)
    return
  }
  if (!isTimeZone(schedule.timeZone)) {
    const message = `“${schedule.timeZone}” is no time zone. Choose one such as Europe/Berlin.`
    error('time_zone_unknown', 'trigger.schedule.timeZone', message)
    return
  }
  const wrong =
    schedule.expression.trim() === ''
      ? 'It is empty.'
      : (options.checkCron?.(schedule.expression, schedule.timeZone) ?? null)
  if (wrong !== null)
    error('cron_invalid', 'trigger.schedule.expression', `The times cannot be read. ${wrong} Write them anew.`)
}

function checkForm({ error }: Validation, form: readonly FormField[]): void {
  const names = form.map(({ name }) => name)
  form.forEach(({ name, label, type, choices }, index) => {
    const field = `trigger.form.${index}`
    if (!FIELD_NAME.test(name)) {
      const message = `“${name}” cannot name a field of the form: use letters, digits and underscores. Change it.`
      error('form_name_invalid', `${field}.name`, message)
    } else if (names.indexOf(name) < index)
      error('form_name_duplicate', `${field}.name`, `Two fields of the form are named “${name}”. Rename one.`)
    if (type === 'choice' && (choices === undefined || choices.length === 0))
      error(
        'form_choices_missing',
        `${field}.choices`,
        `“${label}” offers a choice among nothing. Add what can be chosen.`,
      )
  })
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    // Intl has no other way to ask; a RangeError is the answer "no".
    return false
  }
}
