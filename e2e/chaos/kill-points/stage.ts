import { z } from 'zod'
import { waitFor } from '../../support/wait-for.ts'
import type { DeedName } from './clerk.ts'
import { byPerson, drawing, pens } from './documents.ts'
import type { Deed } from './open-clerk.ts'
import type { Met } from './open-target.ts'
import type { KillPoint } from './points/kill-point.ts'
import type { World } from './world.ts'

/** One scene, played for one point. */
export type Stage = {
  world: World
  /** Tells its calls from those of all other plays. */
  mark: string
  /** Said once a run. Aimed when this returns; resolves once somebody died there. */
  strike: (...parameters: string[]) => { dead: Promise<Met> }
  /** Publishes a flow once for all plays of its name; gives its id. */
  flow: (name: string, document: () => object) => Promise<string>
  /** What a person asks for. Where whoever was to do it died before it was done, the person asks again; else not. */
  ask: (name: DeedName, input: object) => Promise<Deed>
  /** What was not as it is to be. */
  findings: string[]
  close: () => Promise<void>
  expect: (what: string, holds: boolean) => void
}

export type Begun = { runId: string; flowId: string; deliveryId: string; open: () => void }

/** A mail that was leased together with the one that its worker died at lies still for two minutes. */
const FIRE_DEADLINE_MS = 240_000
const END_DEADLINE_MS = 150_000

/** Sets a stage up. `published`: of all stages. */
export function setStage(
  world: World,
  of: { point: KillPoint; mark: string; published: Map<string, Promise<string>>; onDead: () => void },
): Stage {
  const findings: string[] = []
  const { point, mark, published } = of
  // Of its own: a death at somebody else's point is not this one's.
  const own = point.app === 'web' ? world.hire() : null
  const clerk = own ?? world.clerk
  return {
    world,
    mark,
    findings,
    strike(...parameters) {
      if (point.writes.length === 0) {
        world.gun.killWorkers()
        of.onDead()
        return { dead: Promise.resolve([]) }
      }
      const aimed = { ...point, parameters: [...(point.parameters ?? []), ...parameters] }
      const dead = world.gun.aim(aimed, FIRE_DEADLINE_MS).then((met) => {
        of.onDead()
        return met
      })
      // Whoever set it up waits for it in time; until then nobody listens.
      dead.catch(() => undefined)
      return { dead }
    },
    flow(name, document) {
      const known = published.get(name) ?? world.core.publish(name, document())
      published.set(name, known)
      return known
    },
    async ask(name, input) {
      const first = await clerk.ask(name, input)
      return first === 'died' && point.when === 'before' ? clerk.ask(name, input) : first
    },
    close: async () => own?.close(),
    expect: (what, holds) => void (holds || findings.push(what)),
  }
}

/** Publishes a flow that stands still at its first step until it is let go, so that its run is known before it does anything. */
export function gated(stage: Stage, name: string, steps: object[], ...chains: string[]): Promise<string> {
  const { read } = pens(stage.world.http)
  return stage.flow(name, () => drawing(byPerson, [read('gate'), ...steps], ...chains))
}

/** Begins a run of a gated flow, and comes back once it stands at its gate. */
export async function begin(stage: Stage, flowId: string, mark = stage.mark): Promise<Begun> {
  const gate = stage.world.vendor.hold({ mark, step: 'gate' })
  const { deliveryId, runId } = await start(stage, flowId, mark)
  await gate.asked
  return { runId, flowId, deliveryId, open: gate.open }
}

const Started = z.object({ deliveryId: z.string() })

/** Begins a run without waiting for it to stand anywhere. */
export async function start(stage: Stage, flowId: string, mark = stage.mark) {
  const deed = await stage.ask('start', { flowId, form: { mark } })
  const { deliveryId } = Started.parse(granted(deed))
  const { id: runId } = await stage.world.find<{ id: string }>(
    'The run of a start',
    'SELECT id FROM run WHERE delivery_id = $1',
    [deliveryId],
  )
  return { deliveryId, runId }
}

/** What a deed gave that must have gone through. */
export function granted(deed: Deed): unknown {
  if (deed === 'died') throw new Error('Whoever was asked died twice')
  if (!deed.ok) throw new Error(`Refused: ${deed.message}`)
  return deed.value
}

export type Ended = { state: string; reason: string | null; epoch: number }

/** How a run ended, once it has; `epoch`: since it was begun anew. */
export function ended({ world }: Stage, runId: string, epoch = 1): Promise<Ended> {
  return waitFor(
    async () => {
      const text = 'SELECT state, reason, epoch FROM run WHERE id = $1 AND epoch >= $2 AND finished_at IS NOT NULL'
      const { rows } = await world.db.query<Ended>(text, [runId, epoch])
      return rows[0] ?? null
    },
    { what: `The end of run ${runId}`, deadlineMs: END_DEADLINE_MS },
  )
}

/** The state of each step of a run; of a loop's as `each[1]`. */
export async function stepsOf({ world }: Stage, runId: string): Promise<Record<string, string>> {
  const { rows } = await world.db.query<{ step: string; iteration: string; state: string }>(
    'SELECT step_id AS step, iteration, state FROM step_run WHERE run_id = $1',
    [runId],
  )
  return Object.fromEntries(
    rows.map(({ step, iteration, state }) => [iteration === '' ? step : `${step}[${iteration}]`, state]),
  )
}

/** Waits until a step of a run is in one of the states. */
export function stepIs({ world }: Stage, runId: string, stepId: string, ...states: string[]) {
  return world.find<{ id: string }>(
    `Step ${stepId} is ${states.join(' or ')}`,
    'SELECT id FROM step_run WHERE run_id = $1 AND step_id = $2 AND state = ANY ($3)',
    [runId, stepId, states],
  )
}

/** `{ a: 1, b: 0 }`: how often each step's effect is to have been applied. */
export function expectEffects(stage: Stage, wanted: Record<string, number>, mark = stage.mark): void {
  for (const [step, times] of Object.entries(wanted)) {
    const count = stage.world.vendor.count({ mark, step })
    stage.expect(`${step} was applied ${count} times, and not ${times}`, count === times)
  }
}

/** What became of each try of a step, in their order. */
export async function triesOf({ world }: Stage, runId: string, stepId: string): Promise<(string | null)[]> {
  const { rows } = await world.db.query<{ outcome: string | null }>(
    `SELECT a.outcome FROM attempt a JOIN step_run s ON s.id = a.step_run_id
     WHERE s.run_id = $1 AND s.step_id = $2 ORDER BY a.number`,
    [runId, stepId],
  )
  return rows.map(({ outcome }) => outcome)
}

/** Waits for the end of a run that is to end so. */
export async function expectEnd(stage: Stage, runId: string, state: string, epoch = 1): Promise<Ended> {
  const end = await ended(stage, runId, epoch)
  stage.expect(`the run ended as ${end.state} (${end.reason}), and not as ${state}`, end.state === state)
  return end
}

const TAKES = 5

/**
 * Plays a scene until it has come to its point. A run whose way there somebody else's death has cut off, which is not its
 * point, is let end, and another one is taken, under a mark of its own. `play` says whether it came to its point.
 */
export async function takeUntilThere(stage: Stage, play: (mark: string) => Promise<boolean>): Promise<void> {
  for (let take = 1; take <= TAKES; take++) {
    if (await play(take === 1 ? stage.mark : `${stage.mark} take ${take}`)) return
  }
  throw new Error(`All ${TAKES} runs were cut off by somebody else's death`)
}
