import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { SimDelivery } from '@patchbay/connector-sdk/simulator'
import type { Logger } from '@patchbay/observability/logger'

export type Outbox = {
  /** Inside the transaction of the change that the event tells of. `delayMs` lets later events overtake it. */
  add: (event: { workspace: string; simulator: string; delivery: SimDelivery; delayMs: number }) => void
  /** After that transaction is committed: sends what is due. */
  wake: () => void
  list: (workspace: string) => OutboxEntry[]
  close: () => Promise<void>
}

export type OutboxOptions = {
  urlOf: (workspace: string, simulator: string) => string | null
  log: Logger
  /** Vendors wait up to hours between tries; a test that cannot makes all of it shorter by this factor. */
  retryScale: number
}

export type OutboxEntry = {
  deliveryId: string
  simulator: string
  topic: string
  state: 'pending' | 'delivered' | 'given_up'
  attempts: number
  createdAt: string
  /** "202", or why there was no answer. */
  lastOutcome: string | null
}

type Row = {
  id: number
  workspace: string
  simulator: string
  deliveryId: string
  headers: Record<string, string>
  body: string
  retryDelaysMs: number[]
  attempts: number
}

/** Vendors wait this long for an answer. */
const ANSWER_LIMIT_MS = 5_000
const LANE_LIMIT = 32

/**
 * Sends events at least once: a delivery leaves only with a 2xx answer, or when the vendor's last retry failed. Events of
 * one simulator in one workspace go one after the other; one that fails does not hold up those behind it.
 */
export function createOutbox(db: DatabaseSync, options: OutboxOptions): Outbox {
  const busy = new Map<string, Promise<void>>()
  let timer: NodeJS.Timeout | null = null
  let closed = false
  const statements = prepare(db)

  function wake(): void {
    if (closed) return
    if (timer !== null) clearTimeout(timer)
    timer = null
    const now = Date.now()
    for (const row of statements.due(now)) {
      if (!busy.has(laneOf(row)) && busy.size < LANE_LIMIT) begin(row)
    }
    const next = statements.nextAtMs(now)
    if (next !== null) timer = setTimeout(wake, Math.min(Math.max(next - Date.now(), 0), 60_000))
  }

  function begin(row: Row): void {
    const lane = laneOf(row)
    const sending = send(row).finally(() => {
      busy.delete(lane)
      const next = closed ? null : statements.nextOf(row, Date.now())
      if (next === null) wake()
      else begin(next)
    })
    busy.set(lane, sending)
  }

  async function send(row: Row): Promise<void> {
    const url = options.urlOf(row.workspace, row.simulator)
    const outcome = url === null ? 'no address is set up for this source' : await post(url, row)
    const delivered = /^2\d\d$/.test(outcome)
    const delayMs = row.retryDelaysMs[row.attempts]
    const state = delivered ? 'delivered' : delayMs === undefined ? 'given_up' : 'pending'
    statements.settle({ id: row.id, state, outcome, nextAtMs: Date.now() + (delayMs ?? 0) * options.retryScale })
    if (!delivered) options.log.warn({ delivery: row.deliveryId, outcome, state }, 'an event was not taken')
  }

  return {
    add: ({ workspace, simulator, delivery, delayMs }) =>
      statements.add({ workspace, simulator, delivery, nextAtMs: Date.now() + delayMs }),
    wake,
    list: statements.list,
    close: async () => {
      closed = true
      if (timer !== null) clearTimeout(timer)
      await Promise.all(busy.values())
    },
  }
}

async function post(url: string, row: Row): Promise<string> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: row.headers,
      body: row.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    })
    await response.arrayBuffer()
    return String(response.status)
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return cause instanceof Error ? cause.message || cause.name : String(cause)
  }
}

const laneOf = ({ workspace, simulator }: Row): string => `${workspace}/${simulator}`

function prepare(db: DatabaseSync) {
  const add = db.prepare(
    'insert into outbox (workspace, simulator, delivery_id, topic, headers, body, retry_delays_ms, next_at_ms, created_at_ms) ' +
      'values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  // One of each lane: the rest of a lane waits for it anyway.
  const due = db.prepare(
    "select * from outbox where id in (select min(id) from outbox where state = 'pending' and next_at_ms <= ? " +
      'group by workspace, simulator) order by id',
  )
  const nextOf = db.prepare(
    "select * from outbox where workspace = ? and simulator = ? and state = 'pending' and next_at_ms <= ? order by id limit 1",
  )
  const next = db.prepare("select min(next_at_ms) as at from outbox where state = 'pending' and next_at_ms > ?")
  const settle = db.prepare(
    'update outbox set state = ?, last_outcome = ?, next_at_ms = ?, attempts = attempts + 1 where id = ?',
  )
  const list = db.prepare('select * from outbox where workspace = ? order by id')
  return {
    add: (event: { workspace: string; simulator: string; delivery: SimDelivery; nextAtMs: number }) => {
      const { id, topic, headers, body, retryDelaysMs } = event.delivery
      const json = [JSON.stringify(headers), body, JSON.stringify(retryDelaysMs)] as const
      add.run(event.workspace, event.simulator, id, topic, ...json, event.nextAtMs, Date.now())
    },
    due: (nowMs: number): Row[] => due.all(nowMs).map(toRow),
    /** What goes out after it in the same lane. */
    nextOf: ({ workspace, simulator }: Row, nowMs: number): Row | null => {
      const row = nextOf.get(workspace, simulator, nowMs)
      return row === undefined ? null : toRow(row)
    },
    nextAtMs: (nowMs: number): number | null => {
      const at = next.get(nowMs)?.at
      return typeof at === 'number' ? at : null
    },
    settle: (result: { id: number; state: OutboxEntry['state']; outcome: string; nextAtMs: number }) => {
      settle.run(result.state, result.outcome, result.nextAtMs, result.id)
    },
    list: (workspace: string): OutboxEntry[] =>
      list.all(workspace).map((row) => ({
        deliveryId: String(row.delivery_id),
        simulator: String(row.simulator),
        topic: String(row.topic),
        state: row.state === 'delivered' || row.state === 'given_up' ? row.state : 'pending',
        attempts: Number(row.attempts),
        createdAt: new Date(Number(row.created_at_ms)).toISOString(),
        lastOutcome: row.last_outcome === null ? null : String(row.last_outcome),
      })),
  }
}

const toRow = (row: Record<string, SQLOutputValue>): Row => ({
  id: Number(row['id']),
  workspace: String(row['workspace']),
  simulator: String(row['simulator']),
  deliveryId: String(row['delivery_id']),
  headers: JSON.parse(String(row['headers'])),
  body: String(row['body']),
  retryDelaysMs: JSON.parse(String(row['retry_delays_ms'])),
  attempts: Number(row['attempts']),
})
