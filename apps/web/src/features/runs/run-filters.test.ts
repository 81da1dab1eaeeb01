import { expect, test } from 'vitest'
import { addressOf, filtersOf, filterWords, inputOf, isFiltered, NO_FILTERS, type RunFilters } from './run-filters.ts'

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
