import { describe, expect, it } from 'vitest'
import { callableVersion } from './callable-version.ts'
import { compile } from './compile.ts'
import type { CallField, FlowDocument, SubflowStep } from './document.ts'
import type { Mapping } from './mapping.ts'
import { fixed, from } from './testing/changed-saga.ts'
import { type CallableFlow, validate } from './validate.ts'

const field = (name: string, label: string): CallField => ({ name, label, type: 'text', required: true })
const first = { input: [field('order', 'Order')], output: [field('tracking', 'Tracking')] }
const second = { input: [field('orderId', 'Order’s id')], output: [field('code', 'Code')] }
const parcels: CallableFlow = {
  id: 'parcels',
  name: 'Book a parcel',
  callable: second,
  versions: [
    { id: 'v2', callable: second },
    { id: 'v1', callable: first },
  ],
}

describe('a step that stays on a version of the flow it runs', () => {
  it('is held against what that version takes and gives, not against the live one', () => {
    expect(problemsOf(booked('v1', 'order', 'tracking'))).toEqual([])
    expect(problemsOf(booked('v1', 'order', 'code'))).toMatchObject([
      { code: 'reference_path', severity: 'error', stepId: 'back', field: 'input.order' },
    ])
    expect(problemsOf(booked('v1', 'orderId', 'tracking')).map(({ code, stepId }) => [code, stepId])).toEqual([
      ['input_unknown', 'book'],
      ['input_missing', 'book'],
      ['input_unknown', 'back'],
      ['input_missing', 'back'],
    ])
    expect(problemsOf(booked(null, 'orderId', 'code'))).toEqual([])
    expect(problemsOf(booked(null, 'orderId', 'tracking'))).toMatchObject([{ code: 'reference_path' }])
  })

  it('is not blamed for anything where that version is not known', () => {
    expect(problemsOf(booked('gone', 'anything', 'whatever'))).toEqual([])
    expect(problemsOf(booked('v1', 'anything', 'whatever'), { ...parcels, versions: [] })).toEqual([])
  })

  it('shows its fields, and names them so in the plan', () => {
    expect(callableVersion([parcels], { flowId: 'parcels', versionId: 'v1' })).toBe(first)
    expect(callableVersion([parcels], { flowId: 'parcels', versionId: null })).toBe(second)
    expect(callableVersion([parcels], { flowId: 'parcels', versionId: 'gone' })).toBeNull()
    expect(callableVersion(undefined, { flowId: 'parcels', versionId: 'v1' })).toBeNull()
    const compiled = compile(booked('v1', 'order', 'tracking'), { manifests: {}, flows: [parcels] })
    expect(compiled).toMatchObject({
      ok: true,
      value: {
        plan: {
          work: expect.arrayContaining([
            expect.objectContaining({ name: 'Book it', fields: [expect.objectContaining({ label: 'Order' })] }),
          ]),
        },
      },
    })
  })
})

const problemsOf = (document: FlowDocument, flow: CallableFlow = parcels) =>
  validate(document, { manifests: {}, flows: [flow] }).filter(({ code }) => code !== 'value_may_be_empty')

/** Runs the flow twice: the second time with what it gave the first time. */
function booked(versionId: string | null, takes: string, gives: string): FlowDocument {
  const position = { x: 0, y: 0 }
  const calling = (id: string, name: string, mapping: Mapping): SubflowStep => {
    const input = { [takes]: mapping }
    return { id, kind: 'subflow', name, position, flowId: 'parcels', versionId, mode: 'wait', input }
  }
  return {
    schemaVersion: 1,
    steps: [
      { id: 'start', kind: 'trigger', name: 'Start', position, trigger: { type: 'api' } },
      calling('book', 'Book it', fixed('A-1')),
      calling('back', 'Book the way back', from('book', gives)),
    ],
    edges: [
      { id: 'e1', from: 'start', port: 'out', to: 'book' },
      { id: 'e2', from: 'book', port: 'out', to: 'back' },
    ],
    notes: [],
  }
}
