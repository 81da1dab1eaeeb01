import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from './cursor.ts'

const id = '0199f3a1-0000-7000-8000-000000000001'

test.each([
  '2026-11-21 12:00:00+00',
  '2026-11-21 12:00:00.123456+00',
  '2024-02-29 23:59:59.5+05:30',
  '2026-11-21 12:00:00-03:30',
])('a time as PostgreSQL writes it, %s, comes back with all its digits', (at) => {
  expect(decodeCursor(encodeCursor({ at, id }))).toEqual({ at, id })
})

test.each([
  '----------',
  '2026-11-21',
  '2026-02-30 12:00:00+00',
  '2026-13-01 12:00:00+00',
  '2026-11-21 25:00:00+00',
  '2026-11-21 12:00:00',
  '2026-11-21 12:00:00+19',
  '0000-01-01 12:00:00+00',
])('what is no time, %s, is nobody’s cursor: the list begins at the top', (at) => {
  expect(decodeCursor(encodeCursor({ at, id }))).toBeNull()
})
