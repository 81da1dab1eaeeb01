import { expect, test } from 'vitest'
import { at, listOf, numberOf, textOf } from './read.ts'

test('what came over the network is read without trusting its shape', () => {
  const answer = { core: { code: 'conflict', problems: [{ message: 'No' }] } }
  expect(textOf(at(answer, 'core', 'code'))).toBe('conflict')
  expect(at(answer, 'gone', 'code')).toBeUndefined()
  expect(at(null, 'core')).toBeUndefined()
  expect(listOf(at(answer, 'core', 'problems'))).toHaveLength(1)
  expect(listOf('text')).toEqual([])
  expect(numberOf('1')).toBeUndefined()
})
