import { byPerson, drawing, pens } from '../documents.ts'
import { begin, ended, expectEffects, expectEnd, gated, granted, type Stage, stepIs, takeUntilThere } from '../stage.ts'
import { OLD_CREDENTIAL } from '../vendor.ts'

/** A run whose second step was refused, and would go through now. */
async function failed(stage: Stage, mark = stage.mark) {
  const { write } = pens(stage.world.http)
  const flowId = await gated(stage, 'Fails', [write('a'), write('bad')], 'start > gate > a > bad')
  const begun = await begin(stage, flowId, mark)
  stage.world.vendor.refuse({ mark, step: 'bad' }, 422)
  begun.open()
  const end = await ended(stage, begun.runId)
  stage.world.vendor.relent({ mark, step: 'bad' })
  stage.expect(`the run failed before it is steered, and not ${end.state}`, end.state === 'failed')
  return begun
}

export async function retryByPerson(stage: Stage): Promise<void> {
  const { runId } = await failed(stage)
  const { dead } = stage.strike(runId)
  await stage.ask('retry', { runId })
  await dead
  const end = await expectEnd(stage, runId, 'succeeded', 2)
  expectEffects(stage, { a: 1, bad: 1 })
  stage.expect(`it was retried once, to epoch ${end.epoch}`, end.epoch === 2)
}

/** A person leaves the step out that failed. */
export async function settledStep(stage: Stage): Promise<void> {
  const { runId } = await failed(stage)
  const { id: stepRunId } = await stepIs(stage, runId, 'bad', 'failed')
  const { dead } = stage.strike(runId)
  await stage.ask('skip', { runId, stepRunId })
  await dead
  const end = await expectEnd(stage, runId, 'succeeded', 2)
  expectEffects(stage, { a: 1, bad: 0 })
  stage.expect(`it went on once, at epoch ${end.epoch}`, end.epoch === 2)
}

export async function runAgain(stage: Stage): Promise<void> {
  const { runId } = await failed(stage)
  const { version } = await stage.world.find<{ version: string }>(
    'The version of a run',
    'SELECT version_id AS version FROM run WHERE id = $1',
    [runId],
  )
  const { dead } = stage.strike(runId)
  await stage.ask('again', { runId, versionId: version, reuse: true })
  await dead
  const { rows } = await stage.world.db.query<{ id: string }>('SELECT id FROM run WHERE again_of = $1', [runId])
  stage.expect(`it was run again once, and not ${rows.length} times`, rows.length === 1)
  for (const { id } of rows) await expectEnd(stage, id, 'succeeded')
  expectEffects(stage, { a: 1, bad: 1 })
}

const IMPATIENT = { maxAttempts: 1, initialDelayMs: 200, backoff: 1, maxDelayMs: 200, timeoutMs: 1_500 }

/** Nobody knows whether a write without a key went through, so a person is asked. */
export async function decision(stage: Stage): Promise<void> {
  const { unsafe, write } = pens(stage.world.http)
  const steps = [unsafe('tell', { policy: IMPATIENT }), write('b')]
  const { runId, open } = await begin(stage, await gated(stage, 'Decision', steps, 'start > gate > tell > b'))
  const held = stage.world.vendor.hold({ mark: stage.mark, step: 'tell' }, 'applied')
  open()
  const decisionId = await openDecision(stage, runId, 'unknown')
  held.open()
  const { dead } = stage.strike(decisionId)
  await stage.ask('decide', { decisionId, verdict: 'done' })
  await dead
  await expectEnd(stage, runId, 'succeeded')
  expectEffects(stage, { tell: 1, b: 1 })
  await expectDecided(stage, runId, 'unknown')
}

export async function openDecision(stage: Stage, runId: string, kind: 'unknown' | 'undo'): Promise<string> {
  const found = await stage.world.find<{ id: string }>(
    'A decision that is open',
    `SELECT id FROM decision WHERE run_id = $1 AND kind = $2 AND state = 'open'`,
    [runId, kind],
  )
  return found.id
}

export async function expectDecided(stage: Stage, runId: string, kind: 'unknown' | 'undo'): Promise<void> {
  const { rows } = await stage.world.db.query<{ state: string }>(
    'SELECT state FROM decision WHERE run_id = $1 AND kind = $2',
    [runId, kind],
  )
  const states = rows.map(({ state }) => state).join(', ')
  stage.expect(`one question was asked and decided: ${states}`, states === 'decided')
}

/** A vendor refuses a credential, and the run waits for another. */
export async function mendedConnection(stage: Stage): Promise<void> {
  const { core, http } = stage.world
  const old = { host: 'vendor.example', headerValue: `${OLD_CREDENTIAL} credential` }
  const connectionId = await core.connect('http', old, 'live')
  const { read } = pens(http)
  const { write } = pens(connectionId)
  const document = drawing(byPerson, [read('gate'), write('w')], 'start > gate > w')
  const { runId, open } = await begin(stage, await core.publish(`Mended ${stage.mark}`, document))
  open()
  await stepIs(stage, runId, 'w', 'needs_attention')
  const { dead } = stage.strike(connectionId)
  await stage.ask('replaceSecret', { connectionId, values: { host: 'vendor.example', headerValue: 'new credential' } })
  await dead
  await expectEnd(stage, runId, 'succeeded')
  expectEffects(stage, { w: 1 })
}

/** A call is under way while a run is paused: it is written down, and nothing begins. */
async function held(stage: Stage, mark = stage.mark) {
  const { write } = pens(stage.world.http)
  return begin(stage, await gated(stage, 'Paused', [write('w')], 'start > gate > w'), mark)
}

const CUT_OFF_S = 20

/** Waits for what goes on in a paused run. False where somebody else's death has cut its call off. */
async function quiet(stage: Stage, runId: string): Promise<boolean> {
  const found = await stage.world.find<{ quiet: boolean }>(
    'A paused run without a call',
    `SELECT call.since IS NULL AS quiet
       FROM run r, LATERAL (SELECT min(started_at) AS since FROM attempt WHERE run_id = r.id AND outcome IS NULL) call
      WHERE r.id = $1 AND r.paused_at IS NOT NULL
        AND (call.since IS NULL OR call.since < now() - make_interval(secs => ${CUT_OFF_S}))`,
    [runId],
  )
  return found.quiet
}

export async function pause(stage: Stage): Promise<void> {
  const { runId, open } = await held(stage)
  const { dead } = stage.strike(runId)
  await stage.ask('pause', { runId })
  await dead
  open()
  await quiet(stage, runId)
  expectEffects(stage, { w: 0 })
  granted(await stage.ask('resume', { runId }))
  await expectEnd(stage, runId, 'succeeded')
  expectEffects(stage, { w: 1 })
}

/** A resume waits until a call that was cut off is given up for dead. */
export function resume(stage: Stage): Promise<void> {
  return takeUntilThere(stage, async (mark) => {
    const { runId, open } = await held(stage, mark)
    granted(await stage.ask('pause', { runId }))
    open()
    const aimed = (await quiet(stage, runId)) ? stage.strike(runId) : null
    await stage.ask('resume', { runId })
    await aimed?.dead
    await expectEnd(stage, runId, 'succeeded')
    expectEffects(stage, { w: 1 }, mark)
    return aimed !== null
  })
}

const RUNS = ['first', 'second', 'third']

/** A retry of many runs. `aim`: by what the write is known. */
async function inBulk(stage: Stage, aim: (runId: string) => string[]): Promise<void> {
  const marks = RUNS.map((name) => `${stage.mark} ${name}`)
  const runs = await Promise.all(marks.map((mark) => failed(stage, mark)))
  const ids = runs.map(({ runId }) => runId)
  const { dead } = stage.strike(...aim(ids[0] ?? ''))
  await stage.ask('retryAll', { only: ids })
  await dead
  for (const runId of ids) {
    const end = await expectEnd(stage, runId, 'succeeded', 2)
    stage.expect(`a run of the job was retried once, to epoch ${end.epoch}`, end.epoch === 2)
  }
  for (const mark of marks) expectEffects(stage, { a: 1, bad: 1 }, mark)
  await stage.world.find(
    'The job is done, and so is each of its items',
    `SELECT 1 AS done FROM bulk_job j WHERE state = 'done' AND id IN (SELECT job_id FROM bulk_item WHERE run_id = $1)
       AND NOT EXISTS (SELECT 1 FROM bulk_item i WHERE i.job_id = j.id AND i.state <> 'applied')`,
    [ids[0]],
  )
}

export const bulkJob = (stage: Stage): Promise<void> => inBulk(stage, () => [])
export const bulkItem = (stage: Stage): Promise<void> => inBulk(stage, (runId) => [runId])
