import { expect, it } from 'vitest'
import { emailFault } from './email-address.ts'

it('an empty address is asked for, a wrong one is called so', () => {
  expect(emailFault('')).toBe('Type your e-mail address.')
  expect(emailFault('nora')).toBe('This is not an e-mail address.')
  expect(emailFault('nora@mugshop.example')).toBeNull()
})
