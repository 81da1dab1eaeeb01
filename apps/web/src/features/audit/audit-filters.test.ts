import { expect, test } from 'vitest'
import { addressOf, filtersOf, isFiltered, NO_FILTERS, questionOf } from './audit-filters.ts'

const known = { actions: ['flow.edit', 'flow.publish', 'member.change'] }
const now = new Date(2026, 10, 21, 15, 4)

test('filters stand in the address and come back from it', () => {
  const filters = { ...NO_FILTERS, who: 'u1', what: 'flow', thing: { kind: 'flow', id: 'f1' }, when: 'today' as const }
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(addressOf(filters))) if (value !== null) params.set(name, value)
  expect(filtersOf(params)).toEqual(filters)
  expect(isFiltered(filtersOf(new URLSearchParams('thing=:&when=never&from=x')))).toBe(false)
})

test('a kind asks for all that can be done of it, and days are whole', () => {
  expect(questionOf({ ...NO_FILTERS, what: 'flow' }, known, now)).toEqual({ actions: ['flow.edit', 'flow.publish'] })
  expect(questionOf({ ...NO_FILTERS, what: 'run' }, known, now)).toEqual({ actions: ['run'] })
  expect(questionOf({ ...NO_FILTERS, when: '7d' }, known, now)).toEqual({ from: new Date(2026, 10, 15) })
  expect(questionOf({ ...NO_FILTERS, from: '2026-11-01', to: '2026-11-30', when: 'today' }, known, now)).toEqual({
    from: new Date(2026, 10, 1),
    to: new Date(2026, 11, 1),
  })
})
