import { expect, test } from 'vitest'
import type { RunDetail, StepRunView } from '../../trpc/types.ts'
import { iterationWords, orderedSteps, pressingStep, stepRunsOf } from './run-steps.ts'
import { sayStep } from './step-words.ts'
import { timelineRows } from './timeline-rows.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, seconds))
const position = { x: 0, y: 0 }

const document: RunDetail['document'] = {
  schemaVersion: 1,
  steps: [
    {
      id: 'mail',
      name: 'E-mail it',
      kind: 'action',
      connector: 'smtp',
      action: 'send',
      connectionId: null,
      input: {},
      position,
      parent: 'lines',
    },
    { id: 'paid', name: 'Order is paid', kind: 'trigger', trigger: { type: 'api' }, position },
    {
      id: 'lines',
      name: 'For each line',
      kind: 'loop',
      list: { kind: 'constant', value: [] },
      concurrency: 1,
      onItemError: 'stop',
      position,
    },
    {
      id: 'label',
      name: 'Buy the label',
      kind: 'action',
      connector: 'easypost',
      action: 'buy',
      connectionId: null,
      input: {},
      policy: { maxAttempts: 6 },
      position,
    },
  ],
  edges: [],
  notes: [],
}

const row = (over: Partial<StepRunView>): StepRunView => ({
  id: 'r',
  stepId: 'label',
  node: 1,
  iteration: '',
  kind: 'action',
  effect: 'create',
  state: 'succeeded',
  port: 'out',
  error: null,
  notes: [],
  connection: null,
  startedAt: at(0),
  finishedAt: at(1),
  nextTryAt: null,
  waitUntil: null,
  attempts: [],
  intent: null,
  ...over,
})

const strip: RunDetail['strip'] = ['paid', 'label', 'lines'].map((stepId) => ({
  stepId,
  name: stepId,
  state: 'queued',
}))
const run = (steps: StepRunView[], over: Partial<RunDetail> = {}): RunDetail => ({
  id: 'x',
  state: 'running',
  subject: null,
  flow: { id: 'f', name: 'Order journey' },
  version: 1,
  environment: 'sandbox',
  happened: null,
  tries: 0,
  acceptedAt: at(0),
  startedAt: at(0),
  finishedAt: null,
  deliveryId: 'd',
  origin: 'event',
  topic: null,
  epoch: 1,
  reason: null,
  reasonCode: null,
  againOf: null,
  cancelRequestedAt: null,
  cancelRequestedBy: null,
  item: null,
  decisions: [],
  may: { cancel: true, retry: false, decide: true, runAgain: true },
  document,
  strip,
  steps,
  ...over,
})

const failure = { code: 'upstream', message: 'EasyPost answered 503.', status: 503 }
const attempt = (number: number, from: number, to: number | null, failed: boolean) => ({
  number,
  generation: 1,
  startedAt: at(from),
  finishedAt: to === null ? null : at(to),
  outcome: to === null ? null : failed ? ('failed' as const) : ('succeeded' as const),
  error: failed ? failure : null,
})

test('steps stand in plan order, those of a loop after it', () => {
  expect(orderedSteps(run([])).map((step) => step.id)).toEqual(['paid', 'label', 'lines', 'mail'])
})

test('the step that needs a person is chosen first, else what goes on, else where it ended', () => {
  const done = row({ stepId: 'paid', finishedAt: at(1) })
  const running = row({ stepId: 'label', state: 'running', finishedAt: null })
  const held = row({ stepId: 'mail', state: 'needs_attention', finishedAt: null })
  expect(pressingStep(run([done, running, held]))).toBe('mail')
  expect(pressingStep(run([done, running]))).toBe('label')
  expect(pressingStep(run([done, row({ stepId: 'lines', finishedAt: at(9) })]))).toBe('lines')
  expect(pressingStep(run([]))).toBeNull()
})

test('items of a loop stand in order of number, not of text', () => {
  const items = ['10', '2', '0'].map((iteration) => row({ stepId: 'mail', iteration }))
  expect(stepRunsOf(run(items), 'mail').map((each) => iterationWords(each.iteration))).toEqual([
    'Item 1',
    'Item 3',
    'Item 11',
  ])
})

test('the timeline draws tries as bars and what lies between as waits', () => {
  const tried = row({
    state: 'retrying',
    finishedAt: null,
    attempts: [attempt(1, 0, 2, true), attempt(2, 10, 12, true)],
    nextTryAt: at(44),
  })
  const rows = timelineRows(run([tried]), 'UTC')
  const label = rows.find((each) => each.id === 'label')
  expect(label?.bars.map((bar) => bar.state)).toEqual(['failed', 'failed'])
  expect(label?.waits?.map((wait) => wait.label)).toEqual(['waits 8 s', 'waits 32 s'])
  expect(rows.find((each) => each.id === 'mail')).toMatchObject({ state: 'queued', bars: [] })
  expect(rows.find((each) => each.id === 'paid')).toMatchObject({
    state: 'succeeded',
    bars: [{ from: at(0).getTime() }],
  })
})

test('a step says what happened, and what is safe', () => {
  const step = document.steps[3]
  if (step === undefined) throw new Error('the sample has four steps')
  const retrying = row({
    state: 'retrying',
    error: failure,
    attempts: [attempt(1, 0, 2, true), attempt(2, 10, 12, true)],
  })
  expect(sayStep(retrying, step, run([]), 'EasyPost')).toMatchObject({
    title: 'Try 3 of 6 follows',
    happened: failure.message,
  })
  const unknown = row({
    state: 'needs_attention',
    error: { code: 'unknown_outcome', message: 'No answer within 10 s.' },
  })
  expect(sayStep(unknown, step, run([]), 'EasyPost').safe).toBe('Nothing is sent again until somebody says.')
  expect(sayStep(undefined, step, run([], { state: 'failed', finishedAt: at(5) }), null).title).toBe('Not reached')
})
