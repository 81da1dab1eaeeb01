import type { AskableMember } from '@patchbay/db/wait-functions'
import { expect, test } from 'vitest'
import { resolveApprovers } from './resolve-approvers.ts'

const member = (userId: string, role: string): AskableMember => ({
  userId,
  role,
  name: userId,
  email: `${userId}@brindle.example`,
  reachable: true,
})
const team = [member('ola', 'owner'), member('ada', 'admin'), member('bo', 'operator')]
const asked = (people: string[], role: 'operator' | null = null, all = team) => {
  const { members, note } = resolveApprovers(all, { people, role })
  return [members.map(({ userId }) => userId), note]
}

test('who has left is not asked, and that is said', () => {
  expect(asked(['bo', 'gone'])).toEqual([['bo'], 'One of those named is not a member any more.'])
  expect(asked(['gone', 'too'], 'operator')).toEqual([['bo'], '2 of those named are not members any more.'])
  expect(asked(['bo'])).toEqual([['bo'], null])
})

test('where nobody who was to be asked is left, owners and admins are, and that is said', () => {
  const note = 'Nobody who was to be asked is a member any more, so the owners and admins were asked.'
  expect(asked(['gone'])).toEqual([['ola', 'ada'], note])
})

test('a role that nobody has is taken by the next higher one', () => {
  expect(asked([], 'operator', team.slice(0, 2))).toEqual([
    ['ada'],
    'Nobody is operator here, so each admin was asked.',
  ])
})
