import { describe, expect, it } from 'vitest'
import { countingWords, durationWords, waitWords } from './duration-words.ts'
import { clockWords, exactTimeWords, relativeTimeWords } from './relative-time-words.ts'

const zone = 'Europe/Stockholm'
const now = new Date('2026-11-21T12:00:00Z')
const ago = (ms: number) => relativeTimeWords(new Date(now.getTime() - ms), now, zone)

describe('a time in words', () => {
  it('is relative up to an hour, then the clock, then the date', () => {
    expect(ago(0)).toBe('just now')
    expect(ago(59_999)).toBe('just now')
    expect(ago(60_000)).toBe('1 min ago')
    expect(ago(59 * 60_000 + 59_999)).toBe('59 min ago')
    expect(ago(60 * 60_000)).toBe('12:00')
    expect(ago(12.9 * 3_600_000)).toBe('00:06')
    expect(ago(13.1 * 3_600_000)).toBe('20 Nov')
    expect(ago(400 * 86_400_000)).toBe('17 Oct 2025')
  })

  it('looks ahead as well', () => {
    expect(ago(-30_000)).toBe('in a moment')
    expect(ago(-125_000)).toBe('in 2 min')
  })

  it('takes what is seconds ahead of a late clock for what just happened', () => {
    expect(ago(-16_000)).toBe('just now')
  })

  it('begins a day where the time zone does', () => {
    const lateEvening = new Date('2026-11-20T23:30:00Z')
    expect(relativeTimeWords(lateEvening, now, 'UTC')).toBe('20 Nov')
    expect(relativeTimeWords(lateEvening, now, zone)).toBe('00:30')
  })

  it('says the exact time with its zone', () => {
    expect(exactTimeWords(now, 'UTC')).toBe('21 Nov 2026, 12:00:00 UTC')
    expect(clockWords(new Date('2026-09-21T22:05:09Z'), zone, { seconds: true })).toBe('00:05:09')
    expect(exactTimeWords(new Date('2026-09-21T10:05:09Z'), 'UTC')).toContain('21 Sep 2026')
  })
})

describe('a length in words', () => {
  it.each([
    [0, '0 ms'],
    [20, '20 ms'],
    [50, '0.1 s'],
    [900, '0.9 s'],
    [59_900, '59.9 s'],
    [59_960, '1:00'],
    [77_000, '1:17'],
    [3_599_400, '59:59'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 5 min'],
    [86_400_000, '1 d'],
    [273_600_000, '3 d 4 h'],
    [-5, '0 ms'],
  ])('%i ms is %s', (ms, words) => expect(durationWords(ms)).toBe(words))

  it('goes down to milliseconds where asked', () => expect(durationWords(180, { fine: true })).toBe('180 ms'))

  it('counts in whole seconds while it grows', () => {
    expect(countingWords(50_900)).toBe('0:50')
    expect(countingWords(3_910_000)).toBe('1:05:10')
  })

  it('says a wait as a person would', () => {
    expect(waitWords(8000)).toBe('8 s')
    expect(waitWords(90_000)).toBe('1 min 30 s')
    expect(waitWords(172_800_000)).toBe('2 d')
  })
})
