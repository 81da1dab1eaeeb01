import { expect, test } from 'vitest'
import { toLines, variablesOf, variablesTrouble } from './variable-lines.ts'

const line = (name: string, value = 'x', id = 0) => ({ id, name, value })

test('lines become variables by name, and empty ones are left out', () => {
  expect(variablesOf([line('b', '2'), line('a', '1'), line('', '')])).toEqual({ a: '1', b: '2' })
  expect(toLines({ b: '2', a: '1' }).map(({ name }) => name)).toEqual(['a', 'b'])
})

test('names that a mapping cannot say, or that are there twice, are refused in words', () => {
  expect(variablesTrouble([line('warehouseMail')])).toBeNull()
  expect(variablesTrouble([line('Warehouse mail')])).toMatch(/cannot be a name/)
  expect(variablesTrouble([line('', 'value')])).toMatch(/needs a name/)
  expect(variablesTrouble([line('a'), line('a')])).toMatch(/there twice/)
})
