import { expect, it } from 'vitest'
import { connectionState, connectionWord } from './connection-state.ts'

it('tells one that was tried in vain from one that nobody tried, and both from one that is refused', () => {
  const said = (state: 'untested' | 'working' | 'needs_attention', stateReason: string | null) => {
    const told = { state, stateReason }
    return [connectionState(told), connectionWord(told)]
  }
  expect(said('untested', null)).toEqual(['queued', 'Not tested yet'])
  expect(said('untested', 'No answer.')).toEqual(['failed', 'Test failed'])
  expect(said('needs_attention', 'It answered 401.')).toEqual(['attention', 'Needs attention'])
  expect(said('working', null)).toEqual(['succeeded', 'Working'])
})
