import { hashProof } from '@patchbay/core/people/invites/invite-proof'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import type { Database } from '@patchbay/db/database'
import { MIGRATIONS_FOLDER, migrate } from '@patchbay/db/migrate'
import * as schema from '@patchbay/db/schema'
import { hashFolder, useDatabase } from '@patchbay/local-stack/testing'
import { drizzle } from 'drizzle-orm/node-postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Auth, createAuth } from './auth.ts'
import { countedIn } from './better-auth.ts'
import type { NewWorkspace } from './people.ts'
import { teamOf } from './testing/team-of.ts'

const database = useDatabase({ migrate, key: hashFolder(MIGRATIONS_FOLDER) })
const ORIGIN = 'http://localhost:3000'
const PASSWORD = 'correct horse battery'

let core: TestCore
let db: Database
let auth: Auth
const laidOut: NewWorkspace[] = []

beforeAll(() => {
  core = openCore(database.appUrl)
  db = core.ctx.db
  auth = createAuth({
    db,
    core: teamOf(core),
    publicUrl: ORIGIN,
    secretKey: Buffer.alloc(32, 7).toString('base64'),
    createWorkspace: async (workspace) => {
      laidOut.push(workspace)
    },
  })
})
afterAll(() => core.close())

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return auth.handle(
    new Request(`${ORIGIN}/api/auth${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: ORIGIN,
        ...headers,
      },
      body: JSON.stringify(body),
    }),
  )
}

const cookieOf = (response: Response): string => (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
const person = (name: string) => ({ name, email: `${name.toLowerCase()}@brindle.example`, password: PASSWORD })

test('the first of two who sign up at once becomes the owner of a workspace, and then it is closed', async () => {
  expect(await auth.isSignUpOpen()).toBe(true)
  const answers = await Promise.all([
    post('/sign-up/email', { ...person('Tamsin'), workspaceName: 'Brindle Goods', timeZone: 'Europe/Stockholm' }),
    post('/sign-up/email', { ...person('Idris'), workspaceName: 'Brindle Goods', timeZone: 'Europe/Stockholm' }),
  ])
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 403])
  expect(laidOut).toMatchObject([{ name: 'Brindle Goods', timeZone: 'Europe/Stockholm' }])
  expect(await auth.isSignUpOpen()).toBe(false)

  const owner = answers.find((answer) => answer.ok) ?? new Response()
  const setCookie = owner.headers.get('set-cookie') ?? ''
  expect(setCookie).toMatch(/HttpOnly/i)
  expect(setCookie).toMatch(/SameSite=Lax/i)
  const principal = await auth.principalOf(new Headers({ cookie: cookieOf(owner) }))
  expect(principal).toMatchObject({ kind: 'user', role: 'owner', workspaceId: laidOut[0]?.id })

  const late = await post('/sign-up/email', person('Mika'))
  expect(late.status).toBe(403)
  expect(await late.json()).toMatchObject({ code: 'sign_up_closed', message: expect.stringContaining('invite') })
})

test('an invitation opens sign-up for its address only, and once', async () => {
  const queries = drizzle({ client: db.pool, schema })
  const [inviter] = await queries.select().from(schema.user)
  const [invited] = await queries
    .insert(schema.invitation)
    .values({
      organizationId: laidOut[0]?.id ?? '',
      email: 'Edda@brindle.example',
      role: 'operator',
      proofHash: hashProof('from the mail'),
      expiresAt: new Date(Date.now() + 60_000),
      inviterId: inviter?.id ?? '',
    })
    .returning()
  const wrongPerson = await post('/sign-up/email', { ...person('Bram'), invitation: invited?.id })
  expect(wrongPerson.status).toBe(403)
  const joined = await post('/sign-up/email', { ...person('Edda'), invitation: invited?.id, key: 'from the mail' })
  expect(joined.status).toBe(200)
  expect(await auth.principalOf(new Headers({ cookie: cookieOf(joined) }))).toMatchObject({
    role: 'operator',
    workspaceId: laidOut[0]?.id,
  })
  expect((await post('/sign-up/email', { ...person('Edda2'), invitation: invited?.id })).status).toBe(403)
  expect(laidOut).toHaveLength(1)
})

test('signing out ends the session', async () => {
  const signedIn = await post('/sign-in/email', { email: 'edda@brindle.example', password: PASSWORD })
  const cookie = cookieOf(signedIn)
  expect(await auth.personOf(new Headers({ cookie }))).toMatchObject({ name: 'Edda' })
  expect((await post('/sign-out', {}, { cookie })).status).toBe(200)
  expect(await auth.personOf(new Headers({ cookie }))).toBeNull()
  expect(await auth.principalOf(new Headers())).toBeNull()
})

test('other origins get 403, and the organization routes are not there', async () => {
  const credentials = { email: 'edda@brindle.example', password: PASSWORD }
  expect((await post('/sign-in/email', credentials, { origin: 'https://evil.example' })).status).toBe(403)
  expect((await post('/organization/create', { name: 'Mine', slug: 'mine' })).status).toBe(404)
  expect((await post('/organization/update-member-role', { role: 'owner' })).status).toBe(404)
  expect((await post('/update-user', { name: 'x' })).status).toBe(404)
})

const guess = (email: string, forwardedFor: string, at: Auth = auth) =>
  at.handle(
    new Request(`${ORIGIN}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: ORIGIN, 'x-forwarded-for': forwardedFor },
      body: JSON.stringify({ email, password: 'wrong' }),
    }),
  )

async function statusesOf(times: number, one: (index: number) => Promise<Response>): Promise<number[]> {
  const statuses: number[] = []
  for (let index = 0; index < times; index += 1) statuses.push((await one(index)).status)
  return statuses
}

test('text that no database keeps is refused in words', async () => {
  const half = '😀'.slice(0, 1)
  for (const [path, body, field] of [
    ['/sign-up/email', { ...person('Noor'), name: `Noor ${half}` }, 'name'],
    ['/sign-up/email', { ...person('Noor'), workspaceName: 'Brindle\u0000' }, 'workspaceName'],
    ['/sign-in/email', { email: 'noor\u0000@brindle.example', password: PASSWORD }, 'email'],
    ['/reset-password', { token: '\u0000', newPassword: PASSWORD }, 'token'],
  ] as const) {
    const answer = await post(path, body)
    expect([path, answer.status, await answer.json()]).toEqual([
      ...[path, 400],
      { code: 'invalid_text', message: expect.stringContaining(`“${field}” holds`) },
    ])
  }
})

test('guessing one person’s password is slowed down, whatever address the guesser claims', async () => {
  const upper = (index: number) => (index % 2 === 0 ? 'edda@brindle.example' : 'Edda@Brindle.example')
  const statuses = await statusesOf(11, (index) => guess(upper(index), `203.0.113.${index}`))
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429])
  const refused = await post('/sign-in/email', { email: 'edda@brindle.example', password: PASSWORD })
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(500)
  expect(await refused.json()).toMatchObject({ message: expect.stringContaining('Try again in 10 minutes') })
})

test('guesses at many people end at one limit where nobody’s address can be believed', async () => {
  const statuses = await statusesOf(31, (index) => guess(`nobody${index}@brindle.example`, `203.0.113.${index}`))
  expect(statuses.at(-1)).toBe(429)
})

test('who comes one after the other, a few in each minute, is never stopped; counts that have ended are not kept', async () => {
  const at = { ms: Date.now() }
  const { consume } = countedIn(db, () => at.ms)
  const everyFortySeconds = async () => {
    const { allowed } = await consume('sign-ins', { window: 60, max: 2 })
    at.ms += 40_000
    return allowed
  }
  for (let index = 0; index < 6; index += 1) expect(await everyFortySeconds()).toBe(true)
  await consume('sign-ins', { window: 60, max: 2 })
  await consume('sign-ins', { window: 60, max: 2 })
  expect(await consume('sign-ins', { window: 60, max: 2 })).toEqual({ allowed: false, retryAfter: 60 })
  at.ms += 3_600_000
  await consume('others', { window: 60, max: 2 })
  const { rows } = await db.pool.query("SELECT key FROM rate_limit WHERE key IN ('sign-ins', 'others')")
  expect(rows).toEqual([{ key: 'others' }])
})

test('behind a proxy each client has a limit of its own, and what it claims itself is not read', async () => {
  const proxied = createAuth({
    db,
    core: teamOf(core),
    publicUrl: ORIGIN,
    secretKey: Buffer.alloc(32, 7).toString('base64'),
    trustedProxies: ['10.0.0.0/8'],
    createWorkspace: async () => {},
  })
  const claims = (index: number) => `198.51.100.${index}, 203.0.113.9, 10.0.0.1`
  const statuses = await statusesOf(11, (index) => guess(`someone${index}@brindle.example`, claims(index), proxied))
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429])
  expect((await guess('another@brindle.example', '203.0.113.10, 10.0.0.1', proxied)).status).toBe(401)
})
