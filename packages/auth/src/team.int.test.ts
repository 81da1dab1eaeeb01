import { getAlertSettings } from '@patchbay/core/alerts/get-alert-settings'
import { createApiKey } from '@patchbay/core/api-keys/create-api-key'
import { listApiKeys } from '@patchbay/core/api-keys/list-api-keys'
import { auditChoices } from '@patchbay/core/audit/audit-choices'
import { exportAudit } from '@patchbay/core/audit/export-audit'
import { listAudit } from '@patchbay/core/audit/list-audit'
import { sendDueMail } from '@patchbay/core/mail/send-due-mail'
import { changeRole } from '@patchbay/core/people/change-role'
import { handOver } from '@patchbay/core/people/hand-over'
import { acceptInvite } from '@patchbay/core/people/invites/accept-invite'
import { createInviteLink } from '@patchbay/core/people/invites/create-invite-link'
import { createInvites } from '@patchbay/core/people/invites/create-invites'
import { listInvites } from '@patchbay/core/people/invites/list-invites'
import { lookAtInvite } from '@patchbay/core/people/invites/look-at-invite'
import { resendInvite } from '@patchbay/core/people/invites/resend-invite'
import { revokeInvite } from '@patchbay/core/people/invites/revoke-invite'
import { listMembers } from '@patchbay/core/people/list-members'
import { removeMember } from '@patchbay/core/people/remove-member'
import { endOtherSessions, listSessions } from '@patchbay/core/people/sessions'
import type { TeamContext } from '@patchbay/core/people/team-context'
import type { OutgoingMail } from '@patchbay/core/ports/mail'
import type { Principal } from '@patchbay/core/principal'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { mustGive, mustRefuse } from '@patchbay/core/testing/result-of'
import { addWorkspace } from '@patchbay/core/workspace/add-workspace'
import { createWorkspace } from '@patchbay/core/workspace/create-workspace'
import { findElsewhere } from '@patchbay/core/workspace/find-elsewhere'
import { getSettings } from '@patchbay/core/workspace/get-settings'
import { openWorkspace } from '@patchbay/core/workspace/open-workspace'
import { updateSettings } from '@patchbay/core/workspace/update-settings'
import type { SettingsChange } from '@patchbay/core/workspace/workspace-settings'
import { listAlertRecipients } from '@patchbay/db/alert-functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { testDatabase } from '@patchbay/db/testing'
import { listAskableMembers } from '@patchbay/db/wait-functions'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Auth, createAuth } from './auth.ts'
import { teamOf } from './testing/team-of.ts'

const database = useDatabase(testDatabase)
const ORIGIN = 'http://localhost:3000'
const PASSWORD = 'correct horse battery'

let core: TestCore
let team: TeamContext
let auth: Auth
/** What the mail server took, newest last. */
const mails: OutgoingMail[] = []

beforeAll(async () => {
  core = openCore(database.appUrl)
  team = { ...teamOf(core), settings: { ...core.ctx.settings, publicUrl: ORIGIN, sandbox: null } }
  auth = createAuth({
    db: core.ctx.db,
    core: team,
    publicUrl: ORIGIN,
    secretKey: Buffer.alloc(32, 7).toString('base64'),
    createWorkspace: async (workspace) => {
      mustGive(await createWorkspace(team, workspace, null))
    },
  })
  tamsin = await signUp('Tamsin', { workspaceName: 'Brindle Goods', timeZone: 'Europe/Stockholm' })
})
afterAll(() => core.close())
beforeEach(async () => {
  // The limits of the library count by the minute: specs are quicker than people.
  await core.ctx.db.pool.query('DELETE FROM rate_limit')
})

type Cookie = string
let tamsin: Cookie

async function post(path: string, body: unknown, cookie = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', origin: ORIGIN, ...(cookie === '' ? {} : { cookie }) }
  return auth.handle(new Request(`${ORIGIN}/api/auth${path}`, { method: 'POST', headers, body: JSON.stringify(body) }))
}

const get = (path: string): Promise<Response> => auth.handle(new Request(`${ORIGIN}/api/auth${path}`))
const emailOf = (name: string) => `${name.toLowerCase()}@brindle.example`

async function signUp(name: string, more: object): Promise<Cookie> {
  const answer = await post('/sign-up/email', { name, email: emailOf(name), password: PASSWORD, ...more })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return cookieOf(answer)
}

async function signIn(name: string, password = PASSWORD): Promise<Response> {
  return post('/sign-in/email', { email: emailOf(name), password })
}

const cookieOf = (answer: Response): Cookie => (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''

async function as(cookie: Cookie): Promise<Principal> {
  const principal = await auth.principalOf(new Headers({ cookie }))
  if (principal === null) throw new Error('nobody is signed in, or in no workspace')
  return principal
}

async function ownerOf(cookie: Cookie) {
  const principal = await as(cookie)
  if (principal.kind !== 'user') throw new Error('an owner is a person')
  return principal
}

async function personOf(cookie: Cookie) {
  const person = await auth.personOf(new Headers({ cookie }))
  if (person === null) throw new Error('nobody is signed in')
  return person
}

/** Sends what is queued; a mail server that takes everything. */
async function deliver(): Promise<void> {
  const took = async (mail: OutgoingMail) => {
    mails.push(mail)
    return { ok: true as const }
  }
  while (await sendDueMail(core.ctx.db, { send: took }));
}

const lastTo = (email: string): OutgoingMail => {
  const mail = mails.findLast(({ to }) => to === email)
  if (mail === undefined) throw new Error(`no mail to ${email}`)
  return mail
}

const linkIn = (mail: OutgoingMail): URL => new URL(/https?:\/\/\S+/.exec(mail.text)?.[0] ?? '')

async function invite(name: string, role: 'admin' | 'editor' | 'operator' | 'viewer' = 'operator') {
  mustGive(await createInvites(team, await as(tamsin), { emails: [emailOf(name)], role }))
  await deliver()
  const url = linkIn(lastTo(emailOf(name)))
  return { inviteId: url.pathname.split('/').at(-1) ?? '', key: url.searchParams.get('key') ?? '' }
}

async function joined(name: string, role: 'admin' | 'editor' | 'operator' | 'viewer' = 'operator'): Promise<Cookie> {
  const { inviteId, key } = await invite(name, role)
  return signUp(name, { invitation: inviteId, key })
}

const actionsOf = async () => mustGive(await listAudit(team, await as(tamsin), {})).items.map(({ words }) => words)

test('an invite by mail brings a new person in, address proven, once', async () => {
  const asked = await invite('Idris', 'admin')
  expect(mustGive(await lookAtInvite(team, null, { inviteId: asked.inviteId }))).toMatchObject({
    state: 'open',
    email: 'i…@brindle.example',
    proven: false,
    account: null,
    you: null,
  })
  const page = mustGive(await lookAtInvite(team, null, asked))
  expect(page).toMatchObject({ proven: true, email: emailOf('Idris'), account: false, workspace: 'Brindle Goods' })
  expect(mustGive(await listInvites(team, await as(tamsin)))).toMatchObject([
    { email: emailOf('Idris'), openedAt: expect.any(Date), mail: { state: 'sent', error: null } },
  ])
  const cookie = await signUp('Idris', { invitation: asked.inviteId, key: asked.key })
  expect(await as(cookie)).toMatchObject({ role: 'admin' })
  expect(await personOf(cookie)).toMatchObject({ emailVerified: true })
  expect(mustGive(await listInvites(team, await as(tamsin)))).toEqual([])
  expect(mustGive(await lookAtInvite(team, null, asked))).toMatchObject({ state: 'used' })
  const again = await post('/sign-up/email', {
    name: 'X',
    email: emailOf('Idris'),
    password: PASSWORD,
    invitation: asked.inviteId,
  })
  expect(again.status).toBe(403)
  expect(await actionsOf()).toEqual(
    expect.arrayContaining(['joined as admin, invited by Tamsin', 'invited idris@brindle.example as admin']),
  )
})

test('a copied link does not prove the address: it is confirmed first', async () => {
  const { inviteId } = await invite('Marit')
  const cookie = await signUp('Marit', { invitation: inviteId })
  expect(await auth.principalOf(new Headers({ cookie }))).toBeNull()
  const asked = { inviteId }
  expect(mustGive(await lookAtInvite(team, await personOf(cookie), asked))).toMatchObject({ you: 'verify' })
  expect(mustRefuse(await acceptInvite(team, await personOf(cookie), asked)).message).toMatch(/Confirm marit/)
  await deliver()
  const link = linkIn(lastTo(emailOf('Marit')))
  expect(link.searchParams.get('next')).toBe(`/invite/${inviteId}`)
  expect((await get(`/verify-email?token=${link.searchParams.get('token')}`)).status).toBe(200)
  mustGive(await acceptInvite(team, await personOf(cookie), asked))
  expect(await as(cookie)).toMatchObject({ role: 'operator' })
})

test('the wrong person is told so, and uses nothing up', async () => {
  const asked = await invite('Noa')
  const marit = cookieOf(await signIn('Marit'))
  const idris = cookieOf(await signIn('Idris'))
  expect(mustGive(await lookAtInvite(team, await personOf(marit), asked))).toMatchObject({ you: 'member' })
  const sol = await signUp('Sol', {
    invitation: mustGive(await createInviteLink(team, await as(tamsin), { role: 'viewer' })).id,
  })
  mustGive(await removeMember(team, await as(tamsin), { userId: (await personOf(sol)).id }))
  expect(mustGive(await lookAtInvite(team, await personOf(sol), asked))).toMatchObject({ you: 'other' })
  expect(mustRefuse(await acceptInvite(team, await personOf(sol), asked))).toMatchObject({ code: 'forbidden' })
  mustGive(await revokeInvite(team, await as(idris), asked))
  expect(mustGive(await lookAtInvite(team, null, asked))).toMatchObject({ state: 'revoked' })
  const late = await post('/sign-up/email', {
    name: 'Noa',
    email: emailOf('Noa'),
    password: PASSWORD,
    invitation: asked.inviteId,
  })
  expect(await late.json()).toMatchObject({ message: expect.stringContaining('taken back') })
})

test('a link lets one in and not a second, even at the same moment', async () => {
  const { id } = mustGive(await createInviteLink(team, await as(tamsin), { role: 'viewer' }))
  const outside = await Promise.all(
    ['Ada', 'Bea'].map(async (name) => {
      const { id: linkId } = mustGive(await createInviteLink(team, await as(tamsin), { role: 'viewer' }))
      return { name, linkId }
    }),
  )
  const cookies: Cookie[] = []
  for (const { name, linkId } of outside) {
    const cookie = await signUp(name, { invitation: linkId })
    mustGive(await removeMember(team, await as(tamsin), { userId: (await personOf(cookie)).id }))
    cookies.push(cookie)
  }
  const people = await Promise.all(cookies.map(personOf))
  const results = await Promise.all(people.map((person) => acceptInvite(team, person, { inviteId: id })))
  expect(results.map(({ ok }) => ok).sort()).toEqual([false, true])
})

test('resending makes the earlier link worth nothing, and mail that is refused says why', async () => {
  const first = await invite('Wen')
  const [open] = mustGive(await listInvites(team, await as(tamsin))).filter(({ email }) => email === emailOf('Wen'))
  mustGive(await resendInvite(team, await as(tamsin), { inviteId: open?.id ?? '' }))
  expect(mustGive(await lookAtInvite(team, null, first))).toMatchObject({ proven: false })
  const refusing = { send: async () => ({ ok: false as const, again: true, reason: '451 Come back later' }) }
  while (await sendDueMail(core.ctx.db, refusing));
  const after = async () =>
    mustGive(await listInvites(team, await as(tamsin))).find(({ email }) => email === emailOf('Wen'))?.mail
  expect(await after()).toEqual({ state: 'queued', error: '451 Come back later' })
  // Later, as its wait is over.
  await core.ctx.db.pool.query("SELECT set_config('app.workspace', $1, false)", [(await as(tamsin)).workspaceId])
  await core.ctx.db.pool.query("UPDATE system_mail SET due_at = now() WHERE state = 'queued'")
  await deliver()
  expect(await after()).toEqual({ state: 'sent', error: null })
  const kept = await core.ctx.db.pool.query("SELECT text, html FROM system_mail WHERE state = 'sent'")
  expect(kept.rows.every((row) => row.text === null && row.html === null)).toBe(true)
})

test('an admin neither makes nor touches owners, and the last owner stays', async () => {
  const idris = await as(cookieOf(await signIn('Idris')))
  const owner = await personOf(tamsin)
  expect(mustRefuse(await changeRole(team, idris, { userId: owner.id, role: 'viewer' })).message).toMatch(
    /needs an owner/,
  )
  expect(mustRefuse(await removeMember(team, idris, { userId: owner.id })).message).toMatch(/needs an owner/)
  if (idris.kind !== 'user') throw new Error('a person')
  expect(mustRefuse(await changeRole(team, idris, { userId: idris.userId, role: 'owner' })).code).toBe('forbidden')
  expect(mustRefuse(await createInvites(team, idris, { emails: ['x@y.example'], role: 'owner' })).code).toBe(
    'forbidden',
  )
  expect(mustRefuse(await createInviteLink(team, idris, { role: 'owner' })).code).toBe('forbidden')
  expect(mustRefuse(await removeMember(team, await as(tamsin), { userId: owner.id })).code).toBe('conflict')
  const marit = await as(cookieOf(await signIn('Marit')))
  for (const refused of [
    await changeRole(team, marit, { userId: idris.userId, role: 'viewer' }),
    await createInvites(team, marit, { emails: ['x@y.example'], role: 'viewer' }),
    await handOver(team, idris, { userId: idris.userId }),
    await listAudit(team, marit, {}),
    await updateSettings(team, marit, { name: 'Mine' }),
  ]) {
    expect(mustRefuse(refused).code).toBe('forbidden')
  }
})

test('the ownership is handed over whole, and back', async () => {
  const idris = cookieOf(await signIn('Idris'))
  const [owner, next] = [await personOf(tamsin), await personOf(idris)]
  mustGive(await handOver(team, await as(tamsin), { userId: next.id }))
  const roles = async () =>
    Object.fromEntries(mustGive(await listMembers(team, await as(idris))).map(({ name, role }) => [name, role]))
  expect(await roles()).toMatchObject({ Idris: 'owner', Tamsin: 'admin' })
  mustGive(await handOver(team, await as(idris), { userId: owner.id }))
  expect(await roles()).toMatchObject({ Idris: 'admin', Tamsin: 'owner' })
})

test('who came by a link confirms the address before mail with links goes there, as an owner, too; the first person need not', async () => {
  const { id: invitation } = mustGive(await createInviteLink(team, await as(tamsin), { role: 'editor' }))
  const ada = await signUp('Adelheid', { invitation })
  const { id: userId } = await personOf(ada)
  mustGive(await changeRole(team, await as(tamsin), { userId, role: 'owner' }))
  const { workspaceId } = await as(tamsin)
  const told = () =>
    inWorkspace(core.ctx.db, workspaceId, async (tx) => ({
      approvals: (await listAskableMembers(tx, workspaceId)).flatMap((one) => (one.reachable ? [one.userId] : [])),
      alerts: (await listAlertRecipients(tx, workspaceId)).map((one) => one.userId),
    }))
  const first = await personOf(tamsin)
  expect(first.emailVerified).toBe(false)
  for (const reached of Object.values(await told())) {
    expect(reached).toContain(first.id)
    expect(reached).not.toContain(userId)
  }
  expect(mustGive(await getAlertSettings(core.ctx, await as(ada)))).toMatchObject({ confirmed: false })

  await post('/send-verification-email', { email: emailOf('Adelheid') }, ada)
  await deliver()
  await get(`/verify-email?token=${linkIn(lastTo(emailOf('Adelheid'))).searchParams.get('token')}`)
  for (const reached of Object.values(await told())) expect(reached).toContain(userId)
  mustGive(await removeMember(team, await as(tamsin), { userId }))
})

test('who is removed loses access at once, with their keys and open invites if asked for', async () => {
  const jo = await joined('Jo', 'admin')
  const { key } = mustGive(await createApiKey(team, await as(jo), { name: 'Script', scopes: ['runs:read'] }))
  expect(mustGive(await listApiKeys(team, await as(tamsin)))).toMatchObject([{ name: 'Script', createdBy: 'Jo' }])
  const { id: inviteId } = mustGive(await createInviteLink(team, await as(jo), { role: 'admin' }))
  const { id: userId } = await personOf(jo)
  expect(mustGive(await removeMember(team, await as(tamsin), { userId, revokeKeys: true }))).toEqual({ revokedKeys: 1 })
  expect(await auth.principalOf(new Headers({ cookie: jo }))).toBeNull()
  expect(mustGive(await lookAtInvite(team, null, { inviteId }))).toMatchObject({ state: 'revoked' })
  expect(mustGive(await listApiKeys(team, await as(tamsin)))).toEqual([])
  expect(key).toMatch(/^pb_/)
  expect(core.told).toContain(`patchbay_live ${(await as(tamsin)).workspaceId}:member:${userId}`)
})

test('an invite belongs to who sent it last, and ends with their right to invite', async () => {
  const made = await joined('Ann', 'admin')
  const { id: userId } = await personOf(made)
  const ann = await as(made)
  const byTamsin = { emails: [emailOf('Mia')], role: 'viewer' as const }
  const byAnn = { emails: [emailOf('Xen')], role: 'admin' as const }
  const resent = { emails: [emailOf('Yan')], role: 'viewer' as const }
  for (const one of [byTamsin, resent]) mustGive(await createInvites(team, ann, one))
  mustGive(await createInvites(team, await as(tamsin), byAnn))
  mustGive(await createInvites(team, ann, byAnn))
  mustGive(await createInvites(team, await as(tamsin), byTamsin))
  const openTo = async (email?: string) =>
    mustGive(await listInvites(team, await as(tamsin))).find((invite) => invite.email === email)
  mustGive(await resendInvite(team, await as(tamsin), { inviteId: (await openTo(resent.emails[0]))?.id ?? '' }))
  expect(await openTo(byAnn.emails[0])).toMatchObject({ inviter: 'Ann' })
  mustGive(await removeMember(team, await as(tamsin), { userId }))
  for (const { emails } of [byTamsin, resent]) expect(await openTo(emails[0])).toMatchObject({ inviter: 'Tamsin' })
  expect(await openTo(byAnn.emails[0])).toBeUndefined()
})

test('who was removed, or may do less, while a request of theirs was under way lets nobody in any more', async () => {
  const made = await joined('Bo', 'admin')
  const { id: userId } = await personOf(made)
  const bo = await as(made)
  mustGive(await createInvites(team, await as(tamsin), { emails: [emailOf('Zoe')], role: 'viewer' }))
  const zoe = mustGive(await listInvites(team, bo)).find(({ email }) => email === emailOf('Zoe'))
  const inviting = () =>
    Promise.all([
      createInvites(team, bo, { emails: ['late@brindle.example'], role: 'viewer' }),
      createInviteLink(team, bo, { role: 'viewer' }),
      resendInvite(team, bo, { inviteId: zoe?.id ?? '' }),
    ])
  mustGive(await changeRole(team, await as(tamsin), { userId, role: 'viewer' }))
  for (const refused of await inviting()) expect(mustRefuse(refused).code).toBe('forbidden')
  mustGive(await removeMember(team, await as(tamsin), { userId }))
  for (const refused of await inviting()) {
    expect(mustRefuse(refused)).toMatchObject({ code: 'forbidden', message: expect.stringContaining('not in this') })
  }
})

test('a new password: one answer for everybody, one use, other links and sessions over', async () => {
  const known = await post('/request-password-reset', { email: emailOf('Marit') })
  const unknown = await post('/request-password-reset', { email: 'nobody@brindle.example' })
  expect([known.status, await known.json()]).toEqual([unknown.status, await unknown.json()])
  await deliver()
  expect(mails.some(({ to }) => to === 'nobody@brindle.example')).toBe(false)
  const early = linkIn(lastTo(emailOf('Marit'))).searchParams.get('token')
  await post('/request-password-reset', { email: emailOf('Marit') })
  await deliver()
  const token = linkIn(lastTo(emailOf('Marit'))).searchParams.get('token')
  const before = cookieOf(await signIn('Marit'))
  expect((await post('/reset-password', { token, newPassword: 'short' })).status).toBe(400)
  expect((await post('/reset-password', { token, newPassword: 'another long password' })).status).toBe(200)
  for (const used of [token, early]) {
    expect((await post('/reset-password', { token: used, newPassword: 'a third long password' })).status).toBe(400)
  }
  expect(await auth.personOf(new Headers({ cookie: before }))).toBeNull()
  expect((await signIn('Marit')).status).toBe(401)
  expect((await signIn('Marit', 'another long password')).status).toBe(200)
  await deliver()
  expect(lastTo(emailOf('Marit')).subject).toBe('Your Patchbay password was changed')
  expect(await actionsOf()).toContain('chose a new password by mail')
  const stored = await core.ctx.db.pool.query('SELECT identifier FROM verification')
  expect(JSON.stringify(stored.rows)).not.toContain('reset-password:')
})

test('of colleagues who join at the same moment each gets in, and of two by one link one', async () => {
  const { id: inviteId } = mustGive(await createInviteLink(team, await as(tamsin), { role: 'viewer' }))
  const [pia, ruben] = [await invite('Pia'), await invite('Ruben')]
  const join = (name: string, more: object) =>
    post('/sign-up/email', { name, email: emailOf(name), password: PASSWORD, ...more })
  const answers = await Promise.all([
    join('Pia', { invitation: pia.inviteId, key: pia.key }),
    join('Ruben', { invitation: ruben.inviteId, key: ruben.key }),
    join('Selma', { invitation: inviteId }),
    join('Tuva', { invitation: inviteId }),
  ])
  const statuses = answers.map(({ status }) => status)
  expect([...statuses.slice(0, 2), ...statuses.slice(2).sort()]).toEqual([200, 200, 200, 403])
  const { workspaceId } = await as(tamsin)
  for (const answer of answers.filter(({ ok }) => ok))
    expect((await as(cookieOf(answer))).workspaceId).toBe(workspaceId)
})

test('asking for new passwords again and again is stopped by address', async () => {
  const statuses: number[] = []
  for (let index = 0; index < 6; index += 1) {
    statuses.push((await post('/request-password-reset', { email: 'someone@brindle.example' })).status)
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
})

test('changing the password signs every other device out and keeps this one', async () => {
  const [here, there] = [cookieOf(await signIn('Idris')), cookieOf(await signIn('Idris'))]
  const wrong = await post('/change-password', { currentPassword: 'wrong', newPassword: 'a new long password' }, here)
  expect(await wrong.json()).toMatchObject({ code: 'INVALID_PASSWORD' })
  const done = await post('/change-password', { currentPassword: PASSWORD, newPassword: 'a new long password' }, here)
  expect(done.status).toBe(200)
  expect(await auth.personOf(new Headers({ cookie: there }))).toBeNull()
  expect(mustGive(await listSessions(team, await personOf(here)))).toMatchObject([
    { current: true, lastSeenAt: expect.any(Date), device: 'Unknown device' },
  ])
  const another = cookieOf(await signIn('Idris', 'a new long password'))
  expect(mustGive(await endOtherSessions(team, await personOf(here)))).toEqual({ ended: 1 })
  expect(await auth.personOf(new Headers({ cookie: another }))).toBeNull()
  expect((await post('/change-password', { currentPassword: 'x', newPassword: 'y' })).status).toBe(401)
})

test('signing out ends the lines that this person listens by, in every workspace of theirs', async () => {
  const cookie = cookieOf(await signIn('Tamsin'))
  const { userId, workspaceId } = await ownerOf(cookie)
  core.told.length = 0
  expect((await post('/sign-out', {}, cookie)).status).toBe(200)
  expect(core.told).toContain(`patchbay_live ${workspaceId}:member:${userId}`)
  expect(await auth.personOf(new Headers({ cookie }))).toBeNull()
  core.told.length = 0
  await post('/sign-out', {}, cookie)
  expect(core.told).toEqual([])
})

test('a person has several workspaces, and a link into another one finds it', async () => {
  const idris = cookieOf(await signIn('Idris', 'a new long password'))
  const home = await as(idris)
  const wish = { name: 'Brindle Outlet', timeZone: 'Europe/London', currency: 'GBP' }
  const made = mustGive(await addWorkspace(team, { principal: home, person: await personOf(idris) }, wish))
  expect(await as(idris)).toMatchObject({ workspaceId: made.id, role: 'owner' })
  expect(mustGive(await listMembers(team, await as(idris)))).toMatchObject([
    { name: 'Idris', role: 'owner', you: true },
  ])
  mustGive(await openWorkspace(team, await personOf(idris), { workspaceId: home.workspaceId }))
  expect(await as(idris)).toMatchObject({ workspaceId: home.workspaceId, role: 'admin' })
  expect(mustRefuse(await openWorkspace(team, await personOf(tamsin), { workspaceId: made.id })).code).toBe('not_found')
  const flowId = crypto.randomUUID()
  await core.ctx.db.pool.query("SELECT set_config('app.workspace', $1, false)", [made.id])
  await core.ctx.db.pool.query('INSERT INTO flow (id, workspace_id, name, draft) VALUES ($1, $2, $3, $4)', [
    flowId,
    made.id,
    'Outlet',
    JSON.stringify({ schemaVersion: 1, steps: [], edges: [], notes: [] }),
  ])
  const asked = { kind: 'flow' as const, id: flowId, here: home.workspaceId }
  expect(mustGive(await findElsewhere(team, await personOf(idris), asked))).toEqual({
    workspaceId: made.id,
    name: 'Brindle Outlet',
  })
  expect(mustGive(await findElsewhere(team, await personOf(tamsin), asked))).toBeNull()
  const marit = await as(cookieOf(await signIn('Marit', 'another long password')))
  const refused = await addWorkspace(team, { principal: marit, person: await personOf(idris) }, wish)
  expect(mustRefuse(refused).code).toBe('forbidden')
})

test('settings are checked, kept and written down without the values of variables', async () => {
  const owner = await as(tamsin)
  const wrong: SettingsChange[] = [
    { timeZone: 'Mars/Olympus' },
    { currency: 'XXQ' },
    { name: ' ' },
    { variables: { 'two words': 'x' } },
    { variables: { timeZone: 'x' } },
    { keepFailedDays: 0 },
  ]
  for (const bad of wrong) {
    expect(mustRefuse(await updateSettings(team, owner, bad)).code).toBe('invalid')
  }
  const variables = { warehouseMail: 'dock@brindle.example' }
  mustGive(
    await updateSettings(team, owner, { name: 'Brindle Goods AB', currency: 'SEK', variables, keepSucceededDays: 7 }),
  )
  expect(mustGive(await getSettings(team, owner))).toMatchObject({
    name: 'Brindle Goods AB',
    currency: 'SEK',
    timeZone: 'Europe/Stockholm',
    variables,
    keepSucceededDays: 7,
    keepFailedDays: null,
    mostDays: 90,
  })
  expect((await team.people.workspacesOf((await personOf(tamsin)).id))[0]?.name).toBe('Brindle Goods AB')
  const [entry] = mustGive(await listAudit(team, owner, { actions: ['workspace.change'] })).items
  expect(entry?.words).toBe(
    'changed the name, currency, time that succeeded runs are kept and variables of the workspace',
  )
  expect(JSON.stringify(entry?.detail)).not.toContain('dock@')
})

test('the audit log is filtered, paged and exported, with formulas made harmless', async () => {
  const owner = await as(tamsin)
  const evil = mustGive(
    await createApiKey(team, owner, { name: '=HYPERLINK("http://evil.example")', scopes: ['runs:read'] }),
  )
  const all = mustGive(await listAudit(team, owner, { limit: 200 })).items
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const page: { items: { id: string }[]; nextCursor: string | null } = mustGive(
      await listAudit(team, owner, { limit: 3, cursor }),
    )
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor !== null)
  expect(seen).toEqual(all.map(({ id }) => id))
  const choices = mustGive(await auditChoices(team, owner))
  const marit = choices.actors.find(({ name }) => name === 'Marit')
  const hers = mustGive(await listAudit(team, owner, { actorId: marit?.id ?? '' })).items
  expect(hers.length).toBeGreaterThan(0)
  expect(new Set(hers.map(({ actor }) => actor.name))).toEqual(new Set(['Marit']))
  expect(mustGive(await listAudit(team, owner, { subjectKind: 'api_key', subjectId: evil.id })).items).toHaveLength(1)
  expect(mustGive(await listAudit(team, owner, { to: new Date(0) })).items).toEqual([])
  const csv = mustGive(await exportAudit(team, owner, { format: 'csv', actions: ['api_key.create'] }))
  expect(csv.body).toContain('"\'=HYPERLINK')
  expect(csv).toMatchObject({ cut: false, fileName: expect.stringMatching(/^audit-log-.*\.csv$/) })
  const json = mustGive(await exportAudit(team, owner, { format: 'json' }))
  expect(JSON.parse(json.body)).toHaveLength(all.length)
})
