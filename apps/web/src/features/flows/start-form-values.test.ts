import { expect, test } from 'vitest'
import { checkForm } from './start-form-values.ts'

const fields = [
  { name: 'order', label: 'Order', type: 'text', required: true },
  { name: 'amount', label: 'Amount', type: 'number', required: false },
  { name: 'rush', label: 'Rush', type: 'boolean', required: false },
] as const

test('a start form sends typed values and names what is missing', () => {
  expect(checkForm([...fields], { order: ' #1 ', amount: '2.5' })).toEqual({
    ok: true,
    form: { order: '#1', amount: 2.5, rush: false },
  })
  expect(checkForm([...fields], { amount: 'two' })).toEqual({
    ok: false,
    problems: { order: 'Order is needed.', amount: 'Amount must be a number.' },
  })
})
