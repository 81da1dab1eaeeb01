import { expect, test } from 'vitest'
import { errorWords } from './error-words.ts'

test('a vendor’s own words stand behind its status, others as they are', () => {
  expect(errorWords({ message: 'Something went wrong on our side.', status: 503 })).toBe(
    'Answered 503: Something went wrong on our side.',
  )
  expect(errorWords({ message: 'The vendor answered 502', status: 502 })).toBe('The vendor answered 502')
  expect(errorWords({ message: 'It did not answer within 10 s' })).toBe('It did not answer within 10 s')
})
