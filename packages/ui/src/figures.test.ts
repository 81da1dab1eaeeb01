import { describe, expect, it } from 'vitest'
import { answerWords } from './availability-strip.tsx'
import { hueOf, initials } from './avatar.tsx'
import { cn } from './cn.ts'
import { ganttScale } from './gantt-scale.ts'
import { indexesOf } from './histogram.tsx'
import { moneyWords } from './money.tsx'
import { sparkPath } from './sparkline.tsx'
import { stripWords } from './step-strip.tsx'

describe('a time axis', () => {
  it.each([
    [1, 'seconds'],
    [50_000, 'seconds'],
    [7 * 60_000, 'minutes'],
    [9 * 3_600_000, 'hours'],
    [40 * 86_400_000, 'days'],
  ])('of %i ms counts in %s, with few ticks, and covers all of it', (spanMs, unit) => {
    const scale = ganttScale(spanMs)
    expect(scale.unit).toBe(unit)
    expect(scale.lengthMs).toBeGreaterThanOrEqual(spanMs)
    expect(scale.ticks.length).toBeGreaterThanOrEqual(3)
    expect(scale.ticks.length).toBeLessThanOrEqual(8)
    expect(new Set(scale.ticks.map((tick) => tick.text)).size).toBe(scale.ticks.length)
  })
})

describe('what strips say aloud', () => {
  it('counts the done and names what is not quiet', () => {
    const steps = [
      { name: 'Capture', state: 'succeeded' as const },
      { name: 'Buy the label', state: 'retrying' as const },
      { name: 'Ship', state: 'queued' as const },
    ]
    expect(stripWords(steps)).toBe('1 of 3 steps done, Buy the label: Retrying')
  })

  it('says how a connection answered', () => {
    expect(answerWords(['answering', 'slow', 'failing', 'failing'])).toBe(
      'Last 24 hours: answering, slow in 1 of 4, failing in 2 of 4',
    )
    expect(answerWords(['quiet', 'quiet'])).toBe('Last 24 hours: not used')
  })
})

describe('figures', () => {
  it('writes money with its currency and that currency’s decimals', () => {
    expect(moneyWords('1248', 'SEK')).toBe('1,248.00\u00a0SEK')
    expect(moneyWords(1248, 'jpy')).toBe('1,248\u00a0JPY')
    expect(moneyWords('a lot', 'SEK')).toBe('a lot SEK')
  })

  it('draws a line from any points', () => {
    expect(sparkPath([])).toBe('M0 50L100 50')
    expect(sparkPath([0, 10])).toBe('M0.00 90.00L100.00 10.00')
    expect(sparkPath([3, 3, 3])).not.toContain('NaN')
  })

  it('finds the bars of a chosen time', () => {
    const buckets = [0, 10, 20].map((from) => ({ from, to: from + 10, total: 1, failed: 0, retrying: 0 }))
    expect(indexesOf(buckets, { from: 5, to: 15 })).toEqual({ start: 0, end: 1 })
    expect(indexesOf(buckets, { from: 90, to: 99 })).toBeNull()
  })

  it('gives a person initials and a steady hue', () => {
    expect(initials('Tamsin Okoro')).toBe('TO')
    expect(initials('ärla')).toBe('Ä')
    expect(initials('')).toBe('?')
    expect(hueOf('Tamsin')).toBe(hueOf('Tamsin'))
  })

  it('keeps a text size beside a text colour', () => {
    expect(cn('text-ui text-ink', 'text-small')).toBe('text-ink text-small')
    expect(cn('shadow-1', 'shadow-3', 'rounded-2', 'rounded-full')).toBe('shadow-3 rounded-full')
  })
})
