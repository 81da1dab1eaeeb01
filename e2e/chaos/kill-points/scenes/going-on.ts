import { constant, control, pens, ref } from '../documents.ts'
import { begin, expectEffects, expectEnd, gated, type Stage, stepIs, stepsOf, triesOf } from '../stage.ts'
import { LARGE_PATH } from '../vendor.ts'

/** A call is under way and applied: nothing but the vendor knows. */
export async function callUnderWay(stage: Stage): Promise<void> {
  const { write } = pens(stage.world.http)
  const { runId, open } = await begin(stage, await gated(stage, 'One write', [write('w')], 'start > gate > w'))
  const held = stage.world.vendor.hold({ mark: stage.mark, step: 'w' }, 'applied')
  open()
  await held.asked
  await stage.strike().dead
  held.open()
  await expectEnd(stage, runId, 'succeeded')
  expectEffects(stage, { w: 1 })
  const tries = await triesOf(stage, runId, 'w')
  const cutOff = tries.length > 1 && (tries[0] === 'unknown' || tries[0] === 'aborted')
  stage.expect(`whoever made the call died, and it was made again: ${tries.join(', ')}`, cutOff)
}

export async function largeValue(stage: Stage): Promise<void> {
  const { read, write } = pens(stage.world.http)
  const steps = [read('big', { path: LARGE_PATH }), write('w')]
  const { runId, open } = await begin(stage, await gated(stage, 'Large value', steps, 'start > gate > big > w'))
  const { dead } = stage.strike(stage.world.core.workspaceId)
  open()
  await dead
  await expectEnd(stage, runId, 'succeeded')
  expectEffects(stage, { w: 1 })
  const { rows } = await stage.world.db.query<{ whole: boolean }>(
    `SELECT b.bytes = p.bytes AS whole FROM step_run s JOIN payload p ON p.id = s.output_payload_id JOIN blob b ON b.id = p.blob_id
     WHERE s.run_id = $1 AND s.step_id = 'big'`,
    [runId],
  )
  stage.expect('the large value is stored whole', rows[0]?.whole === true)
}

/** What touches nothing outside is written down when the activity ends. */
export async function workingOut(stage: Stage): Promise<void> {
  const { write } = pens(stage.world.http)
  const steps = [write('w'), control('tidy', 'set', { fields: { told: ref('w', 'body', 'id') } })]
  const { runId, open } = await begin(stage, await gated(stage, 'Working out', steps, 'start > gate > w > tidy'))
  const { dead } = stage.strike(runId)
  open()
  await dead
  await expectEnd(stage, runId, 'succeeded')
  stage.expect('the step worked out is written down', (await stepsOf(stage, runId))['tidy'] === 'succeeded')
  expectEffects(stage, { w: 1 })
}

const RETRY_AFTER_MS = 3_000

async function retrying(stage: Stage, aim: (runId: string) => Promise<{ dead: Promise<unknown> }>): Promise<void> {
  const { write } = pens(stage.world.http)
  const policy = {
    maxAttempts: 5,
    initialDelayMs: RETRY_AFTER_MS,
    backoff: 1,
    maxDelayMs: RETRY_AFTER_MS,
    timeoutMs: 4_000,
  }
  const { runId, open } = await begin(
    stage,
    await gated(stage, 'Retries', [write('w', { policy })], 'start > gate > w'),
  )
  stage.world.vendor.refuse({ mark: stage.mark, step: 'w' }, 503, 1)
  const aimed = aim(runId)
  open()
  await (await aimed).dead
  await expectEnd(stage, runId, 'succeeded')
  expectEffects(stage, { w: 1 })
}

/** A step fails in a way that passes, and is tried again. */
export const retryOfStep = (stage: Stage): Promise<void> => retrying(stage, async (runId) => stage.strike(runId))

export const retryThatIsDue = (stage: Stage): Promise<void> =>
  retrying(stage, async (runId) => {
    await stepIs(stage, runId, 'w', 'retrying')
    return stage.strike(runId)
  })

const ITEMS = [1, 2, 3]

export async function loop(stage: Stage): Promise<void> {
  const { write } = pens(stage.world.http)
  const steps = [
    control('loop', 'loop', { list: constant(ITEMS), concurrency: 1, onItemError: 'stop', collect: 'w' }),
    write('w', { item: ref('loop', 'item'), parent: 'loop' }),
    write('after', { item: ref('loop', 'succeeded') }),
  ]
  const { runId, open } = await begin(stage, await gated(stage, 'Loop', steps, 'start > gate > loop > after'))
  const last = stage.world.vendor.hold({ mark: stage.mark, step: 'w', item: String(ITEMS.length) })
  open()
  await last.asked
  const { dead } = stage.strike(runId)
  last.open()
  await dead
  await expectEnd(stage, runId, 'succeeded')
  expectEffects(stage, { w: ITEMS.length, after: 1 })
  const collected = stage.world.vendor.count({ mark: stage.mark, step: 'after', item: String(ITEMS.length) })
  stage.expect('the loop collected what each item gave', collected === 1)
}

const PASSES = 3

export async function repeat(stage: Stage): Promise<void> {
  const { read, write } = pens(stage.world.http)
  const enough = { kind: 'compare', left: ref('look', 'body', 'count'), operator: 'at_least', right: constant(PASSES) }
  const steps = [
    control('rep', 'repeat', { until: enough, maxTimes: 10, delayMs: 0, atLimit: 'fail' }),
    write('w', { parent: 'rep' }),
    read('look', { parent: 'rep' }),
  ]
  const { runId, open } = await begin(stage, await gated(stage, 'Repeat', steps, 'start > gate > rep', 'w > look'))
  const { dead } = stage.strike(runId)
  open()
  await dead
  await expectEnd(stage, runId, 'succeeded')
  expectEffects(stage, { w: PASSES })
}

const LONG = 60

/** The engine is told to take a history of a few hundred events for a long one. */
export async function longLoop(stage: Stage): Promise<void> {
  await stage.world.shortHistories
  const { write } = pens(stage.world.http)
  const odd = { kind: 'expression', source: 'steps.loop.item % 2 = 1' }
  const cases = [{ id: 'odd', label: 'Odd', condition: { kind: 'compare', left: odd, operator: 'is_true' } }]
  const list = constant(Array.from({ length: LONG }, (_, index) => index + 1))
  const steps = [
    control('loop', 'loop', { list, concurrency: 2, onItemError: 'stop' }),
    control('which', 'branch', { parent: 'loop', cases, otherwiseLabel: 'Even' }),
    control('nap', 'wait', { parent: 'loop', wait: { kind: 'duration', ms: constant(10) } }),
    write('w', { item: ref('loop', 'item'), parent: 'loop' }),
    control('left', 'set', { parent: 'loop', fields: { even: ref('loop', 'item') } }),
  ]
  const flowId = await gated(
    stage,
    'Long loop',
    steps,
    'start > gate > loop',
    'which.odd > nap > w',
    'which.otherwise > left',
  )
  const { runId, open } = await begin(stage, flowId)
  const workflow = stage.world.temporal.workflow.getHandle(`run/${runId}/1`)
  const first = (await workflow.describe()).runId
  const { dead } = stage.strike(runId)
  open()
  await dead
  const end = await expectEnd(stage, runId, 'succeeded')
  expectEffects(stage, { w: LONG / 2 })
  stage.expect(`it went on under its epoch, and not under ${end.epoch}`, end.epoch === 1)
  stage.expect('its history was handed over', (await workflow.describe()).runId !== first)
}

const NAP_MS = 9_000

/** Its workflow is gone without a word, as after a loss at the engine. */
export async function takeOver(stage: Stage): Promise<void> {
  const { write } = pens(stage.world.http)
  const nap = control('nap', 'wait', { wait: { kind: 'duration', ms: constant(NAP_MS) } })
  const flowId = await gated(stage, 'Take-over', [write('a'), nap, write('b')], 'start > gate > a > nap > b')
  const { runId, open } = await begin(stage, flowId)
  open()
  await stepIs(stage, runId, 'nap', 'waiting')
  const { dead } = stage.strike(runId)
  await stage.world.temporal.workflow.getHandle(`run/${runId}/1`).terminate('The scene takes it away')
  await dead
  const end = await expectEnd(stage, runId, 'succeeded')
  expectEffects(stage, { a: 1, b: 1 })
  stage.expect(`it was taken over once, to epoch ${end.epoch}`, end.epoch === 2)
}
