import { expect, test } from 'vitest'
import { isProposedName, proposedName } from './proposed-name.ts'

test('no two new flows are called the same', () => {
  expect(proposedName([])).toBe('New flow')
  expect(proposedName(['Order journey'])).toBe('New flow')
  expect(proposedName(['New flow', 'New flow 2', 'New flow 4'])).toBe('New flow 3')
})

test('a name that a person gave is told from a proposed one', () => {
  expect(['New flow', 'New flow 12'].every(isProposedName)).toBe(true)
  expect(['New flow for refunds', 'My New flow', 'New flows'].some(isProposedName)).toBe(false)
})
