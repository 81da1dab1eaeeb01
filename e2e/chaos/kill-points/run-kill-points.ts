import { Pool } from 'pg'
import type { OpenStack } from '../../support/open-stack.ts'
import { waitFor } from '../../support/wait-for.ts'
import { answerDecisions } from '../answer-decisions.ts'
import type { Verdict } from '../check/judge.ts'
import { check } from '../check.ts'
import type { SignedEvent } from '../collect-events.ts'
import { prepareLoad } from '../prepare-load.ts'
import { sendEvents } from '../send-events.ts'
import type { Gun } from './open-target.ts'
import { KILL_POINTS, type KillPoint } from './points.ts'

export type KillPointsResult = { struck: KillPoint[]; verdict: Verdict }

const FIRE_DEADLINE_MS = 60_000
const DRAIN_DEADLINE_MS = 240_000

/** An event for each point; the process that comes to it first, with whichever run, dies there. */
export async function runKillPoints(
  { open, gun }: { open: OpenStack; gun: Gun },
  tell: (line: string) => void,
): Promise<KillPointsResult> {
  const db = new Pool({ connectionString: open.adminUrl('patchbay'), max: 2 })
  const load = await prepareLoad(open, db, { count: KILL_POINTS.length, seed: 1 })
  const ended = new AbortController()
  const desk = { db, core: load.core, sandbox: load.sandbox, tell }
  const answering = answerDecisions(desk, ended.signal, FIRE_DEADLINE_MS * KILL_POINTS.length)
  try {
    const struck: KillPoint[] = []
    for (const [index, point] of KILL_POINTS.entries()) {
      const event = load.events[index]
      if (event === undefined) throw new Error(`There is no event for ${point.name}`)
      const sent = send(load.hookUrl, event, ended.signal)
      await gun.fire(point, FIRE_DEADLINE_MS)
      struck.push(point)
      tell(`kill -9 ${point.app} at "${point.name}": ${point.gap}`)
      await sent
    }
    await drained(db, load.core.workspaceId)
    const journal = { events: load.events.map((event) => event.journal), states: [] }
    const { sandbox, statesFlowId, stockBefore } = load
    return { struck, verdict: await check({ db, sandbox, statesFlowId, journal, stockBefore }) }
  } finally {
    ended.abort()
    await Promise.allSettled([answering])
    await load.core.close()
    await db.end()
  }
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
