import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import type { Schedule, Trigger } from '../document.ts'
import { own } from '../validate/validation.ts'

/** "Order paid", "When a charge is refunded", "Every day at 08:00". */
export function describeTrigger(trigger: Trigger, manifests: Readonly<Record<string, ConnectorManifest>>): string {
  switch (trigger.type) {
    case 'event': {
      const sentence = own(own(manifests, trigger.connector)?.triggers ?? {}, trigger.event)?.sentence
      if (sentence === undefined) return `When ${trigger.connector} tells of "${trigger.event}"`
      // "A charge is refunded" follows "When"; "Order paid" stands by itself.
      return /^(A|An|The)\b/.test(sentence) ? `When ${lowerFirst(sentence)}` : sentence
    }
    case 'webhook':
      return 'When its address is called'
    case 'schedule':
      return describeSchedule(trigger.schedule)
    case 'manual':
      return 'When somebody starts it'
    case 'api':
      return 'When it is started through the API'
    case 'call':
      return 'When another flow calls it'
  }
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

function describeSchedule(schedule: Schedule): string {
  if (schedule.kind === 'interval') {
    const [name, ms] = UNITS.find(([, unitMs]) => schedule.everyMs % unitMs === 0) ?? ['second', 1000]
    const count = schedule.everyMs / ms
    return count === 1 ? `Every ${name}` : `Every ${count} ${name}s`
  }
  const [minute, hour, dayOfMonth, month, dayOfWeek, more] = schedule.expression.trim().split(/\s+/)
  const isTime = /^\d{1,2}$/.test(minute ?? '') && /^\d{1,2}$/.test(hour ?? '')
  if (!isTime || more !== undefined || month !== '*') return `On the schedule ${schedule.expression}`
  const at = `at ${(hour ?? '').padStart(2, '0')}:${(minute ?? '').padStart(2, '0')}`
  if (dayOfMonth === '*' && dayOfWeek === '*') return `Every day ${at}`
  if (dayOfMonth === '*' && dayOfWeek === '1-5') return `Every weekday ${at}`
  const day = dayOfMonth === '*' && /^[0-7]$/.test(dayOfWeek ?? '') ? DAYS[Number(dayOfWeek) % 7] : undefined
  if (day !== undefined) return `Every ${day} ${at}`
  if (dayOfWeek === '*' && /^\d{1,2}$/.test(dayOfMonth ?? '')) return `On day ${dayOfMonth} of each month ${at}`
  return `On the schedule ${schedule.expression}`
}

// A name such as "EasyPost" or "DHL" keeps its first letter.
const lowerFirst = (text: string): string =>
  /^(A|An|The)\b/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
