import { expect, test } from 'vitest'
import { createActionKeys } from './action-keys.ts'

test('the same request of one action has one key, whether it is pressed twice or sent again', () => {
  const keyOf = createActionKeys()
  const first = keyOf({ form: { order: 1001 } })
  expect(first).toMatch(/^.{20,255}$/)
  expect(keyOf({ form: { order: 1001 } })).toBe(first)
  // Mended, it is another request; taken back, the one before, whose answer may have been lost.
  expect(keyOf({ form: { order: 1002 } })).not.toBe(first)
  expect(keyOf({ form: { order: 1001 } })).toBe(first)
})

test('the same request in another action is meant anew', () => {
  const [one, other] = [createActionKeys(), createActionKeys()]
  expect(one({ id: 'x' })).not.toBe(other({ id: 'x' }))
})
