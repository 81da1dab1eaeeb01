import { expect, test } from 'vitest'
import { isAddress, splitAddresses } from './addresses.ts'

test('addresses come out of whatever was pasted, each once', () => {
  expect(splitAddresses('priya@brindle.example, ken@brindle.example;\nken@brindle.example')).toEqual([
    'priya@brindle.example',
    'ken@brindle.example',
  ])
  expect(splitAddresses('<priya@brindle.example>')).toEqual(['priya@brindle.example'])
  expect(splitAddresses('  ')).toEqual([])
  expect(isAddress('priya@brindle')).toBe(false)
})
