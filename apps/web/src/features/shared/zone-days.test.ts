import { expect, test } from 'vitest'
import { dayAfter, dayOf, startOfDay } from './zone-days.ts'

test('a day begins at midnight where the person is, on days with another length too', () => {
  const start = (day: string, zone: string) => startOfDay(day, zone)?.toISOString()
  expect(start('2026-11-21', 'Europe/Stockholm')).toBe('2026-11-20T23:00:00.000Z')
  // The clocks go forward at 2:00 on this day, and back on the other.
  expect(start('2026-03-29', 'Europe/Stockholm')).toBe('2026-03-28T23:00:00.000Z')
  expect(start('2026-03-30', 'Europe/Stockholm')).toBe('2026-03-29T22:00:00.000Z')
  expect(start('2026-10-25', 'Europe/Stockholm')).toBe('2026-10-24T22:00:00.000Z')
  expect(start('2026-10-26', 'Europe/Stockholm')).toBe('2026-10-25T23:00:00.000Z')
  expect(start('2026-11-01', 'America/Los_Angeles')).toBe('2026-11-01T07:00:00.000Z')
  expect(start('2026-11-21', 'Asia/Kolkata')).toBe('2026-11-20T18:30:00.000Z')
  expect(startOfDay('0002-01-01', 'UTC')).toBeNull()
  expect(startOfDay('2026-13-01', 'UTC')).toBeNull()
})

test('the day of a moment, and the days around it', () => {
  expect(dayOf(new Date('2026-11-20T23:30:00Z'), 'Europe/Stockholm')).toBe('2026-11-21')
  expect(dayOf(new Date('2026-11-20T23:30:00Z'), 'UTC')).toBe('2026-11-20')
  expect(dayAfter('2026-02-28', 1)).toBe('2026-03-01')
  expect(dayAfter('2026-01-01', -1)).toBe('2025-12-31')
})
