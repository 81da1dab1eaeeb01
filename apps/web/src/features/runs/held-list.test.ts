import { expect, test } from 'vitest'
import { holdList } from './held-list.ts'

const rows = (...ids: string[]) => ids.map((id) => ({ id, state: 'running' }))

test('new rows wait above while somebody reads below', () => {
  const anchor = new Set(['c', 'b'])
  const held = holdList(rows('e', 'd', 'c', 'b', 'a'), anchor)
  expect(held.shown.map((row) => row.id)).toEqual(['c', 'b', 'a'])
  expect(held.fresh).toBe(2)
})

test('at the top, or when nothing known is left, the list follows', () => {
  expect(holdList(rows('b', 'a'), null)).toEqual({ shown: rows('b', 'a'), fresh: 0 })
  expect(holdList(rows('z'), new Set(['a']))).toEqual({ shown: rows('z'), fresh: 0 })
})
