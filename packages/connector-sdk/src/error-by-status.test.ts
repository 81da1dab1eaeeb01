import { expect, test } from 'vitest'
import { errorByStatus } from './error-by-status.ts'

const redirected = (status: number, write: boolean, location = 'https://www.example.com/orders?token=abc') =>
  errorByStatus({ status, headers: { location }, json: undefined, text: '<html>Moved</html>', write }, '')

test.each([301, 307, 308])(
  'a write that a %i sends elsewhere was not made, and the right address is told',
  (status) => {
    const verdict = redirected(status, true)
    expect(verdict).toMatchObject({ code: 'upstream', status })
    expect(verdict.message).toContain('https://www.example.com/orders')
    expect(verdict.message).not.toContain('token')
  },
)

test.each([302, 303])(
  'a write that is answered by a %i may have been made: vendors say so “done, look there”',
  (status) => {
    expect(redirected(status, true)).toMatchObject({ code: 'unknown_outcome' })
    expect(redirected(status, true, '/orders/1').message).toContain('/orders/1')
    expect(redirected(status, false)).toMatchObject({ code: 'upstream' })
  },
)
