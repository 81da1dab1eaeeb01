import { expect, test } from 'vitest'
import { scheduleOf, VICTIMS } from './schedule.ts'

test('a seed names one schedule, and another seed another', () => {
  expect(scheduleOf(300, 7)).toEqual(scheduleOf(300, 7))
  expect(scheduleOf(300, 7)).not.toEqual(scheduleOf(300, 8))
})

test('every event is sent twice, the second copy never before the first', () => {
  const { sendings } = scheduleOf(200, 1)
  for (let event = 0; event < 200; event++) {
    const copies = sendings.filter((sending) => sending.event === event)
    expect(copies.map(({ copy }) => copy)).toEqual([1, 2])
  }
})

test.each([
  [100, 2],
  [5_000, 20],
])('of %i events every victim is killed %i times, at moments that come', (events, times) => {
  const { kills, faults } = scheduleOf(events, 3)
  for (const victim of VICTIMS) expect(kills.filter((kill) => kill.victim === victim)).toHaveLength(times)
  for (const { when } of [...kills, ...faults]) expect(when.at).toBeLessThan(events)
})
