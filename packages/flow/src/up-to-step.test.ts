import { expect, test } from 'vitest'
import { compileStep } from './compile-step.ts'
import type { FlowDocument, Step } from './document.ts'
import { stepFingerprint } from './step-fingerprint.ts'
import { upToStep } from './up-to-step.ts'

const position = { x: 0, y: 0 }
const set = (id: string, more: Partial<Extract<Step, { kind: 'set' }>> = {}): Step => ({
  id,
  kind: 'set',
  name: id,
  position,
  fields: { one: { kind: 'constant', value: 1 } },
  ...more,
})
const document: FlowDocument = {
  schemaVersion: 1,
  notes: [],
  steps: [
    { id: 'start', kind: 'trigger', name: 'Start', position, trigger: { type: 'api' } },
    {
      id: 'each',
      kind: 'loop',
      name: 'Each',
      position,
      list: { kind: 'constant', value: [1] },
      concurrency: 1,
      onItemError: 'stop',
    },
    set('first', { parent: 'each' }),
    set('second', { parent: 'each' }),
    set('after'),
    {
      id: 'broken',
      kind: 'action',
      name: 'Broken',
      position,
      connector: 'nope',
      action: 'x',
      connectionId: null,
      input: {},
    },
  ],
  edges: [
    { id: 'a', from: 'start', port: 'out', to: 'each' },
    { id: 'b', from: 'first', port: 'out', to: 'second' },
    { id: 'c', from: 'each', port: 'out', to: 'after' },
    { id: 'd', from: 'after', port: 'out', to: 'broken' },
  ],
}
const ids = (part: FlowDocument) => part.steps.map(({ id }) => id)

test('what leads to a step: the containers around it, and all inside of a container before it', () => {
  expect(ids(upToStep(document, 'first'))).toEqual(['start', 'each', 'first'])
  expect(ids(upToStep(document, 'second'))).toEqual(['start', 'each', 'first', 'second'])
  expect(ids(upToStep(document, 'after'))).toEqual(['start', 'each', 'first', 'second', 'after'])
})

test('one step can be tried while others are broken, with real work for it and the loops around it only', () => {
  const compiled = compileStep(document, 'second', { manifests: {} })
  expect(compiled).toMatchObject({ ok: true })
  if (!compiled.ok) return
  const { plan, target } = compiled.value
  expect(plan.control[target]?.id).toBe('second')
  expect(plan.work.map(({ kind }) => kind)).toEqual(['trigger', 'loop', 'parallel', 'set', 'parallel', 'parallel'])
  expect(compileStep(document, 'broken', { manifests: {} })).toMatchObject({ ok: false, error: [{ stepId: 'broken' }] })
})

test('a fingerprint changes with what a step does, and not with its place, name, notes or account', () => {
  const before = set('a')
  expect(stepFingerprint({ ...before, name: 'B', note: 'n', position: { x: 9, y: 9 } })).toBe(stepFingerprint(before))
  expect(stepFingerprint(set('a', { fields: { one: { kind: 'constant', value: 2 } } }))).not.toBe(
    stepFingerprint(before),
  )
  const call: Step = { ...set('x'), kind: 'action', connector: 'c', action: 'a', connectionId: 'one', input: {} }
  expect(stepFingerprint({ ...call, connectionId: 'two' })).toBe(stepFingerprint(call))
  expect(stepFingerprint({ ...call, action: 'b' })).not.toBe(stepFingerprint(call))
})
