import { Pool } from 'pg'
import type { OpenStack } from '../support/open-stack.ts'
import type { TcpProxy } from '../support/tcp-proxy.ts'
import { waitFor } from '../support/wait-for.ts'
import { answerDecisions } from './answer-decisions.ts'
import { MAX_ATTEMPTS } from './chaos-flow.ts'
import type { Verdict } from './check/judge.ts'
import { readPlatform } from './check/read-platform.ts'
import { type Checked, check } from './check.ts'
import { openEngine } from './open-engine.ts'
import { missedPlants, type Plant, plant } from './plant.ts'
import { type Load, prepareLoad } from './prepare-load.ts'
import type { ChaosOptions } from './read-options.ts'
import { MEAN_GAP_MS, type Schedule, scheduleOf, type Wire } from './schedule.ts'
import { type Sender, sendEvents, sendStates } from './send-events.ts'
import { type Struck, strike } from './strike.ts'

export type ChaosResult = {
  verdict: Verdict
  /** So many runs may have failed by vendors' faults: a step has many tries, and each fault spoils few. */
  mayFail: number
  /** Planted cases that the checker did not see. */
  missed: Plant[]
  struck: Struck
  /** Changes of orders: sent, written down, and left out because a newer one had run. */
  states: { sent: number; known: number; older: number }
  journal: Checked['journal']
  deliveries: Record<string, number>
  runs: Record<string, number>
  /** By outcome: how much the fire hit. */
  attempts: Record<string, number>
  /** Runs that went on under another epoch because their workflow was gone. */
  takenOver: number
  timesMs: { prepare: number; load: number; drain: number; check: number }
}

type Tell = (line: string) => void

/** Sends the load while everything is struck, waits until all of it has come to an end, and has it checked. */
export async function runChaos(
  { open, wires }: { open: OpenStack; wires: Readonly<Record<Wire, TcpProxy>> },
  options: ChaosOptions,
  tell: Tell,
): Promise<ChaosResult> {
  const db = new Pool({ connectionString: open.adminUrl('patchbay'), max: 4, connectionTimeoutMillis: 5_000 })
  // PostgreSQL is killed under these connections; whoever asks next gets a new one.
  db.on('error', () => undefined)
  const engine = openEngine(open.stack.env)
  const stopwatch = startStopwatch()
  try {
    const load = await prepareLoad(open, db, { count: options.events, seed: options.seed })
    const prepare = stopwatch()
    tell(`${options.events} orders placed, their events are being sent twice each`)
    const schedule = scheduleOf(options.events, options.seed)
    const { struck, loadMs, drainMs } = await underFire({ open, wires, db, load, schedule, tell })
    const checked: Checked = {
      db,
      engine: engine.client,
      sandbox: load.sandbox,
      statesFlowId: load.statesFlowId,
      journal: {
        events: load.events.map(({ journal }) => journal),
        states: load.states.map(({ journal }) => journal),
      },
      stockBefore: load.stockBefore,
    }
    stopwatch()
    if (options.plant) await plant(options.plant, db, checked)
    const verdict = await check(checked)
    const missed = options.plant ? [] : await missedPlants(db, checked)
    await load.core.close()
    return {
      verdict,
      mayFail: mostThatMayFail(schedule),
      missed,
      struck,
      states: await countStates(checked),
      journal: checked.journal,
      deliveries: await countBy(db, 'SELECT state AS name FROM delivery WHERE workspace_id = $1', load),
      runs: await countBy(db, 'SELECT state AS name FROM run WHERE workspace_id = $1', load),
      attempts: await countBy(
        db,
        `SELECT coalesce(outcome, 'open') AS name FROM attempt WHERE workspace_id = $1`,
        load,
      ),
      takenOver:
        (await countBy(db, `SELECT 'yes' AS name FROM run WHERE workspace_id = $1 AND epoch > 1`, load))['yes'] ?? 0,
      timesMs: { prepare, load: loadMs, drain: drainMs, check: stopwatch() },
    }
  } finally {
    await engine.close()
    await db.end()
  }
}

/** Half of a step's tries go to the faults of its vendor, where deaths, freezes and cut lines spoil the others. */
function mostThatMayFail({ faults }: Schedule): number {
  const spoilt = faults.reduce((sum, { wish }) => sum + wish.count, 0)
  return Math.floor(spoilt / (MAX_ATTEMPTS / 2))
}

type Battle = {
  open: OpenStack
  wires: Readonly<Record<Wire, TcpProxy>>
  db: Pool
  load: Load
  schedule: Schedule
  tell: Tell
}

async function underFire({ open, wires, db, load, schedule, tell }: Battle) {
  const deadlineMs = 240_000 + load.events.length * 3_000
  const ended = new AbortController()
  const stopwatch = startStopwatch()
  const sender = sendEvents(load.hookUrl, { events: load.events, sendings: schedule.sendings }, ended.signal)
  const desk = { db, core: load.core, sandbox: load.sandbox, tell }
  const answering = answerDecisions(desk, ended.signal, 2 * deadlineMs)
  const striking = strike(
    {
      ...schedule,
      events: load.events.length,
      signal: open.stack.kill,
      wires,
      switchFault: ({ system, wish }) => load.client.switchFault(system, wish),
      progress: () => progressOf(db, load, sender),
      tell,
    },
    deadlineMs,
  )
  let loadMs = 0
  const gapMs = MEAN_GAP_MS / (load.states.length / load.events.length)
  const states = sendStates(load.hookUrl, load.states, { gapMs, signal: ended.signal })
  const sent = Promise.all([sender.done, states]).then(() => {
    loadMs = stopwatch()
  })
  const fought = Promise.all([striking, sent]).then(async ([struck]) => {
    await drained({ db, load, deadlineMs, tell })
    return { struck, loadMs, drainMs: stopwatch() }
  })
  try {
    // It ends only when told to, so whatever it says before is that it cannot go on.
    const broken = answering.then(() => Promise.reject(new Error('Nobody answers decisions any more')))
    return await Promise.race([fought, broken])
  } finally {
    ended.abort()
    await Promise.allSettled([fought, answering])
  }
}

async function progressOf(db: Pool, load: Load, sender: Sender) {
  const { rows } = await db.query<{ finished: number }>(
    'SELECT count(*)::int AS finished FROM run WHERE workspace_id = $1 AND flow_id <> $2 AND finished_at IS NOT NULL',
    [load.core.workspaceId, load.statesFlowId],
  )
  return { accepted: sender.accepted(), finished: rows[0]?.finished ?? 0 }
}

type Draining = { db: Pool; load: Load; deadlineMs: number; tell: Tell }

/** Every accepted delivery has been unpacked and every run has ended. What has not at the deadline is for the checker to tell. */
async function drained({ db, load, deadlineMs, tell }: Draining): Promise<void> {
  const isDrained = async () => {
    const { rows } = await db.query<{ open: number }>(
      `SELECT (SELECT count(*) FROM delivery WHERE workspace_id = $1 AND state = 'accepted')::int
            + (SELECT count(*) FROM run WHERE workspace_id = $1 AND finished_at IS NULL)::int AS open`,
      [load.core.workspaceId],
    )
    return rows[0]?.open === 0 ? true : null
  }
  await waitFor(isDrained, { what: 'Everything ended', deadlineMs }).catch((error: unknown) => tell(String(error)))
}

async function countStates({ db, sandbox, statesFlowId, journal }: Checked): Promise<ChaosResult['states']> {
  const { stateRuns } = await readPlatform(db, { workspaceId: sandbox.workspaceId, statesFlowId })
  return {
    sent: journal.states.length,
    known: stateRuns.filter(({ state }) => state === 'succeeded').length,
    older: stateRuns.filter(({ reasonCode }) => reasonCode === 'older_version').length,
  }
}

async function countBy(db: Pool, names: string, load: Load): Promise<Record<string, number>> {
  const { rows } = await db.query<{ name: string; count: number }>(
    `SELECT name, count(*)::int AS count FROM (${names}) named GROUP BY name ORDER BY name`,
    [load.core.workspaceId],
  )
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]))
}

/** Milliseconds since it was last asked. */
function startStopwatch(): () => number {
  let since = performance.now()
  return () => {
    const now = performance.now()
    const passed = Math.round(now - since)
    since = now
    return passed
  }
}
