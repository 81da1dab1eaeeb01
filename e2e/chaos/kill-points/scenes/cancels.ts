import { byCall, constant, control, drawing, pens, ref } from '../documents.ts'
import { begin, type Ended, expectEffects, expectEnd, gated, type Stage, stepIs, stepsOf } from '../stage.ts'
import { expectDecided, openDecision } from './steering.ts'

/** Until the run is cancelled. */
const LONG_MS = 3_600_000
const nap = control('nap', 'wait', { wait: { kind: 'duration', ms: constant(LONG_MS) } })

function expectSaid(stage: Stage, { reason }: Ended, words: string): void {
  stage.expect(`the run says “${words}”, and not “${reason}”`, reason?.includes(words) === true)
}

export async function cancel(stage: Stage): Promise<void> {
  const { write } = pens(stage.world.http)
  const flowId = await gated(stage, 'Cancelled', [write('a'), nap, write('b')], 'start > gate > a > nap > b')
  const { runId, open } = await begin(stage, flowId)
  open()
  await stepIs(stage, runId, 'nap', 'waiting')
  const { dead } = stage.strike(runId)
  await stage.ask('cancel', { runId, undo: false })
  await dead
  expectSaid(stage, await expectEnd(stage, runId, 'cancelled'), 'What had been done stays done: “a”.')
  expectEffects(stage, { a: 1, b: 0 })
}

/** What it called and waits for stops with it. */
export async function cancelOfCaller(stage: Stage): Promise<void> {
  const { read, write } = pens(stage.world.http)
  const called = await stage.flow('Called for long', () =>
    drawing(byCall, [write('ca'), nap, read('late')], 'start > ca > nap > late'),
  )
  const sub = control('sub', 'subflow', callOf(called))
  const { runId, open } = await begin(stage, await gated(stage, 'Calls for long', [sub], 'start > gate > sub'))
  open()
  const child = await stage.world.find<{ id: string }>(
    'The called run waits',
    `SELECT r.id FROM run r JOIN step_run s ON s.run_id = r.id AND s.step_id = 'nap' WHERE r.parent_run_id = $1 AND s.state = 'waiting'`,
    [runId],
  )
  const { dead } = stage.strike(runId)
  await stage.ask('cancel', { runId, undo: false })
  await dead
  await expectEnd(stage, runId, 'cancelled')
  await expectEnd(stage, child.id, 'cancelled')
  expectEffects(stage, { ca: 1 })
}

export const callOf = (flowId: string) => ({
  flowId,
  versionId: null,
  mode: 'wait',
  input: { mark: ref('start', 'mark') },
})

/** Two writes with undos, and a run that waits after them. */
async function withUndos(stage: Stage) {
  const { write } = pens(stage.world.http)
  const steps = [write('a'), write('b'), write('au'), write('bu'), nap]
  const flowId = await gated(stage, 'Undone', steps, 'start > gate > a > b > nap', 'a.undo > au', 'b.undo > bu')
  const begun = await begin(stage, flowId)
  begun.open()
  await stepIs(stage, begun.runId, 'nap', 'waiting')
  return begun
}

async function expectUndone(stage: Stage, runId: string): Promise<void> {
  const end = await expectEnd(stage, runId, 'cancelled')
  expectSaid(stage, end, 'Undone: “a”, “b”.')
  expectEffects(stage, { a: 1, b: 1, au: 1, bu: 1 })
  const order = stage.world.vendor.effects.filter(({ mark }) => mark === stage.mark).map(({ step }) => step)
  stage.expect(`the last effect was undone first: ${order.join(', ')}`, order.join() === 'a,b,bu,au')
}

export async function cancelThatUndoes(stage: Stage): Promise<void> {
  const { runId } = await withUndos(stage)
  const { dead } = stage.strike(runId)
  await stage.ask('cancel', { runId, undo: true })
  await dead
  await expectUndone(stage, runId)
}

/** Aimed once the vendor has been asked for an undo. */
async function whileUndoing(stage: Stage, step: 'au' | 'bu'): Promise<void> {
  const { runId } = await withUndos(stage)
  const held = stage.world.vendor.hold({ mark: stage.mark, step }, 'applied')
  await stage.ask('cancel', { runId, undo: true })
  await held.asked
  const { dead } = stage.strike(runId)
  held.open()
  await dead
  await expectUndone(stage, runId)
}

export const undoThatIsMade = (stage: Stage): Promise<void> => whileUndoing(stage, 'bu')
export const lastUndo = (stage: Stage): Promise<void> => whileUndoing(stage, 'au')

/** A try whose second step is refused: what the first did is undone, then come catch and finally. */
async function scopeOf(stage: Stage) {
  const { write } = pens(stage.world.http)
  const inside = { parent: 'try' }
  const steps = [
    control('try', 'scope', { compensate: true }),
    write('a', inside),
    write('bad', inside),
    write('au', inside),
    write('c', { ...inside, lane: 'catch' }),
    write('f', { ...inside, lane: 'finally' }),
    write('z'),
  ]
  const flowId = await gated(stage, 'Scope', steps, 'start > gate > try > z', 'a > bad', 'a.undo > au')
  const begun = await begin(stage, flowId)
  stage.world.vendor.refuse({ mark: stage.mark, step: 'bad' }, 422)
  return begun
}

async function expectMended(stage: Stage, runId: string): Promise<void> {
  await expectEnd(stage, runId, 'succeeded')
  expectEffects(stage, { a: 1, bad: 0, au: 1, c: 1, f: 1, z: 1 })
  const order = stage.world.vendor.effects.filter(({ mark }) => mark === stage.mark).map(({ step }) => step)
  stage.expect(`undo, catch and finally came in their order: ${order.join(', ')}`, order.join() === 'a,au,c,f,z')
  stage.expect('the refused step says that it failed', (await stepsOf(stage, runId))['bad'] === 'failed')
}

/** Aimed once the vendor has been asked for a step of it. */
async function whileIn(stage: Stage, step: 'bad' | 'au'): Promise<void> {
  const { runId, open } = await scopeOf(stage)
  const held = stage.world.vendor.hold({ mark: stage.mark, step })
  open()
  await held.asked
  const { dead } = stage.strike(runId)
  held.open()
  await dead
  await expectMended(stage, runId)
}

export const scope = (stage: Stage): Promise<void> => whileIn(stage, 'bad')
export const undoOfScope = (stage: Stage): Promise<void> => whileIn(stage, 'au')

export async function lanesOfScope(stage: Stage): Promise<void> {
  const { runId, open } = await scopeOf(stage)
  const { dead } = stage.strike(runId)
  open()
  await dead
  await expectMended(stage, runId)
}

/** What has no undo is put before a person. */
export async function undoPutToPerson(stage: Stage): Promise<void> {
  const { write } = pens(stage.world.http)
  const inside = { parent: 'try' }
  const steps = [
    control('try', 'scope', { compensate: true }),
    write('a', { ...inside, withoutUndo: 'ask' }),
    write('bad', inside),
    write('c', { ...inside, lane: 'catch' }),
  ]
  const flowId = await gated(stage, 'Undone by hand', steps, 'start > gate > try', 'a > bad')
  const { runId, open } = await begin(stage, flowId)
  stage.world.vendor.refuse({ mark: stage.mark, step: 'bad' }, 422)
  open()
  const decisionId = await openDecision(stage, runId, 'undo')
  const { dead } = stage.strike(decisionId)
  await stage.ask('decide', { decisionId, verdict: 'done' })
  await dead
  await expectEnd(stage, runId, 'succeeded')
  expectEffects(stage, { a: 1, c: 1 })
  await expectDecided(stage, runId, 'undo')
}
