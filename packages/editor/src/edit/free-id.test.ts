import type { FlowDocument } from '@patchbay/flow/document'
import { expect, it } from 'vitest'
import { freeId } from './free-id.ts'

it('gives a copy an id that no step has', () => {
  expect(freeId(withSteps('label'), 'label')).toBe('label2')
  expect(freeId(withSteps('label', 'label2', 'label3'), 'label2')).toBe('label4')
})

const withSteps = (...ids: string[]): FlowDocument => ({
  schemaVersion: 1,
  steps: ids.map((id) => ({ id, name: id, kind: 'parallel', position: { x: 0, y: 0 } })),
  edges: [],
  notes: [],
})
