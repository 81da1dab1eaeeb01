import { expect, it } from 'vitest'
import { startOfDay } from './day-in-zone.ts'

it('finds where a day begins in the shop, on days of 23 and 25 hours too', () => {
  const at = new Date('2026-11-21T03:00:00Z')
  expect(startOfDay(at, 'America/New_York', 0).toISOString()).toBe('2026-11-20T05:00:00.000Z')
  expect(startOfDay(at, 'America/New_York', 1).toISOString()).toBe('2026-11-19T05:00:00.000Z')
  expect(startOfDay(at, 'Asia/Kolkata', 0).toISOString()).toBe('2026-11-20T18:30:00.000Z')
  // Summer time begins on 29 March and ends on 25 October 2026 in Stockholm.
  expect(startOfDay(new Date('2026-03-30T10:00:00Z'), 'Europe/Stockholm', 1).toISOString()).toBe(
    '2026-03-28T23:00:00.000Z',
  )
  expect(startOfDay(new Date('2026-03-30T10:00:00Z'), 'Europe/Stockholm', 0).toISOString()).toBe(
    '2026-03-29T22:00:00.000Z',
  )
  expect(startOfDay(new Date('2026-10-26T10:00:00Z'), 'Europe/Stockholm', 1).toISOString()).toBe(
    '2026-10-24T22:00:00.000Z',
  )
  expect(startOfDay(new Date('2026-10-26T10:00:00Z'), 'Europe/Stockholm', 0).toISOString()).toBe(
    '2026-10-25T23:00:00.000Z',
  )
})
