import {
  findDueAlerts,
  leaseAlertMessages,
  listAlertRecipients,
  raiseAlerts,
  raiseSilenceAlerts,
} from '@patchbay/db/alert-functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import {
  alert,
  alertMessage,
  connection,
  decision,
  flow,
  problem,
  run,
  stepRun,
  systemMail,
  user,
} from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listFlows } from '../flows/list-flows.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { drawAsUndo, seedDecision } from '../testing/seed-decision.ts'
import { type RunSeed, seedRun } from '../testing/seed-run.ts'
import { createWorkspace } from '../workspace/create-workspace.ts'
import { addAlertChannel } from './add-alert-channel.ts'
import { listAlerts } from './list-alerts.ts'
import { muteAlerts } from './mute-alerts.ts'
import { sendAlertMessages } from './send-alert-messages.ts'
import { setAlertMail } from './set-alert-mail.ts'
import { tellOfAlerts } from './tell-of-alerts.ts'

const database = useDatabase(testDatabase)
const HOUR_MS = 3_600_000
let core: TestCore
let owner: Principal & { kind: 'user' }
let flowId: string

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())

beforeEach(async () => {
  const { workspaceId, as } = await core.newWorkspace()
  const made = as('owner')
  if (made.kind !== 'user') throw new Error('an owner is a person')
  owner = made
  const sandbox = { setUp: async () => undefined }
  mustGive(await createWorkspace(core.ctx, { id: workspaceId, name: 'Brindle', timeZone: 'UTC', owner }, sandbox))
  flowId = mustGive(await listFlows(core.ctx, owner))[0]?.id ?? ''
  await inOwn((tx) => tx.update(flow).set({ enabled: true }).where(eq(flow.id, flowId)))
  await becomeMember()
})

describe('a flow that fails', () => {
  test('is told of once, counted meanwhile, over when it goes well, and told of again an hour later at the soonest', async () => {
    await seed({ state: 'failed', subject: 'Order #1', reason: 'The carrier refused the address.' })
    await look()
    expect(await mails()).toMatchObject([{ subject: 'Order journey failed' }])
    expect((await mails())[0]?.text).toContain('Order #1 stopped: The carrier refused the address.')
    await seed({ state: 'failed', subject: 'Order #2' })
    await look()
    expect(await mails()).toHaveLength(1)
    expect(await open()).toMatchObject([{ kind: 'failure', count: 2, notices: 1 }])

    await seed({ state: 'succeeded' })
    await look()
    expect(await open()).toEqual([])
    await seed({ state: 'failed', subject: 'Order #3' })
    await look()
    expect(await mails()).toHaveLength(1)
    await inOwn((tx) => tx.update(alert).set({ noticeAt: sql`now()` }).where(sql`resolved_at is null`))
    await look()
    expect(await mails()).toHaveLength(2)
  })

  test('is not told of to who muted it, nor to who wants no mail, and to nobody once it is muted for all', async () => {
    mustGive(await muteAlerts(core.ctx, owner, { subjectId: flowId, forEverybody: false, until: null }))
    await channel()
    await seed({ state: 'failed' })
    await look()
    expect(await mails()).toEqual([])
    expect(await messages()).toHaveLength(1)

    mustGive(await muteAlerts(core.ctx, owner, { subjectId: flowId, forEverybody: true, until: null }))
    await remind()
    expect(await messages()).toHaveLength(1)
    expect(mustGive(await listAlerts(core.ctx, owner))).toMatchObject([{ title: 'Order journey failed' }])
  })

  test('is over when the run that failed goes well after all, however long ago it came in', async () => {
    await seed({ state: 'failed', acceptedAt: ago(30), tookMs: 30 * HOUR_MS })
    await look()
    expect(await open()).toHaveLength(1)
    await inOwn((tx) =>
      tx.update(run).set({ state: 'succeeded', finishedAt: sql`now()` }).where(eq(run.flowId, flowId)),
    )
    await look()
    expect(await open()).toEqual([])
  })

  test.each([
    [
      'the flow is switched off',
      () => inOwn((tx) => tx.update(flow).set({ enabled: false }).where(eq(flow.id, flowId))),
    ],
    ['the run is retried and cancelled', () => inOwn((tx) => tx.update(run).set({ state: 'cancelled' }))],
    ['the run is past its time and removed', () => inOwn((tx) => tx.delete(run))],
    ['its problem is dismissed', () => inOwn((tx) => tx.update(problem).set({ state: 'dismissed' }))],
  ])('is over when %s, and nobody is reminded', async (_what, deal) => {
    await seed({ state: 'failed' })
    await look()
    await remind()
    expect(await mails()).toMatchObject([{ subject: 'Order journey failed' }, { subject: 'Order journey still fails' }])
    await deal()
    await raiseAlerts(core.ctx.db)
    expect(await open()).toEqual([])
    await look()
    expect(await mails()).toHaveLength(2)
  })

  test('goes on while one of its runs is not dealt with', async () => {
    await seed({ state: 'failed' })
    const { runId } = await seed({ state: 'failed' })
    await look()
    await inOwn((tx) => tx.update(problem).set({ state: 'dismissed' }).where(eq(problem.runId, runId)))
    await look()
    expect(await open()).toMatchObject([{ kind: 'failure', count: 2 }])
  })

  test('is counted once, however many workers look at the same moment, and told to its own members only', async () => {
    await seed({ state: 'failed' })
    const first = await core.ctx.db.pool.connect()
    await first.query('BEGIN')
    await first.query('SELECT raise_alerts()')
    // Goes away at once, for the first is at it.
    await raiseAlerts(core.ctx.db)
    await first.query('COMMIT')
    first.release()
    expect(await open()).toMatchObject([{ kind: 'failure', count: 1 }])

    const { workspaceId } = await core.newWorkspace()
    const asked = (own: string) =>
      inWorkspace(core.ctx.db, own, (tx) => listAlertRecipients(tx, owner.workspaceId)).then((rows) => rows.length)
    expect([await asked(owner.workspaceId), await asked(workspaceId)]).toEqual([1, 0])
  })

  test('is told of to each channel, until it takes it, under one id', async () => {
    mustGive(await setAlertMail(core.ctx, owner, { mail: [], mutedUntil: null }))
    await channel()
    await seed({ state: 'failed', subject: 'Order <#1>' })
    await look()
    expect(await mails()).toEqual([])
    const seen: string[] = []
    const answers = [{ ok: false as const, again: true, reason: 'It answered 503.' }, { ok: true as const }]
    const post = async ({ id, workspaceId }: { id: string; workspaceId: string }) => {
      if (workspaceId !== owner.workspaceId) return { ok: true as const }
      seen.push(id)
      return answers.shift() ?? { ok: true as const }
    }
    await sendAlertMessages(core.ctx.db, post)
    expect(await messages()).toMatchObject([{ state: 'queued', lastError: 'It answered 503.' }])
    await inOwn((tx) => tx.update(alertMessage).set({ dueAt: sql`now()` }))
    await sendAlertMessages(core.ctx.db, post)
    expect(await messages()).toMatchObject([{ state: 'sent', lastError: null }])
    expect(seen).toEqual([seen[0], seen[0]])
    expect(await leaseAlertMessages(core.ctx.db, { limit: 5, ttlMs: 1000 })).toEqual([])
  })
})

test('two workers that look at once tell of it once', async () => {
  await seed({ state: 'failed' })
  await raiseAlerts(core.ctx.db)
  await Promise.all([tell(), tell(), tell()])
  expect(await mails()).toHaveLength(1)
})

describe('a question', () => {
  test.each([
    ['unknown', 'needs_attention', /sent again/],
    ['failed', 'needs_attention', /mend the cause/],
    ['undo', 'succeeded', /undone by hand or may stay/],
    ['undo', 'needs_attention', /undone or is to be tried again/],
  ] as const)('of kind %s (its step %s) is told of in its own words, with a way to it', async (kind, state, asked) => {
    const { id } = await seedDecision(core.ctx, { workspaceId: owner.workspaceId, flowId, kind, state })
    if (state === 'needs_attention' && kind === 'undo')
      await drawAsUndo(core.ctx, { workspaceId: owner.workspaceId, flowId })
    await look()
    const [mail] = await mails()
    expect(mail?.subject).toBe('Order journey waits for a decision')
    expect(mail?.text).toMatch(asked)
    expect(mail?.text).toContain('And now?')
    expect(mail?.text).not.toContain('Nobody knows')
    expect(mail?.text).toContain(`https://patchbay.example/problems#${id}`)
  })

  test('that is answered was one, and asks for nothing any more', async () => {
    const seed = { workspaceId: owner.workspaceId, flowId, kind: 'unknown', state: 'needs_attention' } as const
    await seedDecision(core.ctx, seed)
    await seedDecision(core.ctx, seed)
    await look()
    expect((await mails())[0]?.subject).toBe('Order journey waits for 2 decisions')
    await inOwn((tx) => tx.update(decision).set({ state: 'decided', decidedAt: sql`now()` }))
    // Before the alert is over nobody is told of what nobody waits for.
    await inOwn((tx) => tx.update(alert).set({ noticeAt: sql`now()` }))
    await tell()
    expect(await mails()).toHaveLength(1)
    await look()
    const [over] = mustGive(await listAlerts(core.ctx, owner))
    expect(over).toMatchObject({ title: 'Order journey waited for 2 decisions', action: null })
    expect(over?.lines[0]).toContain('And now?')
  })
})

test('a failure names its step once, the vendor and what it answered, also when it is over', async () => {
  const error = { code: 'invalid_input', message: 'The address is not valid.', status: 422 }
  const { runId } = await seed({
    state: 'failed',
    subject: 'Order #1',
    failedStepId: 'label',
    reason: '“Buy the cheapest label” failed: The address is not valid.',
    steps: [
      {
        stepId: 'label',
        kind: 'action',
        state: 'failed',
        error,
        finishedAt: new Date(),
        tries: [{ outcome: 'failed', error }],
      },
    ],
  })
  await look()
  const line = 'Order #1 stopped at “Buy the cheapest label”: EasyPost answered 422: The address is not valid.'
  expect((await mails())[0]?.text).toContain(line)
  // Retried: what it was stopped by is not said of the run any more.
  await inOwn((tx) =>
    tx.update(run).set({ state: 'succeeded', reason: null, failedStepId: null }).where(eq(run.id, runId)),
  )
  await inOwn((tx) => tx.update(stepRun).set({ state: 'succeeded', error: null }).where(eq(stepRun.runId, runId)))
  await look()
  expect(mustGive(await listAlerts(core.ctx, owner))).toMatchObject([
    { title: 'Order journey failed', lines: [line, expect.anything()], action: null },
  ])
})

test('a long text that is cut within an emoji is told all the same', async () => {
  mustGive(
    await addAlertChannel(core.ctx, owner, {
      kind: 'slack',
      name: 'Ops',
      url: 'https://hooks.slack.com/services/T/B/x',
      alerts: ['failure'],
    }),
  )
  // One of the two is cut in the middle.
  for (const more of ['', '.']) await seed({ state: 'failed', reason: `${more}${'😀'.repeat(2000)}` })
  await look()
  expect(await messages()).toHaveLength(1)
  const [first] = await open()
  await inOwn((tx) =>
    tx
      .update(run)
      .set({ reason: '😀'.repeat(2000) })
      .where(eq(run.id, first?.runId ?? '')),
  )
  await remind()
  expect(await messages()).toHaveLength(2)
  expect(await mails()).toHaveLength(2)
})

test('one that cannot be told is put off, and keeps no other from being told', async () => {
  await seed({ state: 'failed' })
  const { workspaceId } = owner
  const row = { workspaceId, kind: 'silence', subjectId: flowId, flowId, firstAt: ago(1), noticeAt: ago(1) } as const
  // No time that can be written.
  await raiseAlerts(core.ctx.db)
  await inOwn((tx) => tx.insert(alert).values({ ...row, lastAt: sql`'-infinity'` }))
  const failures: string[] = []
  await tell((_error, id) => failures.push(id))
  expect(await mails()).toMatchObject([{ subject: 'Order journey failed' }])
  expect(await findDueAlerts(core.ctx.db, 50)).toEqual([])
  const broken = () => open().then((rows) => rows.filter(({ kind }) => kind === 'silence'))
  expect(await broken()).toMatchObject([{ id: failures[0], notices: 0 }])
  expect(failures).toHaveLength(1)

  await inOwn((tx) =>
    tx
      .update(alert)
      .set({ lastAt: ago(9), noticeAt: sql`now()` })
      .where(eq(alert.kind, 'silence')),
  )
  await tell()
  expect(await broken()).toMatchObject([{ notices: 1 }])
})

test('a connection that is refused is told of, and is over when it works', async () => {
  const set = (state: 'needs_attention' | 'working') =>
    inOwn((tx) =>
      tx.update(connection).set({ state, stateSince: sql`now()` }).where(eq(connection.connector, 'stripe')),
    )
  await set('needs_attention')
  await look()
  expect(await open()).toMatchObject([{ kind: 'connection', notices: 1 }])
  expect((await mails())[0]?.subject).toMatch(/needs to be connected again$/)
  expect((await mails())[0]?.text).toMatch(/\/connections\?id=[0-9a-f-]{36}/)
  await set('working')
  await look()
  expect(await open()).toEqual([])
})

describe('a flow that usually runs', () => {
  test('and has not for twice its longest pause is told of; over when it runs', async () => {
    // Every four hours for five days, the last one nine hours ago.
    for (let index = 0; index < 30; index++) await seed({ state: 'succeeded', acceptedAt: ago(9 + index * 4) })
    await raiseSilenceAlerts(core.ctx.db)
    await look()
    expect(await open()).toMatchObject([{ kind: 'silence', notices: 1 }])
    await seed({ state: 'succeeded', acceptedAt: new Date(Date.now() + 1000) })
    await look()
    expect(await open()).toEqual([])
  })

  test.each([
    ['has paused as long before', 30, 4, 7],
    ['is new', 30, 0.1, 9],
    ['hardly runs', 10, 12, 40],
  ])('is left alone where it %s', async (_why, runs, everyHours, lastHours) => {
    for (let index = 0; index < runs; index++) {
      await seed({ state: 'succeeded', acceptedAt: ago(lastHours + index * everyHours) })
    }
    await raiseSilenceAlerts(core.ctx.db)
    expect(await open()).toEqual([])
  })
})

const inOwn = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(core.ctx.db, owner.workspaceId, work)
const unexpected = (error: unknown) => {
  throw error
}
const tell = (onError: (error: unknown, id: string) => void = unexpected) =>
  tellOfAlerts(core.ctx.db, { publicUrl: 'https://patchbay.example', mail: true }, onError)
const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS)
const seed = (run_: Partial<RunSeed>) =>
  seedRun(core.ctx, { workspaceId: owner.workspaceId, flowId, tookMs: 0, ...run_ })
const mails = () => inOwn((tx) => tx.select().from(systemMail))
const messages = () => inOwn((tx) => tx.select().from(alertMessage))
const open = () => inOwn((tx) => tx.select().from(alert).where(sql`resolved_at is null`))

async function look(): Promise<void> {
  await raiseAlerts(core.ctx.db)
  while ((await findDueAlerts(core.ctx.db, 1)).length > 0) {
    await tell()
  }
}

async function remind(): Promise<void> {
  await inOwn((tx) => tx.update(alert).set({ noticeAt: sql`now()` }))
  await look()
}

const channel = async () =>
  mustGive(
    await addAlertChannel(core.ctx, owner, {
      kind: 'webhook',
      name: 'Operations',
      url: 'https://ops.example/alerts',
      alerts: ['failure'],
    }),
  )

/** better-auth keeps people; here one is written as it would. */
async function becomeMember(): Promise<void> {
  const queries = drizzle({ client: core.ctx.db.pool })
  await queries.insert(user).values({ id: owner.userId, name: owner.name, email: `${owner.userId}@brindle.example` })
  await queries.execute(
    sql`INSERT INTO organization (id, name, slug) VALUES (${owner.workspaceId}, 'Brindle', ${owner.workspaceId})`,
  )
  await queries.execute(
    sql`INSERT INTO member (organization_id, user_id, role) VALUES (${owner.workspaceId}, ${owner.userId}, 'owner')`,
  )
}
