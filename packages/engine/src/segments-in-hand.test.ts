import { expect, test } from 'vitest'
import { createSegmentsInHand } from './segments-in-hand.ts'

const run = (workspaceId: string, index: number) => ({ workspaceId, runId: `${workspaceId}${index}` })

test('neighbours whose calls all hang leave room for others, however many they are', () => {
  const hands = createSegmentsInHand(16)
  const leave: (() => void)[] = []
  for (const loud of ['a', 'b', 'c']) {
    for (let round = 0; round < 20; round++) {
      const { runs, notOf } = hands.room()
      if (runs > 0 && !notOf.includes(loud)) leave.push(hands.enter(run(loud, round)))
    }
  }
  expect(hands.room().notOf).toEqual(['a', 'b', 'c'])
  expect(hands.room().runs).toBeGreaterThan(0)
  let told = 0
  hands.onRoom(() => told++)
  for (const over of leave) over()
  expect(told).toBeGreaterThan(0)
  expect(hands.room()).toEqual({ runs: 8, notOf: [] })
})

test('what is leased and has not begun takes its place already, once', () => {
  const hands = createSegmentsInHand(50)
  let leased = 0
  for (let room = hands.room(); !room.notOf.includes('a'); room = hands.room()) {
    for (let index = 0; index < Math.min(20, room.runs); index++, leased++) hands.expect(run('a', leased))
  }
  expect(leased).toBeGreaterThan(25)
  expect(leased).toBeLessThan(50)
  const before = hands.room()
  const leave = Array.from({ length: leased }, (_, index) => hands.enter(run('a', index)))
  expect(hands.room()).toEqual(before)
  for (const over of leave) over()
  hands.expect(run('a', 99))
  hands.forget(['a99', 'unknown'])
  expect(hands.room()).toEqual({ runs: 25, notOf: [] })
})
