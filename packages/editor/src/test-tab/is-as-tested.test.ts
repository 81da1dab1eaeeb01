import type { Step } from '@patchbay/flow/document'
import { stepFingerprint } from '@patchbay/flow/step-fingerprint'
import { expect, it } from 'vitest'
import { isAsTested } from './is-as-tested.ts'

it('a step whose mapping changes is not as it was tested any more, before anything is saved', () => {
  const setTo = (value: string): Step => ({
    ...{ id: 'set', name: 'Set', kind: 'set', position: { x: 0, y: 0 } },
    fields: { a: { kind: 'constant', value } },
  })
  const test = { fingerprint: stepFingerprint(setTo('one')) }
  expect(isAsTested(setTo('one'), test)).toBe(true)
  expect(isAsTested({ ...setTo('one'), name: 'Renamed' }, test)).toBe(true)
  expect(isAsTested(setTo('two'), test)).toBe(false)
})
