import { teamOf } from '@patchbay/auth/testing/team-of'
import { createApiKey } from '@patchbay/core/api-keys/create-api-key'
import { SCOPES } from '@patchbay/core/people/permissions'
import type { Principal } from '@patchbay/core/principal'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { mustGive } from '@patchbay/core/testing/result-of'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { createRestApp } from './rest/app.ts'
import { ApiError } from './rest/schemas.ts'
import type { ApiContext } from './trpc/context.ts'
import { appRouter } from './trpc/router.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let apiKey: string

beforeAll(async () => {
  core = openCore(database.appUrl)
  owner = (await core.newWorkspace()).as('owner')
  apiKey = mustGive(await createApiKey(core.ctx, owner, { name: 'CI', scopes: [...SCOPES], expiresAt: null })).key
})
afterAll(() => core.close())

/** Neither PostgreSQL's text nor its jsonb takes these: nothing, and half of a sign that was cut in two. */
const NOTHING = 'a\u0000b'
const HALF = `ab${'😀'.slice(0, 1)}`
const id = crypto.randomUUID()

const contextOf = (): ApiContext => ({
  core: teamOf(core),
  principal: owner,
  person: { id, name: 'Tamsin Okoro', email: 'tamsin@brindle.example', emailVerified: true, sessionId: 's1' },
  isSignUpOpen: async () => false,
})

const Refused = z.object({
  error: z.object({ json: z.object({ message: z.string(), data: z.looseObject({ httpStatus: z.number() }) }) }),
})

/** Over HTTP, as the browser sees it. */
async function askTrpc(path: string, input: unknown) {
  const response = await fetchRequestHandler({
    endpoint: '/api/trpc',
    req: new Request(`http://127.0.0.1:3000/api/trpc/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ json: input }),
    }),
    router: appRouter,
    createContext: contextOf,
    // Questions, too: so that one way asks for all.
    allowMethodOverride: true,
  })
  const { message, data } = Refused.parse(await response.json()).error.json
  return { status: response.status, message, data }
}

async function askRest(path: string, body: unknown) {
  const errors: unknown[] = []
  const app = createRestApp({ core: core.ctx, onError: (error) => errors.push(error) })
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  const response = await app.fetch(
    new Request(`http://127.0.0.1:3000/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
  )
  expect(errors).toEqual([])
  return { status: response.status, error: ApiError.parse(await response.json()).error }
}

test('text that no database keeps is refused in words, wherever a page sends it', async () => {
  const asked: [path: string, field: string, input: (text: string) => unknown][] = [
    ['flows.create', 'name', (name) => ({ name })],
    ['flows.setFolder', 'folder', (folder) => ({ id, folder })],
    ['workspace.update', 'variables.currency', (currency) => ({ variables: { currency } })],
    ['connections.rename', 'name', (name) => ({ id, name })],
    ['invites.create', 'note', (note) => ({ emails: ['ilka@brindle.example'], role: 'editor', note })],
    ['approvals.decide', 'note', (note) => ({ id, verdict: 'approved', note })],
    ['problems.settle', 'note', (note) => ({ runId: id, stepRunId: id, act: { kind: 'skip' }, note })],
    ['audit.list', 'actions.1', (action) => ({ actions: ['flow.create', action] })],
  ]
  for (const [path, field, input] of asked) {
    const nothing = `“${field}” holds U+0000 at place 2, a character that cannot be kept. Take it out.`
    const half = `“${field}” holds half of a character at place 3, as of an emoji that was cut in two. Type it anew, or take it out.`
    for (const [text, message] of [
      [NOTHING, nothing],
      [HALF, half],
    ] as const) {
      const { status, data, ...told } = await askTrpc(path, input(text))
      expect({ path, status, ...told, data }).toMatchObject({
        ...{ path, status: 400, message },
        data: { core: { code: 'invalid', problems: [{ code: 'text_unreadable', field, message }] } },
      })
    }
  }
})

test('nothing that a page can call goes without that look', async () => {
  for (const path of Object.keys(appRouter._def.procedures)) {
    const { status, message } = await askTrpc(path, { [NOTHING]: 1 })
    expect({ path, status, message }).toEqual({
      ...{ path, status: 400 },
      message: 'A name in it holds U+0000 at place 2, a character that cannot be kept. Take it out.',
    })
  }
})

test('the API answers it the same, and what only looks odd is taken', async () => {
  for (const text of [NOTHING, HALF]) {
    const asked: [path: string, field: string, body: unknown][] = [
      ['/flows', 'name', { name: text }],
      [`/flows/${id}/publish`, 'note', { revision: 1, note: text }],
      [`/flows/${id}/enable`, 'reason', { reason: text }],
      [`/decisions/${id}`, 'note', { verdict: 'done', note: text }],
      [`/approvals/${id}`, 'note', { verdict: 'approved', note: text }],
      ['/connections', 'values.key', { connector: 'x', name: 'x', environment: 'live', values: { key: text } }],
      [`/flows/${id}/runs`, 'form.lines.0.note', { form: { lines: [{ note: text }] } }],
    ]
    for (const [path, field, body] of asked) {
      const { status, error } = await askRest(path, body)
      expect({ path, status, error }).toMatchObject({
        ...{ path, status: 400 },
        error: {
          code: 'invalid_text',
          message: expect.stringContaining(`“${field}”`),
          problems: [{ code: 'text_unreadable', field }],
        },
      })
    }
  }
  const taken = await askRest(`/flows/${id}/publish`, { revision: 1, note: 'C:\\u0000 😀 �' })
  expect(taken.status).toBe(404)
})
