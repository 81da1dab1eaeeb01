import type { SubflowStep } from '@patchbay/flow/document'
import { expect, test } from 'vitest'
import { secondLine } from './step-words.ts'

const step: SubflowStep = {
  id: 'refund',
  kind: 'subflow',
  name: 'Give the money back',
  position: { x: 0, y: 0 },
  flowId: 'f',
  versionId: null,
  mode: 'wait',
  input: {},
}

test('a step that runs another flow says which, and whether it waits', () => {
  const flowName = (id: string) => (id === 'f' ? 'Refund an order' : null)
  expect(secondLine(step, {}, { flowName })).toBe('Runs “Refund an order”')
  expect(secondLine({ ...step, mode: 'start' }, {}, { flowName })).toBe('Starts “Refund an order”')
  expect(secondLine({ ...step, flowId: 'gone' }, {}, { flowName })).toBe('Runs another flow')
  expect(secondLine({ ...step, flowId: null }, {}, { flowName })).toBe('No flow chosen yet')
})
