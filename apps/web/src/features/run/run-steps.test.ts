import { expect, test } from 'vitest'
import type { DecisionView, RunDetail, StepRunView } from '../../trpc/types.ts'
import { canvasStates } from './canvas-states.ts'
import { endWords } from './end-words.ts'
import {
  askedIteration,
  atDepth,
  iterationWords,
  orderedSteps,
  passesAround,
  pressingStep,
  rowToShow,
  stepRunsOf,
} from './run-steps.ts'
import { hasUndone, undonesOf } from './scope-panel.tsx'
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
  count: null,
  error: null,
  unresolved: false,
  calledOutside: false,
  leftBehind: null,
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

/** Answered: what the step of `row` did was undone by hand. */
const undoAsked: DecisionView = {
  ...{
    id: 'd',
    runId: 'x',
    stepRunId: 'r',
    stepName: 'label',
    subject: null,
    flow: { id: 'f', name: 'Order journey' },
  },
  ...{ connector: null, vendor: null, connection: null, question: 'And now?', kind: 'undo', state: 'decided' },
  ...{ byHand: true, mayAsk: null, sent: null, labels: {}, sentAt: null, tries: 1, doneBefore: [], note: null },
  ...{ askedAt: at(2), decidedAt: at(3), decidedBy: 'Tamsin', verdict: 'done' },
}

const action = (id: string) => ({
  id,
  name: id,
  kind: 'action' as const,
  connector: 'smtp',
  action: 'send',
  connectionId: null,
  input: {},
  position,
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
  stoppedBy: null,
  calledFlows: [],
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
  replayOf: null,
  requestedBy: null,
  waitsFor: null,
  pausedAt: null,
  pausedBy: null,
  unwindingAt: null,
  unwindingBy: null,
  tallies: [],
  items: [],
  cancelRequestedAt: null,
  cancelRequestedBy: null,
  ...{ editsRefused: {}, undoQuestions: {} },
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

test('steps stand as they are read, those of a loop after it', () => {
  expect(orderedSteps(run([])).map((step) => step.id)).toEqual(['paid', 'lines', 'mail', 'label'])
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
  const around = passesAround(run([]), 'mail')
  expect(stepRunsOf(run(items), 'mail').map((each) => iterationWords(each.iteration, around))).toEqual([
    'Item 1',
    'Item 3',
    'Item 11',
  ])
})

test('of a loop that goes on the loop is chosen, of an item in trouble its step', () => {
  const underWay = row({ stepId: 'mail', iteration: '9214', state: 'running', finishedAt: null })
  expect(pressingStep(run([row({ stepId: 'lines' }), underWay]))).toBe('lines')
  const failed = row({ stepId: 'mail', iteration: '41', state: 'failed' })
  expect(pressingStep(run([failed, underWay]))).toBe('mail')
  expect(rowToShow([underWay, failed], passesAround(run([]), 'mail'))?.iteration).toBe('41')
  expect(rowToShow([row({ iteration: '0' }), row({ iteration: '1' })], [{ kind: 'repeat' }])?.iteration).toBe('1')
})

test('a loop shows how many items are done and failed, and what is inside it the sum; one chosen item shows itself', () => {
  const long = run(
    [
      row({ stepId: 'lines', count: 10_000 }),
      row({ stepId: 'mail', iteration: '41', state: 'failed', error: failure }),
    ],
    {
      tallies: [
        {
          stepId: 'mail',
          states: { succeeded: 9211, failed: 3, running: 4 },
          startedAt: at(0),
          finishedAt: null,
          tries: 2,
          applied: 9211,
          unresolved: 4,
        },
      ],
      items: [{ stepId: 'lines', states: { succeeded: 9211, failed: 3, running: 4 }, total: 10_000, limit: null }],
    },
  )
  expect(canvasStates(long)).toMatchObject({
    paid: { state: 'succeeded' },
    lines: { state: 'running', iterations: { done: 9211, failed: 3, total: 10_000 } },
    mail: { state: 'failed', detail: failure.message, iterations: { done: 9211, failed: 3, total: 10_000 } },
  })
  const [tally] = long.tallies
  const between = { ...long, tallies: tally === undefined ? [] : [{ ...tally, states: { succeeded: 2400 } }] }
  expect(canvasStates(between)['mail']).toMatchObject({ state: 'running', iterations: { done: 2400, total: 10_000 } })
  const item = [row({ stepId: 'mail', iteration: '7', state: 'succeeded' })]
  expect(canvasStates(long, item)['mail']).toMatchObject({ state: 'succeeded' })
  expect(timelineRows(long, 'UTC').find(({ id }) => id === 'mail')).toMatchObject({
    note: '9,218 times',
    bars: [{ to: null }],
  })
})

test('a scope that failed shows that it was caught, what was undone last first, and what needed no undo', () => {
  const inScope = (id: string, lane?: 'catch') => ({
    ...action(id),
    parent: 'ship',
    ...(lane === undefined ? {} : { lane }),
  })
  const saga: RunDetail['document'] = {
    ...document,
    steps: [
      { id: 'paid', name: 'Paid', kind: 'trigger', trigger: { type: 'api' }, position },
      { id: 'ship', name: 'Ship it', kind: 'scope', compensate: true, position },
      inScope('charge'),
      inScope('refund'),
      inScope('reserve'),
      inScope('free'),
      inScope('tell', 'catch'),
      action('after'),
    ],
    edges: [
      { id: 'e1', from: 'paid', port: 'out', to: 'ship' },
      { id: 'e2', from: 'charge', port: 'undo', to: 'refund' },
      { id: 'e3', from: 'charge', port: 'out', to: 'reserve' },
      { id: 'e4', from: 'reserve', port: 'undo', to: 'free' },
      { id: 'e5', from: 'ship', port: 'out', to: 'after' },
    ],
  }
  const rows = [
    row({ stepId: 'ship', kind: 'scope' }),
    row({ id: 'c', stepId: 'charge' }),
    row({ id: 'r', stepId: 'reserve', state: 'failed' }),
    row({ id: 'u', stepId: 'refund', startedAt: at(5) }),
    row({ id: 't', stepId: 'tell' }),
    row({ id: 'a', stepId: 'after' }),
  ]
  const ended = run(rows, { document: saga, state: 'succeeded', finishedAt: at(9) })
  expect(canvasStates(ended)).toMatchObject({
    ship: { state: 'succeeded', port: 'caught' },
    free: { state: 'skipped', detail: 'Nothing had to be undone' },
  })
  expect(undonesOf(ended, null).map(({ undo, of }) => [undo.id, of.id])).toEqual([['refund', 'charge']])
  const free = saga.steps.find(({ id }) => id === 'free')
  if (free === undefined) throw new Error('the sample has it')
  expect(sayStep(undefined, free, ended, null)).toMatchObject({ title: 'Not needed' })
  expect([hasUndone(ended), hasUndone(run(rows.slice(0, 3), { document: saga }))]).toEqual([true, false])
  const stillOpen = run(rows.slice(0, 2), { document: saga })
  expect(canvasStates(stillOpen)['ship']).toMatchObject({ state: 'running' })
  const cut = [...rows.slice(0, 2), row({ id: 'x', stepId: 'reserve', state: 'cancelled' })]
  const cancelled = run(cut, { document: saga, state: 'cancelled', finishedAt: at(9) })
  expect(canvasStates(cancelled)['ship']).toMatchObject({ state: 'cancelled' })
})

test('a step that was undone says that a retry does it again, one whose undo is of another item does not', () => {
  const undoing: RunDetail['document'] = {
    ...document,
    steps: [...document.steps, action('refund')],
    edges: [{ id: 'e1', from: 'label', port: 'undo', to: 'refund' }],
  }
  const step = document.steps[3]
  if (step === undefined) throw new Error('the sample has four steps')
  const done = row({ intent: { key: 'k', generation: 1, epoch: 1, sentAt: at(0) } })
  const safe = (...undos: StepRunView[]) => sayStep(done, step, run([done, ...undos], { document: undoing }), null).safe
  expect(safe()).toBe('Applied once. Retrying the run does not repeat it.')
  expect(safe(row({ stepId: 'refund', iteration: '1' }))).toBe('Applied once. Retrying the run does not repeat it.')
  expect(safe(row({ stepId: 'refund', state: 'failed' }))).toBe('Applied once. Retrying the run does not repeat it.')
  expect(safe(row({ stepId: 'refund' }))).toBe('It was undone since. Retrying the run does it again.')
  const left = run([{ ...done, leftBehind: 'Caught.' }, row({ stepId: 'refund' })], { document: undoing })
  expect(sayStep(left.steps[0], step, left, null).safe).toBe('It was undone since, and stays so. Caught.')
  expect(hasUndone(left)).toBe(false)
})

test('a step that was undone by hand says that a retry does it again; one that may stay, or was done anew, does not', () => {
  const step = document.steps[3]
  if (step === undefined) throw new Error('the sample has four steps')
  const done = row({ intent: { key: 'k', generation: 1, epoch: 1, sentAt: at(0) } })
  const answered = (over: Partial<DecisionView>) => run([done], { decisions: [{ ...undoAsked, ...over }] })
  const safe = (over: Partial<DecisionView>) => sayStep(done, step, answered(over), null).safe
  expect(safe({})).toBe('It was undone since. Retrying the run does it again.')
  expect(hasUndone(answered({}))).toBe(true)
  for (const over of [
    { verdict: 'again' },
    { note: 'It may stay.' },
    { askedAt: at(0) },
    { stepRunId: 'z' },
  ] as const) {
    expect(safe(over)).toBe('Applied once. Retrying the run does not repeat it.')
    expect(hasUndone(answered(over))).toBe(false)
  }
  const left = run([{ ...done, leftBehind: 'Caught.' }], { decisions: [undoAsked] })
  expect(sayStep(left.steps[0], step, left, null).safe).toBe('It was undone since, and stays so. Caught.')
  expect(hasUndone(left)).toBe(false)
})

test('a step whose default stands for it says so', () => {
  const step = document.steps[3]
  if (step === undefined) throw new Error('the sample has four steps')
  const gone = row({ error: failure, notes: ['Went on with its default, because it failed: EasyPost answered 503.'] })
  expect(sayStep(gone, step, run([]), 'EasyPost')).toMatchObject({
    title: 'Went on without it',
    happened: expect.stringContaining('its default'),
  })
})

test('an address names an item of any depth, or none', () => {
  const item = (text: string) => askedIteration(new URLSearchParams({ item: text }))
  expect([item('41'), item('2.5'), item('x'), item('2.'), item('-1')]).toEqual(['41', '2.5', null, null, null])
  expect([atDepth('2.5', 1), atDepth('2', 2), atDepth('2.5', 2), atDepth('7', 0)]).toEqual(['2', '2.0', '2.5', ''])
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
    unresolved: true,
    error: { code: 'unknown_outcome', message: 'No answer within 10 s.' },
  })
  expect(sayStep(unknown, step, run([]), 'EasyPost').safe).toBe('Nothing is sent again until somebody says.')
  expect(sayStep(undefined, step, run([], { state: 'failed', finishedAt: at(5) }), null).title).toBe('Not reached')
})

test('of a run that is paused no step says that it goes on by itself', () => {
  const step = document.steps[3]
  if (step === undefined) throw new Error('the sample has four steps')
  const paused = run([], { pausedAt: at(3), pausedBy: 'Tamsin' })
  const said = (over: Partial<StepRunView>) => sayStep(row({ finishedAt: null, ...over }), step, paused, 'EasyPost')
  expect(said({ state: 'retrying', error: failure, attempts: [attempt(1, 0, 2, true)] })).toMatchObject({
    title: 'Try 2 of 6 follows once the run is resumed',
    safe: 'What came before is saved.',
  })
  expect(said({ state: 'waiting', kind: 'wait' }).happened).toBe(
    'The run goes on when the time has come and it is resumed.',
  )
  const refused = { code: 'auth_expired', message: 'EasyPost answered 401.', status: 401 }
  expect(said({ state: 'needs_attention', error: refused }).safe).toBe(
    'The run is held here, nothing is lost. It goes on once the connection works and the run is resumed.',
  )
})

test('the ways that a branch did not take are not to come any more', () => {
  const branch: RunDetail['document'] = {
    ...document,
    steps: [
      ...document.steps.filter(({ id }) => id === 'paid'),
      { id: 'stock', name: 'In stock?', kind: 'branch', cases: [], otherwiseLabel: 'Sold out', position },
      ...['label', 'ship', 'refund', 'tell', 'log', 'void'].map(action),
    ],
    edges: [
      { id: 'e1', from: 'paid', port: 'out', to: 'stock' },
      { id: 'e2', from: 'stock', port: 'yes', to: 'label' },
      { id: 'e3', from: 'stock', port: 'otherwise', to: 'refund' },
      { id: 'e4', from: 'label', port: 'out', to: 'ship' },
      { id: 'e5', from: 'refund', port: 'out', to: 'tell' },
      // Both ways come together again.
      { id: 'e6', from: 'ship', port: 'out', to: 'log' },
      { id: 'e7', from: 'tell', port: 'out', to: 'log' },
      { id: 'e8', from: 'label', port: 'undo', to: 'void' },
    ],
  }
  const decided = row({ id: 's', stepId: 'stock', kind: 'branch', effect: 'pure', port: 'yes' })
  const shown = (rows: StepRunView[], over: Partial<RunDetail> = {}) => {
    const states = canvasStates(run(rows, { document: branch, ...over }))
    return Object.keys(states).filter((id) => states[id]?.state === 'skipped')
  }
  expect(shown([])).toEqual([])
  expect(shown([decided])).toEqual(['refund', 'tell'])
  const underWay = run([decided, row({ state: 'retrying', finishedAt: null })], { document: branch })
  const tell = action('tell')
  expect(sayStep(undefined, tell, underWay, null)).toMatchObject({
    title: 'Skipped',
    happened: 'The run took another way.',
  })
  expect(timelineRows(underWay, 'UTC').find(({ id }) => id === 'tell')?.state).toBe('skipped')
  // What is being undone, or stops, begins nothing new but undos.
  expect(shown([decided, row({})], { unwindingAt: at(4) })).toEqual(['ship', 'refund', 'tell', 'log'])
  expect(shown([decided, row({})], { cancelRequestedAt: at(4) })).toEqual(['ship', 'refund', 'tell', 'log'])
})

test('a step that failed, is held or was cut off says that it may have gone through where nobody knows, and only there', () => {
  const step = document.steps[3]
  if (step === undefined) throw new Error('the sample has four steps')
  const say = (over: Partial<StepRunView>, of: Partial<RunDetail> = {}) =>
    sayStep(row(over), step, run([], of), 'SendGrid')
  const timedOut = { code: 'unknown_outcome', message: 'No answer within 10 s.' }
  const refused = { code: 'invalid_input', message: '“to” is no address.' }
  const mayHave = 'It may have gone through: look there before you retry.'
  expect(say({ state: 'failed', error: timedOut, unresolved: true }).safe).toBe(mayHave)
  expect(say({ state: 'failed', error: refused }).safe).toBe('SendGrid did not apply it. What came before stays done.')

  expect(say({ state: 'needs_attention', error: timedOut, unresolved: true }).title).toBe(
    'Nobody knows whether it went through',
  )
  expect(say({ state: 'needs_attention', error: refused })).toEqual({
    title: 'Failed, and waits for a person',
    happened: refused.message,
    safe: 'It was not applied. The run is held here.',
  })
  expect(say({ state: 'needs_attention', error: refused, effect: 'read' }).safe).toBe('The run is held here.')
  const tooLarge = { code: 'output_too_large', message: 'This step gave 31 MB.' }
  expect(say({ state: 'needs_attention', error: tooLarge, unresolved: true })).toMatchObject({
    title: 'Failed, and waits for a person',
    safe: 'It went through. The run is held here.',
  })

  const cut = 'The run ended while a call was under way. Nobody knows whether it was applied: look there.'
  expect(say({ state: 'cancelled', notes: [cut], unresolved: true })).toEqual({
    title: 'Cancelled',
    happened: cut,
    safe: null,
  })
  expect(say({ state: 'cancelled', error: timedOut, unresolved: true }).safe).toBe(mayHave)
  expect(say({ state: 'cancelled' })).toMatchObject({
    happened: 'The run was cancelled here.',
    safe: 'What was done stays done.',
  })
  expect(say({ state: 'cancelled' }, { unwindingAt: at(3) }).safe).toBeNull()
})

test('a run says why it ended where none of its steps does', () => {
  const ended = (state: 'cancelled' | 'failed', over: Partial<RunDetail>, ...steps: StepRunView[]) =>
    endWords(run(steps, { state, finishedAt: at(9), reason: 'Why it ended.', ...over }))
  const failed = row({ state: 'failed', error: failure })
  expect(ended('cancelled', {}, failed)).toBe('Why it ended.')
  expect(ended('failed', { reasonCode: 'upstream' }, failed)).toBeNull()
  expect(ended('failed', { reasonCode: 'engine_trouble' }, failed)).toBe('Why it ended.')
  expect(ended('failed', { reasonCode: 'poison' })).toBe('Why it ended.')
  // A parallel that took too long: its own step says so, but in runs of older plans.
  const late = { code: 'join_timed_out', message: 'Its lanes did not come together within its time.' }
  expect(ended('failed', { reasonCode: late.code }, failed)).toBe('Why it ended.')
  expect(ended('failed', { reasonCode: late.code }, row({ state: 'failed', error: late }))).toBeNull()
  // A Stop step, after a failure that was caught.
  expect(ended('failed', { reasonCode: null }, failed)).toBe('Why it ended.')
  expect(endWords(run([], { reason: 'Why it ended.' }))).toBeNull()
})
