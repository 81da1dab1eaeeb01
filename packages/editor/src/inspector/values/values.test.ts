import { describe, expect, it } from 'vitest'
import { readNumber } from './number-text.ts'
import { fromWallTime, toWallTime } from './zoned-time.ts'

describe('numbers as people write them', () => {
  it.each([
    ['12', 12],
    ['-0.5', -0.5],
    ['12,5', 12.5],
    ['1 200', 1200],
    ['1,200', 1200],
    ['1,200.50', 1200.5],
    ['1.200,50', 1200.5],
    ['1,200,000', 1_200_000],
    ['12.', 12],
    ['1e3', 1000],
  ])('reads %s', (text, number) => {
    expect(readNumber(text)).toBe(number)
  })
  it.each(['', 'twelve', '12 kg', '-', '1.2.3', ','])('does not guess at %j', (text) => {
    expect(readNumber(text)).toBeNull()
  })
})

describe('date and time in a zone', () => {
  it.each([
    ['2026-11-21T08:00', 'Europe/Stockholm', '2026-11-21T07:00:00.000Z'],
    ['2026-07-01T08:00', 'Europe/Stockholm', '2026-07-01T06:00:00.000Z'],
    ['2026-07-01T08:00', 'America/New_York', '2026-07-01T12:00:00.000Z'],
    ['2026-01-01T00:30', 'Pacific/Auckland', '2025-12-31T11:30:00.000Z'],
    ['2026-01-01T05:45', 'Asia/Kathmandu', '2026-01-01T00:00:00.000Z'],
  ])('%s in %s is %s, and back', (wall, zone, iso) => {
    expect(fromWallTime(wall, zone)).toBe(iso)
    expect(toWallTime(iso, zone)).toBe(wall)
  })
  it('takes the first of an hour that comes twice', () => {
    expect(fromWallTime('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
  })
  it('goes on after an hour that is skipped', () => {
    expect(fromWallTime('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z')
  })
  it('says nothing of what is no time', () => {
    expect(fromWallTime('soon', 'Europe/Berlin')).toBeNull()
    expect(toWallTime('soon', 'Europe/Berlin')).toBeNull()
  })
})
