import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { approval, approvalLink, auditEntry, stepRun, systemMail } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { ApprovalStep } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { getHome } from '../home/get-home.ts'
import { getNavCounts } from '../nav/get-nav-counts.ts'
import type { Person } from '../ports/people.ts'
import type { Principal, Role } from '../principal.ts'
import { finishRun } from '../runs/finish-run.ts'
import { resetSteps } from '../runs/reset-steps.ts'
import type { RunTarget } from '../runs/run-target.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { seedMember, seedWaitingShop, type WaitingShop } from '../testing/seed-wait.ts'
import { askApproval, lookForAnswer, type Question } from './ask-approval.ts'
import { decideApproval } from './decide-approval.ts'
import { decideByLink } from './decide-by-link.ts'
import { getRunWaits } from './get-run-waits.ts'
import { getApproval, listApprovals } from './list-approvals.ts'
import { lookAtApproval } from './look-at-approval.ts'
import { tellOfApprovals } from './tell-of-approvals.ts'

const database = useDatabase(testDatabase)
const fail = (error: unknown): never => {
  throw error
}
const settings = { publicUrl: 'https://patchbay.example', mail: true }
let core: TestCore
let shop: WaitingShop
let target: RunTarget
let tamsin: Principal & { kind: 'user' }
let idris: Principal & { kind: 'user' }
let wren: Principal & { kind: 'user' }

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())
afterEach(() => vi.useRealTimers())
beforeEach(async () => {
  shop = await seedWaitingShop(core.ctx)
  tamsin = await join('Tamsin', 'operator')
  idris = await join('Idris', 'operator')
  wren = await join('Wren', 'viewer')
  target = await shop.begin(await shop.flowWith(step))
  core.asked.length = 0
})

const step: ApprovalStep = {
  id: 'ask',
  kind: 'approval',
  name: 'Ask the desk',
  position: { x: 0, y: 0 },
  question: { kind: 'constant', value: 'Refund?' },
  facts: [],
  approvers: { people: [], role: 'operator' },
  form: [],
  deadlineMs: 3_600_000,
  remindMs: null,
}

async function join(name: string, role: Role) {
  const { userId } = await seedMember(core.ctx, { workspaceId: shop.workspaceId, name, role })
  return { kind: 'user' as const, userId, name, workspaceId: shop.workspaceId, role }
}

const NO_PLAN = { planVersion: 1 as const, engineVersion: 1, expressionVersion: 1 as const, control: [], work: [] }

const inShop = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(core.ctx.db, shop.workspaceId, work)

const ask = (more: Partial<Question> = {}) =>
  askApproval(core.ctx.db, target, {
    place: { node: 1, stepId: 'ask', iteration: '' },
    question: 'Refund 2,140.00 SEK to Mika Thorne?',
    facts: [{ label: 'Order', value: '#10391' }],
    form: [{ name: 'amount', label: 'Refund', type: 'number', required: true }],
    approvers: { people: [], role: 'operator' },
    deadlineMs: 3_600_000,
    remindMs: 1_800_000,
    ...more,
  })

const asked = async () => {
  const [row] = await inShop((tx) => tx.select().from(approval))
  if (row === undefined) throw new Error('nobody was asked')
  return row
}

const look = async () => {
  const [row] = await inShop((tx) => tx.select().from(stepRun).where(eq(stepRun.runId, target.runId)))
  return lookForAnswer(core.ctx.db, target, row ?? { id: '', releaseRequestedAt: null })
}

/** What stands in the mails, by address: the token of the link. */
const tokens = async (): Promise<Map<string, string>> => {
  const mails = await inShop((tx) => tx.select().from(systemMail))
  return new Map(
    mails.map(({ to, text }) => [to.slice(0, 36), /approve\/([A-Za-z0-9_-]+)/.exec(text ?? '')?.[1] ?? '']),
  )
}

const personOf = ({ userId, name }: { userId: string; name: string }): Person => ({
  id: userId,
  name,
  email: `${userId}@brindle.example`,
  emailVerified: true,
  sessionId: 's',
})

describe('a question', () => {
  test('goes to exactly those who have the role, each by a link of their own of which only the hash is kept', async () => {
    expect(await ask()).toEqual({ state: 'open', forMs: 3_600_000 })
    expect((await asked()).approvers.map(({ name }) => name)).toEqual(['Idris', 'Tamsin'])
    await Promise.all([tellOfApprovals(core.ctx.db, settings, fail), tellOfApprovals(core.ctx.db, settings, fail)])
    const mails = await inShop((tx) => tx.select().from(systemMail))
    expect(mails).toHaveLength(2)
    expect(mails[0]?.text).toContain('Order: #10391')
    const given = await tokens()
    expect(new Set(given.values()).size).toBe(2)
    const links = await inShop((tx) => tx.select().from(approvalLink))
    for (const { hash } of links)
      expect([...given.values()].some((token) => hash.equals(Buffer.from(token)))).toBe(false)
    // The one reminder, with links of its own; then nobody is told any more.
    for (let turn = 0; turn < 3; turn++) {
      await inShop((tx) => tx.update(approval).set({ noticeAt: sql`notice_at - interval '1 hour'` }))
      await tellOfApprovals(core.ctx.db, settings, fail)
    }
    expect(await inShop((tx) => tx.select().from(systemMail))).toHaveLength(4)
    expect((await asked()).remindedAt).not.toBeNull()
  })

  test('is asked once, also by two that are at the step at the same time', async () => {
    await Promise.all([ask(), ask()])
    expect(await inShop((tx) => tx.select().from(approval))).toHaveLength(1)
  })

  test('is decided once: of two at the same moment one has answered, and the other hears who', async () => {
    await ask()
    const { id: approvalId } = await asked()
    const answers = await Promise.all([
      decideApproval(core.ctx, tamsin, { approvalId, verdict: 'approved', answers: { amount: 2140 }, note: ' Fine. ' }),
      decideApproval(core.ctx, idris, { approvalId, verdict: 'refused', answers: {} }),
    ])
    const [won] = answers.filter(({ ok }) => ok)
    const [lost] = answers.filter(({ ok }) => !ok)
    expect(won).toMatchObject({ ok: true, value: { runId: target.runId } })
    const row = await asked()
    expect(lost).toMatchObject({
      ok: false,
      error: { code: 'conflict', current: { verdict: row.verdict, by: row.decidedBy } },
    })
    expect(core.asked.filter(({ kind }) => kind === 'release')).toHaveLength(1)
    expect(await look()).toMatchObject({ state: 'decided', verdict: row.verdict, by: row.decidedBy })
    const audit = await inShop((tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, 'approval.decide')))
    expect(audit).toHaveLength(1)
  })

  test('is answered by who was asked and by managers, with a form that fits', async () => {
    await ask({ approvers: { people: [wren.userId], role: null } })
    const { id: approvalId } = await asked()
    const owner: Principal = {
      kind: 'user',
      userId: newId(),
      name: 'Olive',
      workspaceId: shop.workspaceId,
      role: 'owner',
    }
    const yes = { approvalId, verdict: 'approved' as const }
    expect(mustRefuse(await decideApproval(core.ctx, tamsin, { ...yes, answers: { amount: 1 } }))).toMatchObject({
      code: 'forbidden',
      message: 'This was put to Wren. An admin or an owner can answer as well.',
    })
    expect(mustRefuse(await decideApproval(core.ctx, wren, { ...yes, answers: {} })).problems).toMatchObject([
      { field: 'answers.amount', message: 'Fill in “Refund” to approve.' },
    ])
    expect(mustRefuse(await decideApproval(core.ctx, owner, { ...yes, answers: { amount: 'much' } })).code).toBe(
      'invalid',
    )
    expect(mustGive(await listApprovals(core.ctx, tamsin, { state: 'open' }))[0]?.mayDecide).toBe(false)
    const shown = async (who: Principal) => ({
      home: mustGive(await getHome(core.ctx, who, { window: '24h' })).needsPerson.map(({ kind }) => kind),
      nav: mustGive(await getNavCounts(core.ctx, who)).approvals,
    })
    expect([await shown(wren), await shown(tamsin)]).toEqual([
      { home: ['approval'], nav: 1 },
      { home: [], nav: 0 },
    ])
    mustGive(await decideApproval(core.ctx, wren, { ...yes, answers: { amount: 5, planted: true } }))
    expect(await shown(wren)).toEqual({ home: [], nav: 0 })
    expect((await asked()).answers).toEqual({ amount: 5 })
  })

  test.each([
    ['behind', -7_200_000],
    ['ahead', 7_200_000],
  ])('put by a worker whose clock is %s is open for its time by the database’s', async (_how, offMs) => {
    vi.setSystemTime(Date.now() + offMs)
    expect(await ask()).toEqual({ state: 'open', forMs: 3_600_000 })
    const [row] = await inShop((tx) =>
      tx
        .select({
          isOneMoment: sql<boolean>`${approval.deadlineAt} = ${stepRun.waitUntil}
            AND ${approval.deadlineAt} = ${approval.askedAt} + interval '1 hour'
            AND ${approval.remindAt} = ${approval.askedAt} + interval '30 minutes'
            AND ${approval.noticeAt} = ${approval.askedAt}`,
        })
        .from(approval)
        .innerJoin(stepRun, eq(stepRun.id, approval.stepRunId)),
    )
    expect(row).toEqual({ isOneMoment: true })
    const byItself = await look()
    // The next to look is another worker.
    vi.useRealTimers()
    for (const seen of [byItself, await look(), await ask()]) {
      expect(seen).toMatchObject({ state: 'open', forMs: expect.any(Number) })
      expect(seen?.state === 'open' && seen.forMs <= 3_600_000).toBe(true)
    }
    const { id: approvalId } = await asked()
    mustGive(await decideApproval(core.ctx, tamsin, { approvalId, verdict: 'refused', answers: {} }))
    expect(await look()).toMatchObject({ state: 'decided', verdict: 'refused' })
  })

  test('is over at its deadline, and when its run ends', async () => {
    await ask({ deadlineMs: 0 })
    const { id: approvalId } = await asked()
    const late = await decideApproval(core.ctx, tamsin, { approvalId, verdict: 'refused', answers: {} })
    expect(mustRefuse(late).code).toBe('gone')
    expect(await look()).toMatchObject({ state: 'expired' })
    const other = await shop.begin(await shop.flowWith(step))
    target = other
    await ask()
    const end = { state: 'cancelled' as const, reasonCode: null, reason: null, failedStepId: null, skipped: [] }
    await finishRun(core.ctx.db, other, end)
    const open = await inShop((tx) => tx.select().from(approval).where(eq(approval.runId, other.runId)))
    expect(open[0]?.state).toBe('withdrawn')
    const gone = await decideApproval(core.ctx, tamsin, {
      approvalId: open[0]?.id ?? '',
      verdict: 'refused',
      answers: {},
    })
    expect(mustRefuse(gone).message).toContain('has ended')
  })

  test('of a role that nobody has goes to the next higher one', async () => {
    const queries = drizzle({ client: core.ctx.db.pool })
    await queries.execute(sql`UPDATE member SET role = 'editor' WHERE user_id = ${idris.userId}`)
    await queries.execute(sql`UPDATE member SET role = 'viewer' WHERE user_id = ${tamsin.userId}`)
    await ask()
    expect((await asked()).approvers.map(({ name }) => name)).toEqual(['Idris'])
    const [row] = await inShop((tx) => tx.select().from(stepRun))
    expect(row?.notes).toEqual(['Nobody is operator here, so each editor was asked.'])
  })
})

describe('a question of a step that is done again', () => {
  test.each(['succeeded', 'retrying'] as const)('keeps its answer in sight, also of one that was %s', async (state) => {
    await ask()
    await tellOfApprovals(core.ctx.db, settings, fail)
    const token = (await tokens()).get(tamsin.userId) ?? ''
    const { id: approvalId } = await asked()
    const note = 'Paid twice.'
    mustGive(
      await decideApproval(core.ctx, tamsin, { approvalId, verdict: 'approved', answers: { amount: 2140 }, note }),
    )
    await inShop(async (tx) => {
      await tx.update(stepRun).set({ state })
      await resetSteps(tx, { id: target.runId, plan: NO_PLAN }, { nodes: new Set([1]), by: 'Idris' })
    })
    expect(await inShop((tx) => tx.select().from(stepRun))).toEqual([])
    const given = {
      stepName: 'Ask the desk',
      verdict: 'approved',
      decidedBy: 'Tamsin',
      note,
      answers: { amount: 2140 },
    }
    expect(mustGive(await listApprovals(core.ctx, idris, { state: 'over' }))).toMatchObject([given])
    expect(mustGive(await getApproval(core.ctx, idris, { approvalId }))).toMatchObject(given)
    expect(mustGive(await getRunWaits(core.ctx, idris, { runId: target.runId })).approvals).toMatchObject([given])
    expect(mustGive(await lookAtApproval(core.ctx, null, { token }))).toMatchObject({
      state: 'decided',
      decidedBy: 'Tamsin',
    })
  })
})

describe('a link', () => {
  test('shows everything and decides nothing; answering by it needs no sign-in, and counts as its person', async () => {
    await ask()
    await tellOfApprovals(core.ctx.db, settings, fail)
    const token = (await tokens()).get(tamsin.userId) ?? ''
    for (let look = 0; look < 3; look++) {
      expect(mustGive(await lookAtApproval(core.ctx, null, { token }))).toMatchObject({
        state: 'open',
        you: { name: 'Tamsin' },
        approval: { question: 'Refund 2,140.00 SEK to Mika Thorne?', mayDecide: true },
      })
    }
    expect((await asked()).state).toBe('open')
    const answer = { token, verdict: 'approved' as const, answers: { amount: 2140 } }
    mustGive(await decideByLink(core.ctx, null, answer))
    expect(await asked()).toMatchObject({ decidedBy: 'Tamsin', decidedById: tamsin.userId })
    expect(mustRefuse(await decideByLink(core.ctx, null, answer)).code).toBe('conflict')
    const after = mustGive(await lookAtApproval(core.ctx, null, { token }))
    expect(after).toMatchObject({ state: 'decided', verdict: 'approved', decidedBy: 'Tamsin' })
    // It has done its work: what it was about is not shown to whoever finds it later.
    expect(JSON.stringify(after)).not.toContain('#10391')
  })

  test('of somebody else, of one who has left, and one that was never given out open nothing', async () => {
    await ask()
    await tellOfApprovals(core.ctx.db, settings, fail)
    const token = (await tokens()).get(tamsin.userId) ?? ''
    const answer = { token, verdict: 'approved' as const, answers: { amount: 1 } }
    expect(mustGive(await lookAtApproval(core.ctx, personOf(idris), { token }))).toEqual({
      state: 'other',
      workspace: 'Brindle Goods',
      person: 'Tamsin',
    })
    expect(mustRefuse(await decideByLink(core.ctx, personOf(idris), answer)).code).toBe('forbidden')
    await drizzle({ client: core.ctx.db.pool }).execute(sql`DELETE FROM member WHERE user_id = ${tamsin.userId}`)
    expect(mustGive(await lookAtApproval(core.ctx, null, { token }))).toEqual({ state: 'unknown' })
    const left = mustRefuse(await decideByLink(core.ctx, null, answer))
    for (const guess of ['x', 'A'.repeat(43), `${token}x`]) {
      expect(mustGive(await lookAtApproval(core.ctx, null, { token: guess }))).toEqual({ state: 'unknown' })
      expect(mustRefuse(await decideByLink(core.ctx, null, { ...answer, token: guess }))).toEqual(left)
    }
    expect((await asked()).state).toBe('open')
  })

  test('that is tried again and again is kept waiting', async () => {
    await ask()
    await tellOfApprovals(core.ctx.db, settings, fail)
    const token = (await tokens()).get(tamsin.userId) ?? ''
    const tries = await Promise.all(Array.from({ length: 60 }, () => lookAtApproval(core.ctx, null, { token })))
    expect(tries.filter(({ ok }) => ok)).toHaveLength(40)
  })
})
