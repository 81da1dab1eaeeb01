import { randomUUID } from 'node:crypto'
import { waitFor } from '../../../support/wait-for.ts'
import { byPerson, constant, control, drawing, pens, ref } from '../documents.ts'
import { begin, ended, expectEffects, expectEnd, granted, type Stage, start } from '../stage.ts'

/** By a person, who does not hear whether it was taken. */
export async function startByPerson(stage: Stage): Promise<void> {
  const { write } = pens(stage.world.http)
  const flowId = await stage.world.core.publish(stage.mark, drawing(byPerson, [write('w')], 'start > w'))
  const { dead } = stage.strike(flowId)
  await stage.ask('start', { flowId, form: { mark: stage.mark } })
  await dead
  const run = await stage.world.find<{ id: string }>('The run of a start', 'SELECT id FROM run WHERE flow_id = $1', [
    flowId,
  ])
  await expectEnd(stage, run.id, 'succeeded')
  expectEffects(stage, { w: 1 })
}

const inLine = (whenOpen: 'queue' | 'replace') => ({
  ...byPerson,
  runs: { order: { key: ref('start', 'mark'), queue: null, whenOpen, olderVersion: 'run' } },
})

const lined = (stage: Stage, whenOpen: 'queue' | 'replace') => {
  const { read, write } = pens(stage.world.http)
  const document = () => drawing(inLine(whenOpen), [read('gate'), write('w')], 'start > gate > w')
  return stage.flow(`In a line: ${whenOpen}`, document)
}

export async function turnInLine(stage: Stage): Promise<void> {
  const flowId = await lined(stage, 'queue')
  const first = await begin(stage, flowId)
  const next = await start(stage, flowId)
  const { dead } = stage.strike(first.runId)
  first.open()
  await dead
  await expectEnd(stage, first.runId, 'succeeded')
  await expectEnd(stage, next.runId, 'succeeded')
  expectEffects(stage, { w: 2 })
  const { rows } = await stage.world.db.query<{ waited: boolean }>(
    'SELECT b.started_at >= a.finished_at AS waited FROM run a, run b WHERE a.id = $1 AND b.id = $2',
    [first.runId, next.runId],
  )
  stage.expect('the next began after the first had ended', rows[0]?.waited === true)
}

export async function newerEvent(stage: Stage): Promise<void> {
  const flowId = await lined(stage, 'replace')
  const first = await begin(stage, flowId)
  const { dead } = stage.strike(first.runId)
  const next = await start(stage, flowId)
  await dead
  await expectEnd(stage, first.runId, 'cancelled')
  first.open()
  await expectEnd(stage, next.runId, 'succeeded')
  expectEffects(stage, { w: 1 })
}

const GATHERED_MS = 4_000
const EVENTS = 2

async function gathering(stage: Stage): Promise<{ flowId: string; join: () => Promise<void> }> {
  const { write } = pens(stage.world.http, ref('start', 'items', 0, 'mark'))
  const gather = { kind: 'batch', key: ref('start', 'mark'), count: 10, withinMs: GATHERED_MS }
  const document = () => drawing({ ...byPerson, runs: { gather } }, [write('w')], 'start > w')
  const flowId = await stage.flow('Gathered', document)
  const join = async () => void granted(await stage.ask('start', { flowId, form: { mark: stage.mark } }))
  return { flowId, join }
}

async function expectGathered(stage: Stage): Promise<void> {
  const gathers = await stage.world.find<{ runs: string[]; items: number }>(
    'All gathers are closed',
    `SELECT array_agg(run_id) AS runs, sum(items)::int AS items FROM gather WHERE workspace_id = $1 AND key = $2
     HAVING sum(items) = ${EVENTS} AND bool_and(state = 'closed')`,
    [stage.world.core.workspaceId, stage.mark],
  )
  const counts: number[] = []
  for (const runId of gathers.runs) {
    await expectEnd(stage, runId, 'succeeded')
    const { rows } = await stage.world.db.query<{ count: number }>(
      `SELECT (p.json ->> 'count')::int AS count FROM run r JOIN payload p ON p.id = r.item_payload_id WHERE r.id = $1`,
      [runId],
    )
    counts.push(rows[0]?.count ?? 0)
  }
  const all = counts.reduce((sum, count) => sum + count, 0)
  stage.expect(`each event is in one run: ${counts.join(' + ')}`, all === EVENTS)
  expectEffects(stage, { w: gathers.runs.length })
}

export async function gather(stage: Stage): Promise<void> {
  const { join } = await gathering(stage)
  await join()
  const { dead } = stage.strike(stage.mark)
  await join()
  await dead
  await expectGathered(stage)
}

export async function gatherThatIsDue(stage: Stage): Promise<void> {
  const { join } = await gathering(stage)
  await join()
  await join()
  const open = await stage.world.find<{ id: string }>(
    'The gather',
    'SELECT id FROM gather WHERE key = $1 AND items = $2',
    [stage.mark, EVENTS],
  )
  await stage.strike(open.id).dead
  await expectGathered(stage)
}

const EVERY_MS = 10_000
const TICKS = 2

async function scheduled(stage: Stage): Promise<string> {
  const { write } = pens(stage.world.http, constant(stage.mark))
  const schedule = { kind: 'interval', everyMs: EVERY_MS }
  const trigger = { type: 'schedule', schedule, overlap: 'start', catchUpWindowMs: 60_000 }
  return stage.flow(stage.mark, () => drawing({ trigger }, [write('w')], 'start > w'))
}

/** Each time that was due since then is one event, and one run; that of `due` above all. */
async function expectTicks(stage: Stage, flowId: string, of: { since: Date; due?: Date }): Promise<void> {
  const { world } = stage
  // A tick whose worker died comes a little later than those after it.
  await world.find(
    `${TICKS} ticks, none missing between them, and that of ${of.due?.toISOString() ?? 'any time'} among them`,
    `SELECT 1 AS due FROM delivery WHERE flow_id = $1 AND scheduled_for >= $4
     HAVING count(*) >= $2 AND ($5::timestamptz IS NULL OR bool_or(scheduled_for = $5)) AND extract(epoch FROM max(scheduled_for) - min(scheduled_for)) * 1000 = (count(*) - 1) * $3`,
    [flowId, TICKS, EVERY_MS, of.since, of.due ?? null],
  )
  granted(await world.clerk.ask('switchOff', { flowId }))
  const { rows } = await world.db.query<{ id: string; at: Date }>(
    'SELECT id, scheduled_for AS at FROM delivery WHERE flow_id = $1',
    [flowId],
  )
  for (const { id } of rows) {
    const run = await world.find<{ id: string }>('The run of a tick', 'SELECT id FROM run WHERE delivery_id = $1', [id])
    await expectEnd(stage, run.id, 'succeeded')
  }
  const times = rows.flatMap(({ at }) => (at >= of.since ? [at.getTime()] : [])).toSorted((a, b) => a - b)
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  stage.expect(
    `no tick is missing or doubled: ${gaps.join(', ')} ms apart`,
    gaps.every((gap) => gap === EVERY_MS),
  )
  expectEffects(stage, { w: rows.length })
}

/** Switched off and on again, so that its trigger is known before the engine has the schedule. */
export async function newSchedule(stage: Stage): Promise<void> {
  const flowId = await scheduled(stage)
  granted(await stage.world.clerk.ask('switchOff', { flowId }))
  const trigger = await stage.world.find<{ id: string }>(
    'A schedule that the engine has no more',
    'SELECT id FROM flow_trigger WHERE flow_id = $1 AND NOT active AND applied_generation = generation',
    [flowId],
  )
  const { dead } = stage.strike(trigger.id)
  granted(await stage.world.clerk.ask('switchOn', { flowId }))
  const { since } = await stage.world.find<{ since: Date }>(
    'Since when the flow is on',
    'SELECT times_since AS since FROM flow_trigger WHERE flow_id = $1 AND active',
    [flowId],
  )
  await dead
  // Also when it came round before the engine was told.
  const due = new Date((Math.floor(since.getTime() / EVERY_MS) + 1) * EVERY_MS)
  await expectTicks(stage, flowId, { since, due })
}

export async function tick(stage: Stage): Promise<void> {
  const flowId = await scheduled(stage)
  const trigger = await stage.world.find<{ id: string }>(
    'The trigger',
    'SELECT id FROM flow_trigger WHERE flow_id = $1',
    [flowId],
  )
  const met = await stage.strike(trigger.id).dead
  const due = met.find((parameter) => /^\d{4}-\d\d-\d\dT/.test(parameter))
  if (due === undefined) throw new Error('The write of a tick tells no time')
  await expectTicks(stage, flowId, { since: new Date(0), due: new Date(due) })
}

const ANSWER_MS = 60_000

async function answering(stage: Stage) {
  const { read, write } = pens(stage.world.http, ref('start', 'body', 'mark'))
  const trigger = { type: 'webhook', auth: { kind: 'none' }, answer: { kind: 'flow', deadlineMs: ANSWER_MS } }
  const done = control('done', 'answer', { status: constant(200), body: ref('w', 'body') })
  const document = () => drawing({ trigger }, [read('gate'), write('w'), done], 'start > gate > w > done')
  const flowId = await stage.flow('Answers', document)
  const source = await stage.world.find<{ id: string; address: string }>(
    'The address',
    'SELECT s.id, s.address FROM source s JOIN flow_trigger t ON t.source_id = s.id WHERE t.flow_id = $1',
    [flowId],
  )
  const deliveryId = randomUUID()
  const call = async (): Promise<{ status: number; said: string }> => {
    const response = await fetch(`${stage.world.open.stack.urls.ingress}/hooks/${source.address}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'webhook-id': deliveryId },
      body: JSON.stringify({ mark: stage.mark }),
    })
    return { status: response.status, said: await response.text() }
  }
  return { flowId, sourceId: source.id, deliveryId, call }
}

const runOf = ({ world }: Stage, deliveryId: string) =>
  world.find<{ id: string }>(
    'The run of a caller',
    'SELECT r.id FROM run r JOIN delivery d ON d.id = r.delivery_id WHERE d.vendor_id = $1',
    [deliveryId],
  )

async function expectAnswer(stage: Stage, call: () => Promise<{ status: number; said: string }>, first: string) {
  const again = await call()
  stage.expect(`the same call again is given the same answer: ${first}, ${again.said}`, again.said === first)
  expectEffects(stage, { w: 1 })
}

export async function answeredWebhook(stage: Stage): Promise<void> {
  const { deliveryId, call } = await answering(stage)
  const gate = stage.world.vendor.hold({ mark: stage.mark, step: 'gate' })
  // Another play may kill the ingress.
  const called = callAgain(call)
  await gate.asked
  const { id: runId } = await runOf(stage, deliveryId)
  const { dead } = stage.strike(runId)
  gate.open()
  await dead
  const { status, said } = await called
  stage.expect(`the caller was answered ${status} ${said}`, status === 200 && said.includes('"id"'))
  await expectEnd(stage, runId, 'succeeded')
  await expectAnswer(stage, call, said)
}

/** Whoever waits for the answer loses the line, and calls again as vendors do. */
export async function waitingCaller(stage: Stage): Promise<void> {
  const { deliveryId, sourceId, call } = await answering(stage)
  const { dead } = stage.strike(sourceId)
  const lost = await call().then(
    () => false,
    () => true,
  )
  stage.expect('the first call was cut off', lost)
  await dead
  const { id: runId } = await runOf(stage, deliveryId)
  await ended(stage, runId)
  const { said } = await callAgain(call)
  stage.expect(`the call again is given the answer: ${said}`, said.includes('"id"'))
  await expectAnswer(stage, call, said)
}

/** Another scene may be killing the ingress just now: its caller then calls once more. */
const callAgain = (call: () => Promise<{ status: number; said: string }>) =>
  waitFor(() => call().catch(() => null), { what: 'The call again is answered', deadlineMs: 60_000 })
