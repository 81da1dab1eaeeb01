import { expect, test } from 'vitest'
import {
  addressOf,
  daysOf,
  filtersOf,
  filterWords,
  inputOf,
  isFiltered,
  NO_FILTERS,
  type RunFilters,
  rangeOfDays,
  rangeWords,
} from './run-filters.ts'

const FLOW = '0197d3c0-0000-7000-8000-000000000001'
const NOW = new Date('2026-11-21T12:03:40.500Z')

const search = (filters: RunFilters) =>
  new URLSearchParams(
    Object.entries(addressOf(filters)).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  )

test('filters go into the address and come back the same', () => {
  expect(filtersOf(search(NO_FILTERS))).toEqual(NO_FILTERS)
  expect(
    filtersOf(search({ ...NO_FILTERS, flowId: FLOW, states: ['retrying', 'failed'], when: '7d', text: 'a b' })),
  ).toEqual({
    flowId: FLOW,
    states: ['retrying', 'failed'],
    when: '7d',
    range: null,
    text: 'a b',
  })
  expect(filtersOf(search({ ...NO_FILTERS, range: { from: 60_000, to: 120_000 } })).range).toEqual({
    from: 60_000,
    to: 120_000,
  })
})

test('one filter that changes writes nothing of the others', () => {
  expect(addressOf({ text: ' ab ' })).toEqual({ q: 'ab' })
  expect(addressOf({ flowId: null })).toEqual({ flow: null })
  expect(addressOf({ states: ['failed'] })).toEqual({ state: 'failed' })
  expect(addressOf({ when: '7d', range: null })).toEqual({ when: '7d', from: null, to: null })
  expect(addressOf({ range: { from: 0, to: 60_000 } })).toEqual({
    when: null,
    from: '1970-01-01T00:00:00.000Z',
    to: '1970-01-01T00:01:00.000Z',
  })
})

test('an address that makes no sense filters nothing', () => {
  const filters = filtersOf(new URLSearchParams('flow=1&state=broken,,x&when=soon&from=noon&to=2026'))
  expect(filters).toEqual(NO_FILTERS)
  expect(isFiltered(filters)).toBe(false)
})

test('today begins at midnight where the person is, and a range goes before it', () => {
  const today = { ...NO_FILTERS, when: 'today' } as const
  expect(inputOf(today, NOW, 'Europe/Stockholm')).toEqual({ from: new Date('2026-11-20T23:00:00Z') })
  expect(inputOf(today, NOW, 'America/Los_Angeles')).toEqual({ from: new Date('2026-11-21T08:00:00Z') })
  expect(inputOf({ ...today, range: { from: 60_000, to: 120_000 } }, NOW, 'UTC')).toEqual({
    from: new Date(60_000),
    to: new Date(120_000),
  })
})

test('the same filters within a minute are the same question', () => {
  const hour = { ...NO_FILTERS, when: '1h' } as const
  const later = new Date(NOW.getTime() + 15_000)
  expect(inputOf(hour, later, 'UTC')).toEqual(inputOf(hour, NOW, 'UTC'))
})

test('an empty list can name its filters', () => {
  const filters: RunFilters = { ...NO_FILTERS, states: ['failed'], when: 'today', text: '#1' }
  expect(filterWords(filters, () => 'Failed')).toEqual(['Failed', 'today', '#1'])
})

test('yesterday is a whole day where the person is, also when it had 23 hours', () => {
  const yesterday = { ...NO_FILTERS, when: 'yesterday' } as const
  expect(inputOf(yesterday, NOW, 'Europe/Stockholm')).toEqual({
    from: new Date('2026-11-19T23:00:00Z'),
    to: new Date('2026-11-20T23:00:00Z'),
  })
  expect(inputOf(yesterday, new Date('2026-03-30T08:00:00Z'), 'Europe/Stockholm')).toEqual({
    from: new Date('2026-03-28T23:00:00Z'),
    to: new Date('2026-03-29T22:00:00Z'),
  })
})

test('two days are a stretch with both of them, come back from the address, and are said in words', () => {
  const zone = 'Europe/Stockholm'
  const range = rangeOfDays({ from: '2026-11-18', to: '2026-11-20' }, zone)
  expect(range).toEqual({ from: Date.parse('2026-11-17T23:00:00Z'), to: Date.parse('2026-11-20T23:00:00Z') })
  expect(daysOf(filtersOf(search({ ...NO_FILTERS, range })).range, zone)).toEqual({
    from: '2026-11-18',
    to: '2026-11-20',
  })
  expect(range === null ? '' : rangeWords(range, zone)).toBe('18 Nov – 20 Nov')
  const one = rangeOfDays({ from: '', to: '2026-11-20' }, zone)
  expect(one === null ? '' : rangeWords(one, zone)).toBe('20 Nov')
  expect(rangeOfDays({ from: '2026-11-21', to: '2026-11-20' }, zone)).toBeNull()
  expect(rangeOfDays({ from: '', to: '' }, zone)).toBeNull()
  // Dragged over the histogram.
  const dragged = { from: Date.parse('2026-11-20T13:05:00Z'), to: Date.parse('2026-11-20T15:30:00Z') }
  expect(daysOf(dragged, zone)).toBeNull()
  expect(rangeWords(dragged, zone)).toBe('20 Nov, 14:05 – 16:30')
})
