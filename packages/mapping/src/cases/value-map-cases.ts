import type { Mapping } from '@patchbay/flow/mapping'
import { fixed, type MappingCase, ref } from './case.ts'

export const VALUE_MAP_CASES: MappingCase[] = [
  { name: 'value map', input: { mapping: statusMap(ref('order.financial_status')) }, expect: { value: 'PROCESSING' } },
  { name: 'value map, default', input: { mapping: statusMap(fixed('voided')) }, expect: { value: 'HOLD' } },
  {
    name: 'value map of nothing, with a row for it',
    input: { mapping: statusMap(ref('order.nowhere')) },
    expect: { value: 'UNKNOWN' },
  },
  {
    name: 'value map, text for true',
    input: {
      mapping: {
        kind: 'valueMap',
        of: ref('order.paid'),
        entries: [{ when: 'true', to: 'yes' }],
        otherwise: { kind: 'error' },
      },
    },
    expect: { value: 'yes' },
  },
  {
    name: 'value map, exact before alike',
    input: {
      mapping: {
        kind: 'valueMap',
        of: fixed(1),
        entries: [
          { when: '1', to: 'text' },
          { when: 1, to: 'number' },
        ],
        otherwise: { kind: 'error' },
      },
    },
    expect: { value: 'number' },
  },
  {
    name: 'value map, passed on',
    input: { mapping: { kind: 'valueMap', of: fixed('x'), entries: [], otherwise: { kind: 'pass' } } },
    expect: { value: 'x' },
  },
  {
    name: 'value map of null: the answer for empty counts before that for all others',
    input: { mapping: { ...otherwiseExpress(ref('order.note')), ifMissing: { kind: 'value', value: 'standard' } } },
    expect: { value: 'standard' },
  },
  {
    name: 'value map of null: an error though all others become something',
    input: { mapping: { ...otherwiseExpress(ref('order.note')), ifMissing: { kind: 'error' } } },
    expect: { error: 'missing', source: 'Order paid › note' },
  },
  {
    name: 'value map of null: left out though all others become something',
    input: { mapping: { ...otherwiseExpress(ref('order.note')), ifMissing: { kind: 'omit' } } },
    expect: { absent: true },
  },
  {
    name: 'value map of null with no answer for empty is nothing, as of what is absent',
    input: { mapping: otherwiseExpress(ref('order.note')) },
    expect: { absent: true },
  },
  {
    name: 'value map of null in a required field stops the step',
    input: { mapping: otherwiseExpress(ref('order.note')), required: true },
    expect: { error: 'missing', source: 'Order paid › note' },
  },
  {
    name: 'value map of null that passes on the others',
    input: { mapping: { ...otherwiseExpress(ref('order.note')), otherwise: { kind: 'pass' } } },
    expect: { absent: true },
  },
  {
    name: 'value map without a row names the value',
    input: {
      mapping: {
        kind: 'valueMap',
        of: ref('order.financial_status'),
        entries: [{ when: 'open', to: 1 }],
        otherwise: { kind: 'error' },
      },
    },
    expect: { error: 'value_map_unmatched', source: 'Order paid › financial_status', says: '"paid"' },
  },
]

function statusMap(of: Mapping): Mapping {
  const entries = [
    { when: 'paid', to: 'PROCESSING' },
    { when: null, to: 'UNKNOWN' },
  ]
  return { kind: 'valueMap', of, entries, otherwise: { kind: 'value', value: 'HOLD' } }
}

function otherwiseExpress(of: Mapping): Mapping & { kind: 'valueMap' } {
  const entries = [{ when: 'paid', to: 'standard' }]
  return { kind: 'valueMap', of, entries, otherwise: { kind: 'value', value: 'express' } }
}
