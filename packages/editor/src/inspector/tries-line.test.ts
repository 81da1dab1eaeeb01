import { expect, it } from 'vitest'
import { joinDuration, roughWords, splitDuration } from './durations.ts'
import { triesLine } from './tries-line.ts'

const policy = { maxAttempts: 6, initialDelayMs: 8000, backoff: 4, maxDelayMs: 600_000 }

it('is the line of the design: 8 s, four times as long each time, up to 10 minutes', () => {
  const { tries, waits } = triesLine(policy)
  expect(waits.map(({ ms }) => roughWords(ms))).toEqual(['8 s', '32 s', '2 min', '8½ min', '10 min'])
  expect(tries.map(({ startMs }) => startMs / 1000)).toEqual([0, 8, 40, 168, 680, 1280])
  const weights = waits.map(({ weight }) => weight)
  expect(weights).toEqual([...weights].sort((a, b) => a - b))
})

it('waits as long as the vendor says, once, and never shorter than planned', () => {
  expect(triesLine(policy, 60_000).waits.map(({ ms, told }) => [ms, told])).toEqual([
    [60_000, true],
    [32_000, false],
    [128_000, false],
    [512_000, false],
    [600_000, false],
  ])
  expect(triesLine(policy, 1000).waits[0]).toMatchObject({ ms: 8000, told: false })
})

it('draws at most seven jacks, the last try among them', () => {
  const { tries, waits } = triesLine({ ...policy, maxAttempts: 20 })
  expect(tries.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 20])
  expect(waits.map(({ gap }) => gap)).toEqual([0, 0, 0, 0, 14])
  expect(waits).toHaveLength(tries.length - 1)
})

it('has nothing to wait for with one try, and stands up to numbers that a draft may hold', () => {
  expect(triesLine({ ...policy, maxAttempts: 1 }).waits).toEqual([])
  expect(triesLine({ ...policy, maxAttempts: Number.NaN }).tries).toHaveLength(1)
  expect(triesLine({ ...policy, maxAttempts: -3 }).tries).toHaveLength(1)
})

it.each([
  [8000, { amount: 8, unit: 's' }],
  [90_000, { amount: 1.5, unit: 'min' }],
  [600_000, { amount: 10, unit: 'min' }],
  [3_600_000, { amount: 1, unit: 'h' }],
  [172_800_000, { amount: 2, unit: 'days' }],
  [1234, { amount: 1.234, unit: 's' }],
])('says %i ms by the largest unit that fits, and back', (ms, said) => {
  const { amount, unit } = splitDuration(ms)
  expect({ amount, unit }).toEqual(said)
  expect(joinDuration(amount, unit)).toBe(ms)
})
