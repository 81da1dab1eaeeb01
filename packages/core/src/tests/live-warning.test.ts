import type { ActionStep } from '@patchbay/flow/document'
import { expect, test } from 'vitest'
import { liveWarning } from './live-warning.ts'
import type { TestRequest } from './test-models.ts'

const step: ActionStep = {
  id: 'refund',
  kind: 'action',
  name: 'Refund the payment',
  position: { x: 0, y: 0 },
  connector: 'stripe',
  action: 'refundPayment',
  connectionId: 'c',
  input: {},
}
const connection = { id: 'c', connector: 'stripe', name: 'Payments', environment: 'live' as const, account: 'Brindle' }
const request = (scope: TestRequest['scope']): TestRequest => ({
  flowId: 'f',
  revision: 1,
  scope,
  stepId: 'refund',
  sample: { sampleId: 'example' },
  connectionId: null,
  input: null,
})

test('what stands in a loop is said to happen more than once, but not where that step alone is tried', () => {
  const used = [{ step, connection, inLoop: true }]
  const whole = liveWarning(request('flow'), used)
  expect(whole?.lines.join(' ')).toContain('for each of the first items, not once')
  expect(whole?.button).not.toContain('once')
  expect(liveWarning(request('step'), used)?.button).toContain('for real, once')
  expect(liveWarning(request('flow'), [...used, ...used])?.lines[0]).toContain(
    'for each of the first items of its loop',
  )
})

test('nothing is real in the sandbox, and a yes to one step stands for no other', () => {
  const sandbox = { step, connection: { ...connection, environment: 'sandbox' as const }, inLoop: false }
  expect(liveWarning(request('flow'), [sandbox])).toBeNull()
  const live = { step, connection, inLoop: false }
  const yes = liveWarning(request('flow'), [live])?.acknowledgement
  const changed = { ...live, step: { ...step, input: { amount: { kind: 'constant' as const, value: 5 } } } }
  expect(liveWarning(request('flow'), [changed])?.acknowledgement).not.toBe(yes)
  expect(liveWarning(request('flow'), [live])?.acknowledgement).toBe(yes)
})
