import { expect, test } from 'vitest'
import type { Principal } from '../principal.ts'
import { allowancesOf, authorise, can, PERMISSIONS, ROLES, SCOPES, USE_CASES } from './permissions.ts'

const workspaceId = '00000000-0000-7000-8000-000000000000'
const member = (role: (typeof ROLES)[number]): Principal => ({
  kind: 'user',
  userId: 'u',
  name: 'Tamsin',
  workspaceId,
  role,
})
const key = (...scopes: string[]): Principal => ({ kind: 'api_key', keyId: 'k', name: 'CI', workspaceId, scopes })

/** Written out a second time, by role: a slip in the table is seen here. o: owner … v: viewer, then the scope. */
const MATRIX = `
workspace.read             o a e p v  -
workspace.change           o a . . .  -
workspace.create           o a . . .  -
workspace.leave            o a e p v  -
workspace.hand_over        o . . . .  -
member.read                o a e p v  -
member.change              o a . . .  -
member.remove              o a . . .  -
invite.read                o a . . .  -
invite.create              o a . . .  -
invite.revoke              o a . . .  -
invite.accept              o a e p v  -
account.change             o a e p v  -
system_mail.read           o . . . .  -
home.read                  o a e p v  -
erasure.request            o a . . .  -
audit.read                 o a . . .  -
connector.read             o a e p v  connections:read
connection.read            o a e p v  connections:read
connection.create          o a e . .  connections:write
connection.test            o a e p .  connections:write
connection.replace_secret  o a e . .  connections:write
connection.sign_in         o a e . .  -
connection.rename          o a e . .  connections:write
connection.set_access      o a . . .  -
connection.revoke          o a . . .  connections:write
oauth_app.read             o a e . .  -
oauth_app.set              o a . . .  -
oauth_app.remove           o a . . .  -
flow.read                  o a e p v  flows:read
flow.create                o a e . .  flows:write
flow.edit                  o a e . .  flows:write
flow.rename                o a e . .  flows:write
flow.duplicate             o a e . .  flows:write
flow.archive               o a e . .  flows:write
flow.import                o a e . .  flows:write
flow.restore               o a e . .  flows:write
flow.export                o a e p v  flows:read
flow.set_webhook_secret    o a e . .  flows:write
flow.publish               o a e . .  flows:publish
flow.go_live               o a e . .  flows:publish
flow.switch                o a e p .  flows:publish
flow.start                 o a e p .  flows:start
flow.test                  o a e . .  flows:write
flow.test_live             o a e . .  -
sample.read                o a e p v  runs:read
sample.keep                o a e . .  flows:write
lookup.read                o a e p .  connections:read
delivery.read              o a e p v  deliveries:read
delivery.replay            o a e p .  deliveries:write
run.read                   o a e p v  runs:read
run.cancel                 o a e p .  runs:write
run.pause                  o a e p .  runs:write
run.resume                 o a e p .  runs:write
run.retry                  o a e p .  runs:write
run.again                  o a e p .  runs:write
decision.read              o a e p v  runs:read
decision.decide            o a e p .  runs:write
approval.read              o a e p v  runs:read
approval.decide            o a e p v  approvals:write
problem.read               o a e p v  runs:read
problem.settle             o a e p .  runs:write
problem.edit_input         o a e . .  runs:write
bulk.read                  o a e p v  runs:read
bulk.start                 o a e p .  runs:write
bulk.stop                  o a e p .  runs:write
api_key.read               o a . . .  -
api_key.create             o a . . .  -
api_key.revoke             o a . . .  -
alert.read                 o a e p v  -
alert.mute                 o a e p .  -
alert.channels             o a . . .  -
sandbox.use                o a e p .  -
`

const rows = MATRIX.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/))

test('the whole matrix of roles, scopes and use cases is as written here', () => {
  expect(rows.map(([useCase]) => useCase)).toEqual(USE_CASES)
  for (const useCase of USE_CASES) {
    const [, ...columns] = rows.find(([name]) => name === useCase) ?? []
    expect([useCase, ROLES.map((role) => can(member(role), useCase))]).toEqual([
      useCase,
      columns.slice(0, ROLES.length).map((mark) => mark !== '.'),
    ])
    const scope = columns.at(-1)
    expect([useCase, SCOPES.filter((one) => can(key(one), useCase))]).toEqual([useCase, scope === '-' ? [] : [scope]])
  }
})

test('a key without scopes may do nothing, and one with all of them nothing that is for people only', () => {
  expect(Object.values(allowancesOf(key())).some(Boolean)).toBe(false)
  expect(USE_CASES.filter((useCase) => can(key(...SCOPES, 'invented'), useCase))).toEqual(
    USE_CASES.filter((useCase) => PERMISSIONS[useCase].scope !== null),
  )
})

test('a refusal says who may, and what a key lacks', () => {
  expect(authorise(member('viewer'), 'run.cancel')).toMatchObject({
    ok: false,
    error: { code: 'forbidden', message: expect.stringContaining('As viewer you may not cancel runs') },
  })
  expect(authorise(key('runs:read'), 'run.cancel')).toMatchObject({
    error: { message: expect.stringContaining('lacks the scope runs:write') },
  })
  expect(authorise(key(...SCOPES), 'api_key.create')).toMatchObject({
    error: { message: 'No API key may create API keys: sign in to do it.' },
  })
})
