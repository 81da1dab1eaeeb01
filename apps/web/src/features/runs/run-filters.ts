import type { RunListInput, RunState } from '../../trpc/types.ts'
import { RUN_STATES } from '../shared/states.ts'

export const WHENS = ['1h', 'today', '24h', '7d', '30d'] as const
export type When = (typeof WHENS)[number]

export const whenWord: Record<When, string> = {
  '1h': 'last hour',
  today: 'today',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
  '30d': 'last 30 days',
}

/** `range` is a stretch dragged over the histogram, in milliseconds since 1970; it goes before `when`. */
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

/** What the address must say for these filters; null takes a word out of it. */
export function addressOf(filters: RunFilters): Record<string, string | null> {
  const { flowId, states, when, range, text } = filters
  return {
    flow: flowId,
    state: states.length === 0 ? null : states.join(','),
    when: range === null ? when : null,
    from: range === null ? null : new Date(range.from).toISOString(),
    to: range === null ? null : new Date(range.to).toISOString(),
    q: text.trim() === '' ? null : text.trim(),
  }
}

/**
 * What the API is asked. Moments are cut to the minute: the same filters a second later are the same question, so the
 * answer that is there can be shown at once.
 */
export function inputOf(filters: RunFilters, now: Date, timeZone: string): RunListInput {
  const { flowId, states, when, range, text } = filters
  const from = range === null ? startOf(when, now, timeZone) : new Date(range.from)
  return {
    ...(flowId === null ? {} : { flowId }),
    ...(states.length === 0 ? {} : { states }),
    ...(from === null ? {} : { from }),
    ...(range === null ? {} : { to: new Date(range.to) }),
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

function startOf(when: When | null, now: Date, timeZone: string): Date | null {
  if (when === null) return null
  const minute = new Date(Math.floor(now.getTime() / 60_000) * 60_000)
  return when === 'today' ? startOfDay(minute, timeZone) : new Date(minute.getTime() - LENGTH_MS[when])
}

/** Midnight where the person is. */
function startOfDay(now: Date, timeZone: string): Date {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(now)
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0)
  const sinceMidnightMs = ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000
  return new Date(Math.floor(now.getTime() / 1000) * 1000 - sinceMidnightMs)
}

function rangeOf(from: string | null, to: string | null): RunFilters['range'] {
  const start = Date.parse(from ?? '')
  const end = Date.parse(to ?? '')
  return Number.isNaN(start) || Number.isNaN(end) || end <= start ? null : { from: start, to: end }
}
