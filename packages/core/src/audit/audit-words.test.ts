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

test('whatever changes something has words of its own', () => {
  const reads = /\.(read|list|get|export|test|use)$/
  expect(USE_CASES.filter((useCase) => !reads.test(useCase) && !hasAuditWords(useCase))).toEqual([])
})
