import type { FlowDocument } from '@patchbay/flow/document'
import { expect, test } from 'vitest'
import { withoutElements } from './emptiness.ts'
import { document, samples, sourcesOf } from './fixtures.ts'
import { missingIn } from './missing.ts'

const looped: FlowDocument = {
  ...document,
  steps: [
    ...document.steps,
    {
      id: 'each',
      kind: 'loop',
      name: 'For each line',
      position: { x: 0, y: 0 },
      list: { kind: 'reference', ref: { from: 'order', path: ['line_items'] } },
      concurrency: 1,
      onItemError: 'stop',
    },
    { id: 'inside', kind: 'set', name: 'Pack', position: { x: 0, y: 0 }, parent: 'each', fields: {} },
    { id: 'after', kind: 'set', name: 'Tell', position: { x: 0, y: 0 }, fields: {} },
  ],
  edges: [
    ...document.edges,
    { id: 'c', from: 'label', port: 'out', to: 'each' },
    { id: 'd', from: 'each', port: 'out', to: 'after' },
  ],
}
// As a run leaves it: by the loop's id stands what the loop gave in the end.
const ran = samples.map((sample) => ({ ...sample, outputs: { ...sample.outputs, each: { count: null } } }))
const missingFrom = (stepId: string, path: string[]) => {
  const { elements } = sourcesOf({ document: looped, stepId })
  return missingIn({ kind: 'reference', ref: { from: 'each', path } }, withoutElements(ran, elements))
}

test('what a loop gave in the end says nothing of its element, which is what the steps inside see', () => {
  expect(missingFrom('inside', ['item', 'title'])).toBeNull()
  expect(missingFrom('inside', ['index'])).toBeNull()
  // To the steps after it, the same name means what it gave.
  expect(missingFrom('after', ['count'])).toMatchObject({ counted: { empty: 20, of: 20 } })
})
