import { expect, test } from 'vitest'
import type { AuditEntry } from '../../trpc/types.ts'
import { gatherLines } from './audit-lines.ts'

const entry = (id: string, action: string, actorId = 'u1', subjectId = 'f1'): AuditEntry => ({
  id,
  at: new Date(Date.UTC(2026, 10, 21, 12, 60 - Number(id))),
  actor: { kind: 'user', id: actorId, name: 'Idris' },
  action,
  words: 'changed the draft of Order journey',
  subject: { kind: 'flow', id: subjectId, name: 'Order journey' },
  detail: {},
})

test('changes of one draft by one person are one line, everything else stands alone', () => {
  const lines = gatherLines([
    entry('1', 'flow.edit'),
    entry('2', 'flow.edit'),
    entry('3', 'flow.publish'),
    entry('4', 'flow.publish'),
    entry('5', 'flow.edit', 'u2'),
    entry('6', 'flow.edit', 'u1'),
  ])
  expect(lines.map(({ times }) => times)).toEqual([2, 1, 1, 1, 1])
  expect(lines[0]?.since).toEqual(entry('2', '').at)
})
