import { expect, test } from 'vitest'
import { oneAtATime } from './one-at-a-time.ts'

test('turns follow one another in the order they were asked for', async () => {
  const turn = oneAtATime(60_000)
  const log: string[] = []
  const go = async (name: string) => {
    const leave = await turn()
    log.push(`${name} in`)
    await new Promise(setImmediate)
    log.push(`${name} out`)
    leave()
  }
  await Promise.all([go('first'), go('second'), go('third')])
  expect(log).toEqual(['first in', 'first out', 'second in', 'second out', 'third in', 'third out'])
})

test('who never gives a turn back holds nobody up for longer than it may last', async () => {
  const turn = oneAtATime(1)
  await turn()
  await expect(turn()).resolves.toBeTypeOf('function')
})
