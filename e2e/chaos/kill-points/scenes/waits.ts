import { createHmac, randomUUID } from 'node:crypto'
import { waitFor } from '../../../support/wait-for.ts'
import { byCall, control, drawing, pens, ref } from '../documents.ts'
import { begin, ended, expectEffects, expectEnd, gated, granted, type Stage, stepIs, takeUntilThere } from '../stage.ts'
import { callOf } from './cancels.ts'

const HOUR_MS = 3_600_000

async function asking(stage: Stage) {
  const { write } = pens(stage.world.http)
  const ask = control('ask', 'approval', {
    question: {
      kind: 'template',
      parts: [{ text: 'May "' }, { ref: ref('start', 'mark').ref }, { text: '" go?' }],
    },
    facts: [],
    approvers: { people: [], role: 'owner' },
    form: [],
    deadlineMs: HOUR_MS,
    remindMs: null,
  })
  const flowId = await gated(stage, 'Approval', [ask, write('b')], 'start > gate > ask.approved > b')
  return begin(stage, flowId)
}

async function openQuestion(stage: Stage, runId: string): Promise<string> {
  const found = await stage.world.find<{ id: string }>(
    'A question that is open',
    `SELECT id FROM approval WHERE run_id = $1 AND state = 'open'`,
    [runId],
  )
  return found.id
}

async function expectApproved(stage: Stage, runId: string): Promise<void> {
  await expectEnd(stage, runId, 'succeeded')
  expectEffects(stage, { b: 1 })
  const { rows } = await stage.world.db.query<{ said: string }>(
    `SELECT state || ' ' || verdict AS said FROM approval WHERE run_id = $1`,
    [runId],
  )
  const said = rows.map((row) => row.said).join(', ')
  stage.expect(`the question was asked once and decided: ${said}`, said === 'decided approved')
}

export async function approval(stage: Stage): Promise<void> {
  const { runId, open } = await asking(stage)
  const { dead } = stage.strike(runId)
  open()
  await dead
  granted(await stage.ask('approve', { approvalId: await openQuestion(stage, runId) }))
  await expectApproved(stage, runId)
}

const MAILED_DEADLINE_MS = 200_000

/** Its mail goes out, and only then is it answered. */
export async function approvalMail(stage: Stage): Promise<void> {
  const { runId, open } = await asking(stage)
  // What is asked tells its mark, and so does the mail.
  const { dead } = stage.strike(stage.mark)
  open()
  await dead
  const approvalId = await openQuestion(stage, runId)
  const mails = await waitFor(
    async () => {
      const { rows } = await stage.world.db.query<{ state: string }>(
        'SELECT state FROM system_mail WHERE workspace_id = $1 AND dedupe_key LIKE $2',
        [stage.world.core.workspaceId, `approval ${approvalId} %`],
      )
      return rows.length > 0 && rows.every(({ state }) => state !== 'queued') ? rows : null
    },
    { what: 'The mail of a question is sent', deadlineMs: MAILED_DEADLINE_MS },
  )
  stage.expect(
    `one mail was sent: ${mails.map(({ state }) => state)}`,
    mails.map(({ state }) => state).join() === 'sent',
  )
  granted(await stage.ask('approve', { approvalId }))
  await expectApproved(stage, runId)
}

export async function approvalThatIsAnswered(stage: Stage): Promise<void> {
  const { runId, open } = await asking(stage)
  open()
  const approvalId = await openQuestion(stage, runId)
  const { dead } = stage.strike(approvalId)
  await stage.ask('approve', { approvalId })
  await dead
  await expectApproved(stage, runId)
}

/** A flow that calls another one and goes on with its answer. */
async function caller(stage: Stage) {
  const { read, write } = pens(stage.world.http)
  const called = await stage.flow('Called', () => drawing(byCall, [read('inner'), write('cw')], 'start > inner > cw'))
  const steps = [control('sub', 'subflow', callOf(called)), write('b')]
  return begin(stage, await gated(stage, 'Calls', steps, 'start > gate > sub > b'))
}

async function expectCalled(stage: Stage, runId: string): Promise<void> {
  await expectEnd(stage, runId, 'succeeded')
  expectEffects(stage, { cw: 1, b: 1 })
  const { rows } = await stage.world.db.query<{ state: string }>('SELECT state FROM run WHERE parent_run_id = $1', [
    runId,
  ])
  const states = rows.map(({ state }) => state).join(', ')
  stage.expect(`one run was called, and succeeded: ${states}`, states === 'succeeded')
}

export async function callOfFlow(stage: Stage): Promise<void> {
  const { runId, open } = await caller(stage)
  const { dead } = stage.strike(runId)
  open()
  await dead
  await expectCalled(stage, runId)
}

export async function endOfCalled(stage: Stage): Promise<void> {
  const { runId, open } = await caller(stage)
  const inner = stage.world.vendor.hold({ mark: stage.mark, step: 'inner' })
  open()
  await inner.asked
  const child = await stage.world.find<{ id: string }>(
    'The called run',
    'SELECT id FROM run WHERE parent_run_id = $1',
    [runId],
  )
  const { dead } = stage.strike(child.id)
  inner.open()
  await dead
  await expectCalled(stage, runId)
}

async function listening(stage: Stage, mark = stage.mark) {
  const { world } = stage
  const { write } = pens(world.http)
  const wait = control('wait', 'event', {
    connector: 'shopify',
    event: 'orderUpdated',
    connectionId: world.shop.connectionId,
    params: {},
    match: { path: 'tags', equals: ref('start', 'mark') },
    timeoutMs: HOUR_MS,
    lookBackMs: 0,
  })
  return begin(stage, await gated(stage, 'Event', [wait, write('b')], 'start > gate > wait > b'), mark)
}

/** As the shop would: the order of the template, changed once more. */
async function tell({ world }: Stage, mark: string): Promise<void> {
  const { template, secret, url } = world.shop
  const before: unknown = JSON.parse(template.body.toString('utf8'))
  const body = Buffer.from(
    JSON.stringify(Object.assign({}, before, { updated_at: new Date().toISOString(), tags: mark })),
  )
  const headers = {
    ...template.headers,
    'x-shopify-topic': 'orders/updated',
    'x-shopify-webhook-id': randomUUID(),
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
  }
  const send = () => fetch(url, { method: 'POST', headers, body: new Uint8Array(body) })
  await waitFor(async () => ((await send()).ok ? true : null), { what: 'The event is taken', deadlineMs: 30_000 })
}

export async function eventWait(stage: Stage): Promise<void> {
  const { runId, open } = await listening(stage)
  const { dead } = stage.strike(runId)
  open()
  await dead
  await stepIs(stage, runId, 'wait', 'waiting')
  await tell(stage, stage.mark)
  await expectMet(stage, runId, stage.mark)
}

/** Between the event's being stored as met and this one's hearing of it another death may fall: then the run just goes on. */
export function eventMet(stage: Stage): Promise<void> {
  return takeUntilThere(stage, async (mark) => {
    const { runId, open } = await listening(stage, mark)
    open()
    const { id: stepRunId } = await stepIs(stage, runId, 'wait', 'waiting')
    const { dead } = stage.strike(stepRunId)
    await tell(stage, mark)
    const isThere = await Promise.race([dead.then(() => true), ended(stage, runId).then(() => false)])
    await expectMet(stage, runId, mark)
    return isThere
  })
}

async function expectMet(stage: Stage, runId: string, mark: string): Promise<void> {
  await expectEnd(stage, runId, 'succeeded')
  expectEffects(stage, { b: 1 }, mark)
}
