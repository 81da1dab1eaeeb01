import { expect, test } from 'vitest'
import { createInHand } from './in-hand.ts'

test('one address takes its share and leaves the rest to others; whoever is done makes room', () => {
  const inHand = createInHand({ inAll: 3, ofOne: 2 })
  const first = inHand.enter('flood')
  expect([inHand.enter('flood'), inHand.enter('flood')]).toEqual([expect.any(Function), null])
  expect(inHand.enter('quiet')).not.toBeNull()
  expect(inHand.enter('third')).toBeNull()
  first?.()
  expect(inHand.enter('third')).not.toBeNull()
  expect(inHand.enter('flood')).toBeNull()
})
