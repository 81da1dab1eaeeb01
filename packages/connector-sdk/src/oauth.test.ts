import { expect, test } from 'vitest'
import { z } from 'zod'
import { apiKey } from './auth.ts'
import { ConnectorError } from './errors.ts'
import { either, oauth2 } from './oauth.ts'

const shop = z.string()
const auth = either(
  apiKey({ placement: { in: 'header', name: 'x-token' }, settings: { shop } }),
  oauth2({
    authorizeUrl: 'https://a.example',
    tokenUrl: 'https://a.example/t',
    scopes: { read: 'Read' },
    settings: { shop },
  }),
)
const settings = { shop: 'brindle' }

test('of two ways in, the one that a connection has is taken', () => {
  expect(auth.apply({ credentials: { apiKey: 'k' }, settings })).toEqual({ headers: { 'x-token': 'k' } })
  expect(auth.apply({ credentials: { accessToken: 't' }, settings })).toEqual({
    headers: { authorization: 'Bearer t' },
  })
})

test('a connection with neither says what to do', () => {
  expect(() => auth.apply({ credentials: {}, settings })).toThrow(ConnectorError)
  expect(() => auth.apply({ credentials: {}, settings })).toThrow('sign in, or enter the key again')
})

test('the form asks for the key only, and the sign-in for its own settings', () => {
  expect(Object.keys(auth.keySecrets ?? {})).toEqual(['apiKey'])
  expect(Object.keys(auth.signIn?.settings ?? {})).toEqual(['shop'])
})
