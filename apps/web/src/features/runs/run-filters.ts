import type { RunListInput, RunState } from '../../trpc/types.ts'
import { RUN_STATES } from '../shared/states.ts'
import { dayAfter, dayOf, startOfDay } from '../shared/zone-days.ts'

export const WHENS = ['1h', 'today', 'yesterday', '24h', '7d', '30d'] as const
export type When = (typeof WHENS)[number]

export const whenWord: Record<When, string> = {
  '1h': 'last hour',
  today: 'today',
  yesterday: 'yesterday',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
  '30d': 'last 30 days',
}

/** `range` is a stretch of time, in milliseconds since 1970: days, or dragged over the histogram. It goes before `when`. */
export type RunFilters = {
  flowId: string | null
  states: RunState[]
  when: When | null
  range: { from: number; to: number } | null
  text: string
}

export const NO_FILTERS: RunFilters = { flowId: null, states: [], when: null, range: null, text: '' }

const HOUR_MS = 3_600_000
const LENGTH_MS = { '1h': HOUR_MS, '24h': 24 * HOUR_MS, '7d': 168 * HOUR_MS, '30d': 720 * HOUR_MS } as const
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Reads the address; what is not understood is as if it were not there. */
export function filtersOf(params: URLSearchParams): RunFilters {
  const flow = params.get('flow')
  const words = (params.get('state') ?? '').split(',')
  const when = WHENS.find((each) => each === params.get('when')) ?? null
  return {
    flowId: flow !== null && UUID.test(flow) ? flow : null,
    states: RUN_STATES.filter((state) => words.includes(state)),
    when,
    range: rangeOf(params.get('from'), params.get('to')),
    text: params.get('q') ?? '',
  }
}

/** What the address must say for these filters; null takes a word out of it. Those left out stay as they are. */
export function addressOf({ flowId, states, when, range, text }: Partial<RunFilters>): Record<string, string | null> {
  return {
    ...(flowId === undefined ? {} : { flow: flowId }),
    ...(states === undefined ? {} : { state: states.length === 0 ? null : states.join(',') }),
    ...(when === undefined ? {} : { when }),
    ...(range === undefined ? {} : rangeAddress(range)),
    ...(text === undefined ? {} : { q: text.trim() === '' ? null : text.trim() }),
  }
}

function rangeAddress(range: RunFilters['range']): Record<string, string | null> {
  if (range === null) return { from: null, to: null }
  return { when: null, from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() }
}

/**
 * What the API is asked. Moments are cut to the minute: the same filters a second later are the same question, so the
 * answer that is there can be shown at once.
 */
export function inputOf(filters: RunFilters, now: Date, timeZone: string): RunListInput {
  const { flowId, states, when, range, text } = filters
  const { from, to } = range === null ? stretchOf(when, now, timeZone) : datesOf(range)
  return {
    ...(flowId === null ? {} : { flowId }),
    ...(states.length === 0 ? {} : { states }),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
  }
}

export function isFiltered(filters: RunFilters): boolean {
  return Object.values(addressOf(filters)).some((value) => value !== null)
}

/** "Failed" and "today": for a list that shows nothing. */
export function filterWords(filters: RunFilters, stateWords: (state: RunState) => string): string[] {
  return [
    ...filters.states.map(stateWords),
    ...(filters.range !== null ? ['the chosen time'] : filters.when === null ? [] : [whenWord[filters.when]]),
    ...(filters.text.trim() === '' ? [] : [filters.text.trim()]),
  ]
}

type Stretch = { from: Date | null; to: Date | null }

const datesOf = ({ from, to }: { from: number; to: number }): Stretch => ({ from: new Date(from), to: new Date(to) })

function stretchOf(when: When | null, now: Date, timeZone: string): Stretch {
  const today = dayOf(now, timeZone)
  switch (when) {
    case null:
      return { from: null, to: null }
    case 'today':
      return { from: startOfDay(today, timeZone), to: null }
    case 'yesterday':
      return { from: startOfDay(dayAfter(today, -1), timeZone), to: startOfDay(today, timeZone) }
    default:
      return { from: new Date(Math.floor(now.getTime() / 60_000) * 60_000 - LENGTH_MS[when]), to: null }
  }
}

/** From the first day's midnight to the last one's; one day alone is both. Null while there is no such stretch. */
export function rangeOfDays(days: { from: string; to: string }, timeZone: string): RunFilters['range'] {
  const first = days.from === '' ? days.to : days.from
  const last = days.to === '' ? days.from : days.to
  const from = startOfDay(first, timeZone)
  const to = from === null || startOfDay(last, timeZone) === null ? null : startOfDay(dayAfter(last, 1), timeZone)
  return from === null || to === null || to <= from ? null : { from: from.getTime(), to: to.getTime() }
}

/** The days of a stretch, both included; null where it is none of whole days. */
export function daysOf(range: RunFilters['range'], timeZone: string): { from: string; to: string } | null {
  if (range === null) return null
  const days = { from: dayOf(new Date(range.from), timeZone), to: dayOf(new Date(range.to - 1), timeZone) }
  const whole = rangeOfDays(days, timeZone)
  return whole?.from === range.from && whole.to === range.to ? days : null
}

/** "18 Nov", "18 Nov – 21 Nov", "18 Nov, 14:05 – 16:30" */
export function rangeWords(range: { from: number; to: number }, timeZone: string): string {
  const from = new Date(range.from)
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short' })
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const isWhole = daysOf(range, timeZone) !== null
  const to = new Date(isWhole ? range.to - 1 : range.to)
  const isOneDay = day.format(from) === day.format(to)
  if (isWhole) return isOneDay ? day.format(from) : `${day.format(from)} – ${day.format(to)}`
  const end = isOneDay ? clock.format(to) : `${day.format(to)}, ${clock.format(to)}`
  return `${day.format(from)}, ${clock.format(from)} – ${end}`
}

function rangeOf(from: string | null, to: string | null): RunFilters['range'] {
  const start = Date.parse(from ?? '')
  const end = Date.parse(to ?? '')
  return Number.isNaN(start) || Number.isNaN(end) || end <= start ? null : { from: start, to: end }
}
