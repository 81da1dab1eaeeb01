import { expect, test } from 'vitest'
import { readSignInMessage } from './sign-in-channel.ts'

test('only what a sign-in says is heard', () => {
  const told = { attemptId: 'a', connectionId: 'c', message: 'Customers is connected.', ok: true }
  expect(readSignInMessage(told)).toEqual({ attemptId: 'a', connectionId: 'c', message: 'Customers is connected.' })
  expect(readSignInMessage({ ...told, connectionId: null })?.connectionId).toBeNull()
  for (const noise of [null, 'a', {}, { attemptId: 1, message: 'x' }]) expect(readSignInMessage(noise)).toBeNull()
})
