import { expect, test } from 'vitest'
import { askedWords, decidedWords, leftWords } from './approval-words.ts'

const now = new Date('2026-11-21T10:00:00Z')
const left = (ms: number) => leftWords(new Date(now.getTime() + ms), now)

test('how long is left, in the unit one thinks in', () => {
  expect([
    left(0),
    left(30_000),
    left(14.2 * 60_000),
    left(80 * 60_000),
    left(2 * 3_600_000 - 400),
    left(47 * 3_600_000),
    left(72 * 3_600_000),
  ]).toEqual([
    'over',
    'less than a minute left',
    '14 min left',
    '1 h 20 min left',
    '2 h left',
    '47 h left',
    '3 days left',
  ])
})

const tamsin = { userId: 't', name: 'Tamsin' }
const idris = { userId: 'i', name: 'Idris' }

test('who else is asked', () => {
  expect(askedWords([tamsin], 't')).toBe('You alone are asked.')
  expect(askedWords([tamsin, idris], 't')).toBe('You are asked, and so is Idris. The first answer counts.')
  expect(askedWords([tamsin, idris], 'o')).toContain('Put to Tamsin and Idris.')
})

test('who decided', () => {
  expect(decidedWords({ verdict: 'approved', decidedBy: 'Idris', decidedById: 'i' }, 'i')).toBe('You approved this')
  expect(decidedWords({ verdict: 'refused', decidedBy: 'Idris', decidedById: 'i' }, 't')).toBe('Idris refused this')
  // Of a key there is only a name.
  expect(decidedWords({ verdict: 'approved', decidedBy: 'Idris (API key)', decidedById: null }, 'i')).toBe(
    'Idris (API key) approved this',
  )
})
