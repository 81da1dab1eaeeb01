import type { ActionStep, FlowDocument, Step } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'

const place = { x: 0, y: 0 }
const constant = (value: Json): Mapping => ({ kind: 'constant', value })
const reference = (from: string, ...path: string[]): Mapping => ({ kind: 'reference', ref: { from, path } })
const set = (id: string, fields: Record<string, Mapping>): Step => ({
  id,
  kind: 'set',
  name: id,
  position: place,
  fields,
})

type Write = (id: string, of: { path: string; body: Mapping }) => ActionStep

/** A flow with each kind of step that a test treats otherwise than a run. */
export const everyKind = (start: Step, write: Write): FlowDocument => ({
  schemaVersion: 1,
  notes: [],
  steps: [
    start,
    {
      id: 'ask',
      kind: 'approval',
      name: 'Ask',
      position: place,
      question: constant('Ship it?'),
      facts: [],
      approvers: { people: [], role: 'owner' },
      form: [],
      deadlineMs: 3_600_000,
      remindMs: null,
    },
    {
      id: 'lines',
      kind: 'loop',
      name: 'Lines',
      position: place,
      list: reference('start', 'lines'),
      concurrency: 1,
      onItemError: 'stop',
      collect: 'line',
    },
    { ...set('line', { sku: reference('lines', 'item') }), parent: 'lines' },
    {
      id: 'poll',
      kind: 'repeat',
      name: 'Poll',
      position: place,
      until: { kind: 'compare', left: reference('look', 'value'), operator: 'equals', right: constant('never') },
      maxTimes: 100,
      delayMs: 60_000,
      atLimit: 'fail',
    },
    { ...set('look', { value: constant('again') }), parent: 'poll' },
    { id: 'try', kind: 'scope', name: 'Try', position: place, compensate: true },
    { ...write('label', { path: '/label', body: constant(1) }), parent: 'try' },
    { ...write('voidLabel', { path: '/void', body: constant(1) }), parent: 'try' },
    {
      ...set('breaks', {
        value: { kind: 'reference', ref: { from: 'start', path: ['nothing'] }, ifMissing: { kind: 'error' } },
      }),
      parent: 'try',
    },
    { ...set('caught', { why: reference('try', 'error', 'code') }), parent: 'try', lane: 'catch' },
    set('tell', {
      count: reference('lines', 'succeeded'),
      why: reference('caught', 'why'),
      last: reference('look', 'value'),
    }),
  ],
  edges: [
    { id: 'a', from: 'start', port: 'out', to: 'ask' },
    { id: 'b', from: 'ask', port: 'approved', to: 'lines' },
    { id: 'c', from: 'lines', port: 'out', to: 'poll' },
    { id: 'd', from: 'poll', port: 'out', to: 'try' },
    { id: 'e', from: 'label', port: 'out', to: 'breaks' },
    { id: 'f', from: 'label', port: 'undo', to: 'voidLabel' },
    { id: 'g', from: 'try', port: 'out', to: 'tell' },
  ],
})

/** A loop that collects what a repeat in it gives, pass after pass. */
export const collecting = (start: Step): FlowDocument => ({
  schemaVersion: 1,
  notes: [],
  steps: [
    start,
    {
      id: 'lines',
      kind: 'loop',
      name: 'Lines',
      position: place,
      list: reference('start', 'lines'),
      concurrency: 1,
      onItemError: 'stop',
      collect: 'line',
    },
    {
      id: 'poll',
      kind: 'repeat',
      name: 'Poll',
      position: place,
      parent: 'lines',
      until: { kind: 'compare', left: reference('line', 'sku'), operator: 'equals', right: constant('never') },
      maxTimes: 100,
      delayMs: 60_000,
      atLimit: 'fail',
    },
    { ...set('line', { sku: reference('lines', 'item') }), parent: 'poll' },
    set('tell', { results: reference('lines', 'results'), succeeded: reference('lines', 'succeeded') }),
  ],
  edges: [
    { id: 'a', from: 'start', port: 'out', to: 'lines' },
    { id: 'b', from: 'lines', port: 'out', to: 'tell' },
  ],
})
