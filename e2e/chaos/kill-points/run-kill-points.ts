import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'pg'
import type { OpenStack } from '../../support/open-stack.ts'
import { waitFor } from '../../support/wait-for.ts'
import { answerDecisions } from '../answer-decisions.ts'
import type { Verdict } from '../check/judge.ts'
import { check } from '../check.ts'
import type { SignedEvent } from '../collect-events.ts'
import { openEngine } from '../open-engine.ts'
import { type Load, prepareLoad } from '../prepare-load.ts'
import { sendEvents } from '../send-events.ts'
import type { Gun } from './open-target.ts'
import { playScenes } from './play-scenes.ts'
import type { KillPoint } from './points/kill-point.ts'
import type { Vendor } from './vendor.ts'

/** `findings`: what the scenes came to that they must not. */
export type KillPointsResult = { struck: KillPoint[]; verdict: Verdict; findings: string[] }

export type Target = { open: OpenStack; gun: Gun; vendor: Vendor }

/** What was leased and let fall lies still until its lease ends; no point is missed for that. */
const FIRE_DEADLINE_MS = 240_000
const DRAIN_DEADLINE_MS = 240_000
/** Longer than all of it takes on any machine. */
const LONGEST_MS = 4 * 3_600_000
/** So that a history that is handed over need not be thousands of events long. */
const LONG_HISTORY_EVENTS = 150
/** The engine looks at its settings once a minute, and does not tell. */
const SETTINGS_READ_MS = 65_000

/**
 * Orders of a shop first, an event for each of their points: the process that comes to it first, with whichever run,
 * dies there. Then a scene for each of the others. All of it is read in the end.
 */
export async function runKillPoints(
  target: Target,
  points: readonly KillPoint[],
  tell: (line: string) => void,
): Promise<KillPointsResult> {
  const { open, vendor } = target
  const shortHistories = shortenHistories(open)
  const db = new Pool({ connectionString: open.adminUrl('patchbay'), max: 2 })
  const ofOrders = points.filter(({ scene }) => scene === 'order')
  const engine = openEngine(open.stack.env)
  const load = await prepareLoad(open, db, { count: Math.max(1, ofOrders.length), seed: 1 })
  const ended = new AbortController()
  const desk = { db, core: load.core, sandbox: load.sandbox, tell }
  const answering = answerDecisions(desk, ended.signal, LONGEST_MS)
  const broken = answering.then(() => Promise.reject(new Error('Nobody answers decisions any more')))
  const play = async (): Promise<KillPointsResult> => {
    const struck: KillPoint[] = []
    const onDead = (point: KillPoint) => {
      struck.push(point)
      tell(`kill -9 ${point.app} at "${point.name}": ${point.gap}`)
    }
    const [template] = load.events
    if (template === undefined) throw new Error('The shop has signed no event')
    const ofScenes = points.filter((point) => !ofOrders.includes(point))
    await strikeOrders(target, { load, points: ofOrders, signal: ended.signal, onDead })
    const findings = await playScenes({ ...target, template, shortHistories }, ofScenes, onDead)
    // What has not ended by then is for the checker to tell.
    await drained(db, load.core.workspaceId).catch((error: unknown) => tell(String(error)))
    const journal = { events: load.events.map((event) => event.journal), states: [] }
    const { sandbox, statesFlowId, stockBefore } = load
    const checked = { db, engine: engine.client, sandbox, statesFlowId, journal, stockBefore }
    return { struck, findings, verdict: await check(checked) }
  }
  try {
    return await Promise.race([play(), broken])
  } finally {
    ended.abort()
    await Promise.allSettled([broken])
    await load.core.close()
    await engine.close()
    await db.end()
    await vendor.close()
  }
}

type Orders = { load: Load; points: readonly KillPoint[]; signal: AbortSignal; onDead: (point: KillPoint) => void }

async function strikeOrders({ gun }: Target, { load, points, signal, onDead }: Orders): Promise<void> {
  for (const [index, point] of points.entries()) {
    const event = load.events[index]
    if (event === undefined) throw new Error(`There is no event for ${point.name}`)
    const dead = gun.aim(point, FIRE_DEADLINE_MS)
    const sent = send(load.hookUrl, event, signal)
    await dead
    onDead(point)
    await sent
  }
}

/** Resolves once the engine must have read it. */
function shortenHistories({ dataDir }: OpenStack): Promise<void> {
  const file = join(dataDir, 'temporal', 'dynamic-config.yaml')
  const settings: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const suggested = { 'limit.historyCount.suggestContinueAsNew': [{ value: LONG_HISTORY_EVENTS }] }
  writeFileSync(file, JSON.stringify(Object.assign({}, settings, suggested), null, 2))
  return pause(SETTINGS_READ_MS, undefined, { ref: false })
}

/** Again and again until it is answered with a 2xx, as vendors do. */
const send = (url: string, event: SignedEvent, signal: AbortSignal): Promise<void> =>
  sendEvents(url, { events: [event], sendings: [{ event: 0, copy: 1, atMs: 0 }] }, signal).done

async function drained(db: Pool, workspaceId: string): Promise<void> {
  await waitFor(
    async () => {
      const { rows } = await db.query<{ open: number }>(
        `SELECT (SELECT count(*) FROM delivery WHERE workspace_id = $1 AND state = 'accepted')::int
              + (SELECT count(*) FROM run WHERE workspace_id = $1 AND finished_at IS NULL)::int AS open`,
        [workspaceId],
      )
      return rows[0]?.open === 0 ? true : null
    },
    { what: 'Every run ended', deadlineMs: DRAIN_DEADLINE_MS },
  )
}
