import { expect, test } from 'vitest'
import { USE_CASES } from '../people/permissions.ts'
import { auditWords, hasAuditWords } from './audit-words.ts'

const entry = (action: string, detail = {}, subjectName: string | null = 'Order journey') =>
  auditWords({ action, subjectKind: action.split('.')[0] ?? '', subjectName, detail })

test('entries read as the end of a sentence', () => {
  expect(entry('flow.publish', { number: 15 })).toBe('published v15 of Order journey')
  expect(entry('flow.switch', { enabled: false, reason: 'stocktaking' })).toBe(
    'switched Order journey off: stocktaking',
  )
  expect(entry('member.change', { name: 'Joss', to: 'admin' })).toBe('made Joss an admin')
  expect(entry('invite.create', { email: null, role: 'viewer', way: 'link' })).toBe('made a link that invites a viewer')
  expect(entry('connection.revoke', {}, null)).toBe('revoked a connection')
  expect(entry('something.new')).toBe('did “something.new” to Order journey')
})

test('a decision names the step and the run, and says what was pressed', () => {
  const decided = (detail = {}) =>
    entry('decision.decide', { step: 'Take it off the shelves', ...detail }, 'Order #1005')
  const about = 'decided about “Take it off the shelves” of Order #1005'
  expect(decided({ verdict: 'again', kind: 'undo', byHand: true })).toBe(`${about}: it may stay`)
  expect(decided({ verdict: 'again', kind: 'undo', byHand: false })).toBe(`${about}: it is not undone, try again`)
  expect(decided({ verdict: 'done', kind: 'undo', byHand: true })).toBe(`${about}: it is undone`)
  expect(decided({ verdict: 'again', kind: 'unknown' })).toBe(`${about}: it did not go through, send it again`)
  expect(decided({ verdict: 'done', kind: 'unknown' })).toBe(`${about}: it went through`)
  expect(decided({ verdict: 'ask' })).toBe(
    'had the vendor asked once more about “Take it off the shelves” of Order #1005',
  )
  // As it was written down before the step was.
  const old = { verdict: 'again', kind: 'undo' }
  expect(entry('decision.decide', old, 'Order #1005')).toBe('decided about Order #1005: it is not undone')
  expect(entry('decision.decide', old, null)).toBe('decided about a run: it is not undone')
})

test('a cancel says what was asked for, not what came of it; one of anything is one', () => {
  expect(entry('run.cancel', { undo: true }, 'Order #1005')).toBe(
    'cancelled Order #1005 and asked for what it had done to be undone',
  )
  expect(entry('bulk.start', { action: 'retry', total: 1 })).toBe('retried 1 run')
  expect(entry('bulk.start', { action: 'cancel', total: 4, undo: true })).toBe('cancelled 4 runs at once')
  expect(entry('problem.settle', { how: 'dismissed', count: 1 })).toBe('dismissed 1 problem')
  expect(entry('problem.settle', { how: 'dismissed', count: 2, reason: 'seen' })).toBe('dismissed 2 problems: seen')
})

test('whatever changes something has words of its own', () => {
  const reads = /\.(read|list|get|export|test|use)$/
  expect(USE_CASES.filter((useCase) => !reads.test(useCase) && !hasAuditWords(useCase))).toEqual([])
})
