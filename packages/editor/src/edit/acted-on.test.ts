import { expect, test } from 'vitest'
import { actedOn } from './acted-on.ts'

const nowhere = { step: null, note: null, isMoving: false }

test('keys act on the step with the focus, and on what is chosen with it', () => {
  expect(actedOn({ ...nowhere, step: 'a' }, ['b'])).toEqual({ from: 'a', steps: ['a'], note: null })
  expect(actedOn({ ...nowhere, step: 'b' }, ['a', 'b'])).toEqual({ from: 'b', steps: ['a', 'b'], note: null })
  expect(actedOn({ ...nowhere, note: 'n' }, ['a'])).toEqual({ from: 'a', steps: ['a'], note: 'n' })
  expect(actedOn(nowhere, [])).toEqual({ from: null, steps: [], note: null })
})

test('while the focus is on its way to what was just chosen, keys act on that', () => {
  const moving = { ...nowhere, isMoving: true }
  expect(actedOn({ ...moving, step: 'original' }, ['copy'])).toEqual({ from: 'copy', steps: ['copy'], note: null })
  expect(actedOn({ ...moving, note: 'n' }, ['copy'])).toEqual({ from: 'copy', steps: ['copy'], note: null })
  expect(actedOn({ ...moving, step: 'original' }, [])).toEqual({ from: null, steps: [], note: null })
})
