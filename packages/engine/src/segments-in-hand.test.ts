import { expect, test } from 'vitest'
import { createSegmentsInHand } from './segments-in-hand.ts'

test('neighbours whose calls all hang leave room for others, however many they are', () => {
  const hands = createSegmentsInHand(16)
  const leave: (() => void)[] = []
  for (const loud of ['a', 'b', 'c']) {
    for (let round = 0; round < 20; round++) {
      const { runs, notOf } = hands.room()
      if (runs > 0 && !notOf.includes(loud)) leave.push(hands.enter(loud))
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

test('whoever is alone fills more than half of it', () => {
  const hands = createSegmentsInHand(50)
  let taken = 0
  for (let room = hands.room(); !room.notOf.includes('a'); room = hands.room()) {
    for (let run = 0; run < Math.min(20, room.runs); run++, taken++) hands.enter('a')
  }
  expect(taken).toBeGreaterThan(25)
  expect(taken).toBeLessThan(50)
})
