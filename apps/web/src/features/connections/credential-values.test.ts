import { expect, test } from 'vitest'
import { checkValues, firstValues } from './credential-values.ts'

const fields = [
  { name: 'host', label: 'Server', type: 'text', required: true },
  { name: 'port', label: 'Port', type: 'integer', required: true, default: 587 },
  { name: 'secure', label: 'TLS', type: 'boolean', required: false },
  { name: 'password', label: 'Password', type: 'secret', required: false },
] as const

test('a form begins with the defaults and sends typed values', () => {
  expect(firstValues(fields)).toEqual({ port: '587', secure: false })
  expect(checkValues(fields, { ...firstValues(fields), host: ' mail.example ' })).toEqual({
    ok: true,
    values: { host: 'mail.example', port: 587, secure: false },
  })
})

test('what is missing or no number is named by field', () => {
  expect(checkValues(fields, { port: 'x' })).toEqual({
    ok: false,
    problems: { host: 'Server is needed.', port: 'Port must be a number.' },
  })
})
