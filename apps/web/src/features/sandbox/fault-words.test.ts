import { expect, test } from 'vitest'
import { faultSentence, isAtWork, shopEventsSentence, wishOf } from './fault-words.ts'

const fault = { mode: 'fail', count: 2, status: 503, ms: 4000, retryAfterS: 5, used: 1 } as const

test('a fault says what it does and how much of it is used', () => {
  expect(faultSentence(fault)).toBe('Fails the next 2 calls with 503. 1 of 2 used.')
  expect(faultSentence({ ...fault, used: 2 })).toContain('Used up')
  expect(faultSentence({ ...fault, mode: 'slow', count: null })).toBe('Every answer takes 4 s longer.')
  expect(faultSentence({ ...fault, mode: 'timeout_after_apply', count: 1, used: 0 })).toBe(
    'Does what the next call asks, then never answers.',
  )
  expect(faultSentence(null)).toBe('Answers as it should')
})

test('a fault that is used up is off', () => {
  expect([null, fault, { ...fault, used: 2 }, { ...fault, count: null, used: 9 }].map(isAtWork)).toEqual([
    false,
    true,
    false,
    true,
  ])
})

test('a switch begins with something that ends by itself where it can', () => {
  expect(wishOf('fail', null)).toEqual({ mode: 'fail', count: 2, status: 503 })
  expect(wishOf('slow', fault).count).toBeNull()
  expect(wishOf('timeout_after_apply', null).count).toBe(1)
  expect(shopEventsSentence({ duplicate: true, outOfOrder: false, delayMs: 0 })).toContain('twice')
})
