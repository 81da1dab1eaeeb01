import { expect, test } from 'vitest'
import { stripJacks } from './strip-jacks.ts'

const jacks = (count: number, state: 'succeeded' | 'skipped') =>
  Array.from({ length: count }, (_, index) => ({ stepId: `${state}${index}`, name: `${index}`, state }))

test('ways not taken are left out only where all steps do not fit', () => {
  expect(stripJacks([...jacks(4, 'succeeded'), ...jacks(3, 'skipped')])).toHaveLength(7)
  expect(stripJacks([...jacks(8, 'succeeded'), ...jacks(15, 'skipped')])).toHaveLength(8)
})
