import { expect, test } from 'vitest'
import { storedJson, storedText } from './stored-json.ts'

test('letters that PostgreSQL cannot hold become the sign for an unreadable one, all others stay', () => {
  const half = '😀'.slice(0, 1)
  expect(JSON.parse(storedJson({ 'a\u0000': `x\u0000y${half}` }))).toEqual({ 'a\uFFFD': 'x\uFFFDy\uFFFD' })
  const fine = { smile: '😀', path: 'C:\\u0000', quoted: '"\\ud83d"', none: null }
  expect(JSON.parse(storedJson(fine))).toEqual(fine)
  expect(storedText(`a\u0000${half}`)).toBe('a\uFFFD\uFFFD')
})
