import { expect, test } from 'vitest'
import type { RunDetail } from '../../../trpc/types.ts'
import { effectsOutside, outsideWords, undoWords, wishWords } from './effects-outside.ts'

type Row = RunDetail['steps'][number]
type Tally = RunDetail['tallies'][number]

const at = new Date(Date.UTC(2026, 10, 21, 12, 0, 0))
const position = { x: 0, y: 0 }
const action = (id: string, name: string) => ({
  ...{ id, name, kind: 'action' as const, connector: 'easypost', action: 'buy', connectionId: null },
  ...{ input: {}, position },
})
const document: RunDetail['document'] = {
  schemaVersion: 1,
  steps: [
    { id: 'paid', name: 'Order is paid', kind: 'trigger', trigger: { type: 'api' }, position },
    action('label', 'Buy the label'),
    action('void', 'Void the label'),
    action('mail', 'E-mail it'),
    {
      id: 'refund',
      name: 'Refund it',
      kind: 'subflow',
      flowId: 'f',
      versionId: null,
      mode: 'wait',
      input: {},
      position,
    },
  ],
  edges: [{ id: 'e1', from: 'label', port: 'undo', to: 'void' }],
  notes: [],
}

const row = (stepId: string, over: Partial<Row> = {}): Row => ({
  ...{ id: stepId, stepId, node: 1, iteration: '', kind: 'action', effect: 'create', state: 'succeeded', port: 'out' },
  ...{ count: null, error: null, unresolved: false, notes: [], connection: null, startedAt: at, finishedAt: at },
  ...{ nextTryAt: null, waitUntil: null, attempts: [], intent: null, leftBehind: null, calledOutside: false },
  ...over,
})
const tally = (stepId: string, over: Partial<Tally>): Tally => ({
  ...{ stepId, states: {}, startedAt: at, finishedAt: null, tries: 1, applied: 0, unresolved: 0 },
  ...over,
})

const run = (over: Partial<RunDetail>): RunDetail => ({
  ...{ id: 'x', state: 'running', subject: null, flow: { id: 'f', name: 'Order journey' }, version: 1 },
  ...{ environment: 'sandbox', happened: null, stoppedBy: null, calledFlows: [], tries: 0, acceptedAt: at },
  ...{ startedAt: at, finishedAt: null, deliveryId: 'd', origin: 'event', topic: null, epoch: 1, reason: null },
  ...{
    reasonCode: null,
    againOf: null,
    replayOf: null,
    requestedBy: null,
    waitsFor: null,
    pausedAt: null,
    pausedBy: null,
    unwindingAt: null,
  },
  ...{ unwindingBy: null, cancelRequestedAt: null, cancelRequestedBy: null, item: null, decisions: [], strip: [] },
  ...{ editsRefused: {}, undoQuestions: {} },
  ...{ may: { cancel: true, retry: false, decide: true, runAgain: true }, document, steps: [], tallies: [], items: [] },
  ...over,
})
const told = (over: Partial<RunDetail>) => outsideWords(run(over), effectsOutside(run(over)))

const NOTHING = 'Nothing has been changed outside so far.'
const failure = { code: 'upstream', message: 'EasyPost answered 503.', status: 503 }

test('reads, failures and defaults have changed nothing', () => {
  const steps = [
    row('label', { state: 'failed', error: failure }),
    row('mail', { error: failure, notes: ['Went on with its default.'] }),
    row('void', { effect: 'read' }),
  ]
  expect(told({ steps })).toEqual([NOTHING])
})

test('of a large loop the counts tell what was done, whatever rows of it were sent', () => {
  // Its input could not be built in five items: these press most, and their rows do not know that it writes.
  const steps = Array.from({ length: 5 }, (_, item) =>
    row('label', { id: `${item}`, iteration: `${item}`, effect: 'pure', state: 'failed', error: failure }),
  )
  const tallies = [tally('label', { states: { succeeded: 4000, failed: 5 }, applied: 4000 })]
  const large = run({ steps, tallies })
  expect(effectsOutside(large)).toMatchObject({ done: ['Buy the label'], undone: ['Buy the label'] })
  expect(told({ steps, tallies })).toEqual(['“Buy the label” has changed something outside.'])
})

test('a write without an answer is named', () => {
  expect(told({ steps: [row('mail', { state: 'needs_attention', unresolved: true })] })).toEqual([
    'Of “E-mail it” nobody knows yet whether it went through.',
  ])
  expect(told({ steps: [row('mail')], tallies: [tally('label', { unresolved: 2 })] })).toEqual([
    '“E-mail it” has changed something outside. That stays done; cancelling does not undo it.',
    'Of “Buy the label” nobody knows yet whether it went through.',
  ])
})

test('a flow that was called counts as done once it has written, and tells the rest itself while it is under way', () => {
  const called = { kind: 'subflow', effect: 'pure', calledOutside: true } as const
  expect(effectsOutside(run({ steps: [row('refund', called)] })).done).toEqual(['Refund it'])
  expect(told({ steps: [row('refund', { ...called, calledOutside: false })] })).toEqual([NOTHING])
  expect(told({ steps: [row('refund', { ...called, state: 'waiting', finishedAt: null })] })).toEqual([
    'What “Refund it” called is cancelled with it; its own run tells what it had done.',
  ])
})

test('what is being undone already is not offered to be undone', () => {
  const unwinding = { steps: [row('label')], unwindingAt: at }
  expect(effectsOutside(run(unwinding))).toMatchObject({ done: ['Buy the label'], undone: [] })
  expect(told(unwinding)[0]).toContain('cancelling gives that up')
})

test('what has no undo is put before a person, as often as it was done', () => {
  const one = { steps: [row('mail')], undoQuestions: { mail: 1 } }
  expect(told(one)).toEqual(['“E-mail it” has changed something outside.'])
  expect(undoWords(effectsOutside(run(one)))).toEqual([
    '“E-mail it” has no undo: a person is asked to see to it by hand, in 1 question.',
  ])
  const more = {
    steps: [row('label'), row('refund', { kind: 'subflow', effect: 'pure', calledOutside: true })],
    tallies: [tally('mail', { applied: 6 })],
    undoQuestions: { mail: 6, refund: 1 },
  }
  expect(undoWords(effectsOutside(run(more)))).toEqual([
    '“Buy the label” is undone, with tries and a log of its own.',
    '“E-mail it” and “Refund it” have no undo: a person is asked to see to them by hand, in 7 questions.',
  ])
  expect(effectsOutside(run({ ...more, unwindingAt: at }))).toMatchObject({ asked: [], questions: 0 })
})

test('an undo is promised only where there is one', () => {
  const asked = effectsOutside(run({ steps: [row('mail')], undoQuestions: { mail: 1 } }))
  expect(wishWords(asked)).toEqual({ tick: 'Ask a person about “E-mail it”', button: 'Cancel and ask' })
  const undone = effectsOutside(run({ steps: [row('label'), row('mail')], undoQuestions: { mail: 1 } }))
  expect(wishWords(undone)).toEqual({ tick: 'Also undo what was done', button: 'Cancel and undo' })
})

test('many steps are named as far as a sentence bears', () => {
  const names = ['One', 'Two', 'Three', 'Four', 'Five', 'Six']
  const wide = { ...document, steps: names.map((name) => action(name, name)) }
  expect(told({ document: wide, steps: names.map((name) => row(name)), undoQuestions: { One: 1 } })).toEqual([
    '“One”, “Two”, “Three” and 3 more have changed something outside.',
  ])
})

test('what neither is undone nor asked about stays done, as the version of the run was published', () => {
  const effects = effectsOutside(run({ steps: [row('label'), row('mail')] }))
  expect(undoWords(effects)).toContain('“E-mail it” stays done: it has no undo, and its step says that it stays.')
  expect(undoWords(effectsOutside(run({ steps: [row('mail')] })))).toEqual([])
})
