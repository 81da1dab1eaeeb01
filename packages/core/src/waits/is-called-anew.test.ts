import { expect, test } from 'vitest'
import { type CallingStep, isCalledAnew, type LastCall } from './is-called-anew.ts'

const step = (more: Partial<CallingStep> = {}): CallingStep => ({
  state: 'failed',
  port: null,
  error: { code: 'call_failed', message: 'The run that it called failed.' },
  inputPayloadId: 'what it called with',
  ...more,
})
const ended = (state: LastCall['state'], did = true): LastCall => ({ state, finishedAt: new Date(0), did })
const open: LastCall = { state: 'running', finishedAt: null, did: true }

test('a run that failed or was cancelled is not gone on with: what it had done is done again', () => {
  expect(isCalledAnew(step(), ended('failed'), false)).toBe(true)
  expect(isCalledAnew(step({ state: 'cancelled', error: null }), ended('cancelled'), false)).toBe(true)
  // It had done nothing outside.
  expect(isCalledAnew(step(), ended('failed', false), false)).toBe(false)
})

test('one that is open or has been mended since is gone on with, unless its answer was of no use', () => {
  const useless = step({ error: { code: 'answer_invalid', message: 'No label.' } })
  expect(isCalledAnew(step(), open, false)).toBe(false)
  expect(isCalledAnew(step(), ended('succeeded'), false)).toBe(false)
  expect(isCalledAnew(useless, ended('succeeded'), false)).toBe(true)
  // Not kept any more: the step fails by itself rather than calling anew, but for an answer of no use.
  expect(isCalledAnew(step(), null, false)).toBe(false)
  expect(isCalledAnew(useless, null, false)).toBe(true)
})

test('a step that is done again from nothing calls anew whatever came of it', () => {
  const done = step({ state: 'succeeded', error: null })
  for (const last of [open, ended('succeeded'), ended('failed'), null]) {
    expect(isCalledAnew(done, last, true)).toBe(true)
    expect(isCalledAnew(done, last, false)).toBe(false)
  }
  expect(isCalledAnew(step({ port: 'error' }), ended('failed'), false)).toBe(false)
})

test('a step that never called does nothing a second time', () => {
  const off = step({ error: { code: 'flow_off', message: 'It is off.' }, inputPayloadId: null })
  expect(isCalledAnew(off, null, false)).toBe(false)
  expect(isCalledAnew(off, null, true)).toBe(false)
})
