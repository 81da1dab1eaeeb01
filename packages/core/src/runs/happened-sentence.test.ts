import { expect, test } from 'vitest'
import { happenedSentence, type TellingStep, undoingSentence } from './happened-sentence.ts'

const failure = (status?: number, code = 'upstream') => ({
  code,
  message: 'It broke.',
  ...(status === undefined ? {} : { status }),
})
const step = (more: Partial<TellingStep>): TellingStep => ({
  name: 'Buy label',
  connector: 'EasyPost',
  state: 'running',
  error: null,
  attempts: [],
  ...more,
})
const tries = (...errors: (ReturnType<typeof failure> | null)[]): TellingStep['attempts'] =>
  errors.map((error, index) => ({ number: index + 1, outcome: error === null ? null : 'failed', error }))

test.each([
  [
    'running',
    step({ attempts: tries(failure(503), failure(503), null) }),
    'EasyPost answered 503 twice, try 3 is under way',
  ],
  [
    'retrying',
    step({ state: 'retrying', attempts: tries(failure(500), failure(503)) }),
    'EasyPost answered 503, try 3 follows',
  ],
  [
    'retrying',
    step({ state: 'retrying', attempts: tries(failure(429, 'rate_limited')) }),
    'EasyPost asked to slow down, try 2 follows',
  ],
  [
    'retrying',
    step({
      state: 'retrying',
      attempts: tries(failure(503, 'unknown_outcome'), failure(503, 'upstream'), failure(503, 'upstream')),
    }),
    'EasyPost answered 503 3 times, try 4 follows',
  ],
  ['retrying', step({ state: 'retrying', attempts: tries(failure(400, 'conflict')) }), 'It broke, try 2 follows'],
  ['failed', step({ state: 'failed', error: failure(422, 'invalid_input') }), '"Buy label" failed: It broke.'],
  ['waiting', step({ state: 'waiting', connector: null, name: 'Wait for stock' }), 'Waits at "Wait for stock"'],
  [
    'needs_attention',
    step({ state: 'needs_attention', error: failure(401, 'auth_expired') }),
    'EasyPost refused the credential; "Buy label" waits for it to be mended',
  ],
  [
    'needs_attention',
    step({ state: 'needs_attention', error: failure(undefined, 'unknown_outcome') }),
    'Nobody knows whether EasyPost applied "Buy label": it needs a decision',
  ],
  [
    'succeeded',
    step({
      state: 'succeeded',
      attempts: [...tries(failure(undefined, 'unknown_outcome')), { number: 2, outcome: 'succeeded', error: null }],
    }),
    'EasyPost gave no answer, then try 2 went through',
  ],
  [
    'succeeded',
    step({ state: 'succeeded', error: failure(422), attempts: tries(failure(503)) }),
    'EasyPost answered 503; "Buy label" went on with its default',
  ],
] as const)('a run that is %s: %#', (state, one, sentence) => {
  expect(happenedSentence({ state, reason: null }, [step({ state: 'succeeded' }), one])).toBe(sentence)
})

test('nothing is said where there is nothing to say, and a cancel says why', () => {
  expect(happenedSentence({ state: 'succeeded', reason: null }, [step({ state: 'succeeded' })])).toBeNull()
  expect(happenedSentence({ state: 'running', reason: null }, [step({ attempts: tries(null) })])).toBeNull()
  expect(happenedSentence({ state: 'cancelled', reason: 'Cancelled by Tamsin.' }, [])).toBe('Cancelled by Tamsin.')
  expect(happenedSentence({ state: 'failed', reason: 'The worker died three times.' }, [])).toBe(
    'The worker died three times.',
  )
})

test('a run that undoes says so, and of what a person is asked', () => {
  const going = { state: 'running' as const, unwindingAt: null, finishedAt: null }
  const undoing = { ...going, unwindingAt: new Date() }
  expect(undoingSentence(going, [])).toBeNull()
  expect(undoingSentence({ ...undoing, finishedAt: new Date() }, [])).toBeNull()
  expect(undoingSentence(undoing, [])).toBe('Undoes what was done')
  // An undo that does not go through says more.
  expect(undoingSentence({ ...undoing, state: 'retrying' }, [])).toBeNull()
  expect(undoingSentence(undoing, ['Pay'])).toBe('Asks whether "Pay" is undone or may stay')
  expect(undoingSentence(undoing, ['Pay', 'Ship'])).toBe('Asks of 2 steps whether they are undone or may stay')
  // A frame that undoes asks as well, in the midst of a run.
  expect(undoingSentence(going, ['Pay'])).toBe('Asks whether "Pay" is undone or may stay')
})
