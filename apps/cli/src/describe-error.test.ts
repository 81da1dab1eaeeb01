import { PatchbayApiError } from '@patchbay/api/client'
import { expect, test } from 'vitest'
import { describeError } from './describe-error.ts'

test('an error is told with its causes, without a stack', () => {
  const error = new Error('It does not start.', { cause: new Error('Port 5432 is taken.\nBy postgres.') })
  expect(describeError(error)).toBe('It does not start.\n  Port 5432 is taken.\n  By postgres.')
})

test('what does not fit a request is told field by field', () => {
  const error = new PatchbayApiError(422, {
    code: 'invalid',
    message: 'The request does not fit.',
    problems: [
      {
        code: 'request_invalid_value',
        severity: 'error',
        message: 'Invalid option: expected one of …',
        field: 'state.0',
      },
      { code: 'request_custom', severity: 'error', message: 'Give one of them.' },
    ],
  })
  expect(describeError(error)).toBe(
    'The request does not fit.\n  state.0: Invalid option: expected one of …\n  Give one of them.',
  )
})

test('where nothing answers it is said how to name the place', () => {
  const error = new PatchbayApiError(0, { code: 'unreachable', message: 'Patchbay does not answer at http://x:3000' })
  expect(describeError(error)).toContain('PATCHBAY_PORT')
})

test('where nobody knows whether it was accepted it is said how to ask again without doing it twice', () => {
  const lost = { code: 'unreachable', message: 'Patchbay does not answer at http://x:3000' }
  const told = (error: PatchbayApiError) => describeError(error).includes('--idempotency-key k-1')
  expect(told(new PatchbayApiError(0, lost, 'k-1'))).toBe(true)
  expect(told(new PatchbayApiError(502, { code: 'unreadable', message: 'Patchbay answered 502.' }, 'k-1'))).toBe(true)
  expect(told(new PatchbayApiError(409, { code: 'conflict', message: 'This flow is off.' }, 'k-1'))).toBe(false)
  expect(describeError(new PatchbayApiError(0, lost))).not.toContain('--idempotency-key')
})
