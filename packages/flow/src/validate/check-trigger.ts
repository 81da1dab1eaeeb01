import type { Schedule, Trigger } from '../document.ts'
import { eventSchema } from '../output-schema.ts'
import { checkEventSource } from './check-event.ts'
import { checkFields, checkForm } from './check-fields.ts'
import { checkMapping } from './check-mapping.ts'
import type { Validation } from './validation.ts'

const HEADER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/
const MIN_INTERVAL_MS = 10_000
const MAX_INTERVAL_MS = 366 * 86_400_000
const MAX_CATCH_UP_MS = 366 * 86_400_000
const MIN_DEADLINE_MS = 500
const MAX_DEADLINE_MS = 60_000

export function checkTrigger(validation: Validation, trigger: Trigger): void {
  switch (trigger.type) {
    case 'event':
      checkEventSource(validation, { ...trigger, at: 'trigger.' })
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
      checkForm(validation, { form: trigger.form, at: 'trigger.form' })
      break
    case 'api':
      return
    case 'call':
      checkCall(validation, trigger)
  }
}

/** What others give it and get of it; what it gives is its answer's body. */
function checkCall(validation: Validation, { input, output }: Trigger & { type: 'call' }): void {
  checkFields(validation, { fields: input, at: 'trigger.input' })
  checkFields(validation, { fields: output, at: 'trigger.output' })
  const answers = validation.graph.document.steps.some(({ kind }) => kind === 'answer')
  if (answers || !output.some(({ required }) => required)) return
  const message = 'Flows that call this one expect values from it, and no step gives them. Add an Answer step.'
  validation.warn('answer_missing', 'trigger.output', message)
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
  const { step } = validation
  const itself = { step, as: 'output', certain: true } as const
  const place = { field: 'trigger.subject', label: 'What an event is about', required: false, schema: null }
  const outputOf = () => (step.kind === 'trigger' ? eventSchema(step, validation.options) : null)
  checkMapping({ ...validation, upstream: [itself], outputOf, beforeRun: true }, place, subject)
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

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    // Intl has no other way to ask; a RangeError is the answer "no".
    return false
  }
}
