import { fail } from '../result.ts'

export const VARIABLE_NAME = /^[a-z][A-Za-z0-9_]{0,39}$/
export const MOST_VARIABLES = 100
export const LONGEST_VALUE = 2_000
export const MOST_KEPT_DAYS = 3_650
/** Of keys by which doubles of events are told. */
export const MOST_KEY_DAYS = 180
/** A vendor sends an event again for days after it was not taken. */
export const FEWEST_KEY_DAYS = 7

export const KEPT_DAYS = [
  'keepSucceededDays',
  'keepFailedDays',
  'keepPayloadDays',
  'keepMetadataDays',
  'keepKeyDays',
] as const
/** Runs of a workspace that may be under way at once. */
export const MOST_AT_ONCE = 1_000
const LONGEST_NAME = 120

/** Names that `workspace` has already. */
const TAKEN = new Set(['variables', 'timeZone', 'currency'])

export type SettingsChange = {
  name?: string | undefined
  /** IANA name. */
  timeZone?: string | undefined
  /** ISO 4217. */
  currency?: string | undefined
  /** All of them: what is left out is removed. */
  variables?: Record<string, string> | undefined
  keepSucceededDays?: number | null | undefined
  keepFailedDays?: number | null | undefined
  keepPayloadDays?: number | null | undefined
  keepMetadataDays?: number | null | undefined
  keepKeyDays?: number | null | undefined
  /** 1 to 1000; what waits or is held does not count. */
  runsAtOnce?: number | undefined
}

/** What is wrong with settings, with the field it is wrong with; null when nothing is. */
export function checkSettings(change: SettingsChange): ReturnType<typeof fail> | null {
  const refuse = (field: string, message: string) => fail('invalid', message, { problems: [problem(field, message)] })
  const { name, timeZone, currency, variables, runsAtOnce } = change
  if (name !== undefined && (name.trim() === '' || name.trim().length > LONGEST_NAME)) {
    return refuse('name', `Give the workspace a name of up to ${LONGEST_NAME} letters.`)
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    return refuse('timeZone', `“${timeZone.slice(0, 60)}” is no time zone. Choose one as Europe/Stockholm.`)
  }
  if (currency !== undefined && !isCurrency(currency)) {
    return refuse('currency', `“${currency.slice(0, 20)}” is no currency. Choose one as SEK.`)
  }
  const wrong = variables === undefined ? null : whatIsWrong(variables)
  if (wrong !== null) return refuse('variables', wrong)
  if (runsAtOnce !== undefined && !(Number.isInteger(runsAtOnce) && runsAtOnce >= 1 && runsAtOnce <= MOST_AT_ONCE)) {
    return refuse('runsAtOnce', `Let 1 to ${MOST_AT_ONCE} runs be under way at once.`)
  }
  for (const field of KEPT_DAYS) {
    const days = change[field]
    if (days === undefined || days === null) continue
    const fewest = field === 'keepKeyDays' ? FEWEST_KEY_DAYS : 1
    const most = field === 'keepKeyDays' ? MOST_KEY_DAYS : MOST_KEPT_DAYS
    if (!Number.isInteger(days) || days < fewest || days > most) {
      return refuse(field, `Keep ${field === 'keepKeyDays' ? 'keys of events' : 'runs'} for ${fewest} to ${most} days.`)
    }
  }
  return null
}

function whatIsWrong(variables: Record<string, string>): string | null {
  const entries = Object.entries(variables)
  if (entries.length > MOST_VARIABLES) return `A workspace has at most ${MOST_VARIABLES} variables.`
  for (const [name, value] of entries) {
    if (!VARIABLE_NAME.test(name)) {
      return `“${name.slice(0, 40)}” cannot be a name: begin with a small letter, then letters, digits and _, up to 40.`
    }
    if (TAKEN.has(name)) return `“${name}” is taken. Choose another name.`
    if (value.length > LONGEST_VALUE) return `The value of “${name}” may have up to ${LONGEST_VALUE} letters.`
  }
  return null
}

const problem = (field: string, message: string) => ({ code: 'settings', severity: 'error' as const, field, message })

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return name !== ''
  } catch {
    // Intl knows no such zone.
    return false
  }
}

const isCurrency = (code: string): boolean => Intl.supportedValuesOf('currency').includes(code)
