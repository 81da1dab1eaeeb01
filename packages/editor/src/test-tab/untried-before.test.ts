import type { FlowDocument, Step } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import { expect, test } from 'vitest'
import { untriedBefore } from './untried-before.ts'

const place = { position: { x: 0, y: 0 } }
const from = (id: string): Mapping => ({ kind: 'reference', ref: { from: id, path: ['total'] } })
const action = (id: string, input: Record<string, Mapping>, parent?: string): Step => ({
  ...place,
  id,
  kind: 'action',
  name: id,
  connector: 'shop',
  action: 'a',
  connectionId: null,
  input,
  ...(parent === undefined ? {} : { parent }),
})

const document: FlowDocument = {
  schemaVersion: 1,
  steps: [
    { ...place, id: 'order', kind: 'trigger', name: 'Order', trigger: { type: 'manual', form: [] } },
    action('contact', {}),
    action('label', { weight: { kind: 'expression', source: 'steps.contact.id' } }),
    action('mail', { to: from('order'), who: from('contact'), code: from('label'), id: from('run') }),
    { ...place, id: 'each', kind: 'loop', name: 'Each line', list: from('label'), concurrency: 1, onItemError: 'stop' },
    action('line', { name: from('each') }, 'each'),
    action('next', { before: from('line') }, 'each'),
  ],
  edges: [],
  notes: [],
}
const names = (stepId: string, outputs: Parameters<typeof untriedBefore>[2]) =>
  untriedBefore(document, stepId, outputs).map(({ id }) => id)

test('what a step reads and nobody has tried is named, in the order of the flow; the event and the run are always there', () => {
  expect(names('mail', { order: {} })).toEqual(['contact', 'label'])
  expect(names('mail', { order: {}, label: { total: 1 } })).toEqual(['contact'])
  expect(names('mail', { contact: null, label: 0 })).toEqual([])
  expect(names('label', {})).toEqual(['contact'])
  expect(names('contact', {})).toEqual([])
})

test('inside a loop the loop itself is begun by the test, and asks for its list', () => {
  expect(names('line', {})).toEqual(['label'])
  expect(names('line', { label: [] })).toEqual([])
  expect(names('next', { label: [] })).toEqual(['line'])
})
