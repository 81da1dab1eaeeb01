import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { Mapping } from '@patchbay/flow/mapping'
import { expect, it } from 'vitest'
import { type FieldForm, fieldValueOfJson } from './form.ts'
import { emptiedBy, readinessOf } from './lookup.ts'

const field = (name: string, lookup?: string): FieldSpec => ({
  name,
  label: name.charAt(0).toUpperCase() + name.slice(1),
  type: 'text',
  required: false,
  ...(lookup === undefined ? {} : { lookup }),
})
const fields = [
  field('pipeline', 'pipeline'),
  field('stage', 'stage'),
  field('owner', 'owner'),
  field('reason', 'reason'),
]
const lookups = {
  pipeline: { title: 'Pipelines', searches: false, dependsOn: [] },
  stage: { title: 'Stages', searches: true, dependsOn: ['pipeline'] },
  owner: { title: 'Owners', searches: true, dependsOn: [] },
  reason: { title: 'Reasons', searches: true, dependsOn: ['stage'] },
}
const form = (values: Record<string, string>, connectionId: string | null = 'con'): FieldForm => ({
  connector: null,
  connectionId,
  fields,
  valueOf: (name) => (values[name] === '?' ? { kind: 'mapped' } : fieldValueOfJson(values[name])),
})

it('asks only with a connection and with a value for all it depends on', () => {
  expect(readinessOf(lookups.pipeline, form({}))).toEqual({ kind: 'ready', connectionId: 'con', params: {} })
  expect(readinessOf(lookups.pipeline, form({}, null))).toEqual({ kind: 'noConnection' })
  expect(readinessOf(lookups.stage, form({}))).toEqual({ kind: 'waits', for: 'Pipeline' })
  expect(readinessOf(lookups.stage, form({ pipeline: '' }))).toEqual({ kind: 'waits', for: 'Pipeline' })
  expect(readinessOf(lookups.stage, form({ pipeline: '?' }))).toEqual({ kind: 'mapped', by: 'Pipeline' })
  expect(readinessOf(lookups.stage, form({ pipeline: 'p1' }))).toEqual({
    kind: 'ready',
    connectionId: 'con',
    params: { pipeline: 'p1' },
  })
})

it('empties what was chosen from the list of another choice, all the way down, and nothing else', () => {
  const chosen = { kind: 'constant', value: 'x' } as const
  const mapped: Mapping = { kind: 'reference', ref: { from: 'order', path: ['stage'] } }
  const all = { pipeline: chosen, stage: chosen, owner: chosen, reason: chosen }
  expect(emptiedBy('pipeline', fields, { lookups, input: all })).toEqual(['stage', 'reason'])
  expect(emptiedBy('owner', fields, { lookups, input: all })).toEqual([])
  expect(emptiedBy('pipeline', fields, { lookups, input: { ...all, stage: mapped } })).toEqual([])
})

it('survives lookups that depend on each other in a ring', () => {
  const ring = {
    stage: { title: '', searches: false, dependsOn: ['reason'] },
    reason: { title: '', searches: false, dependsOn: ['stage'] },
  }
  const chosen = { kind: 'constant', value: 'x' } as const
  expect(emptiedBy('stage', fields, { lookups: ring, input: { stage: chosen, reason: chosen } })).toEqual(['reason'])
})
