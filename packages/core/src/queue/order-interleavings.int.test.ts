import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { type LeasedRun, markRunsStarted } from '@patchbay/db/functions'
import { testDatabase } from '@patchbay/db/testing'
import { createTestDatabase, dropTestDatabase, useDatabase } from '@patchbay/local-stack/testing'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { requeueRun } from '../runs/requeue-run.ts'
import { type Deployed, openQueueWorld, orderItem, type QueueWorld } from '../testing/queue-world.ts'

const database = useDatabase(testDatabase)
let db: Database
beforeAll(() => {
  db = openDatabase(database.appUrl)
})
afterAll(() => closeDatabase(db))

/** Each world interleaves the events of this many keys, each with a history of its own. */
const KEYS = 20
const WORLDS = 10
const STEPS = 160

type Step = { kind: Kind; worker: 0 | 1; key: number; pick: number }
type Kind = 'arrive' | 'take' | 'expand' | 'die' | 'lease' | 'leaseBoth' | 'start' | 'finish' | 'fail' | 'retry'
type Worker = {
  deliveries: { id: string; workspaceId: string; leaseId: string }[]
  leases: { leaseId: string; runs: LeasedRun[] }[]
}

const step = fc.record<Step>({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant<Kind>('arrive') },
    { weight: 4, arbitrary: fc.constantFrom<Kind>('take', 'expand', 'expand', 'lease', 'leaseBoth', 'start') },
    { weight: 3, arbitrary: fc.constantFrom<Kind>('finish', 'finish', 'fail', 'retry') },
    { weight: 1, arbitrary: fc.constant<Kind>('die') },
  ),
  worker: fc.constantFrom(0, 1),
  // Some keys are busy and some are not.
  key: fc.tuple(fc.nat(KEYS - 1), fc.nat(KEYS - 1)).map(([a, b]) => Math.min(a, b)),
  pick: fc.nat(1_000),
})

/** Worlds in which two workers take steps at random, each checked at its end. */
const interleave = (on: Database, worlds: number) =>
  fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: STEPS, maxLength: STEPS }), async (steps) => {
      const world = await openQueueWorld(on, { runsAtOnce: 1_000 })
      const model = new Model(on, world, await world.deploy())
      for (const one of steps) await model.take(one)
      await model.drain()
      await model.check()
    }),
    { numRuns: worlds, seed: 20_261_121, endOnFailure: true },
  )

test('200 histories of keys under two workers that die at will: never two of a key, never out of order', async () => {
  await interleave(db, WORLDS)
}, 300_000)

test.each([
  ['what came before is not waited for', /AND \(d\.received_at, d\.id\) </, 'AND false AND (d.received_at, d.id) <'],
  ['an older state runs after a newer one', /v_next\.skips_older/, 'false'],
  ['a run that is leased is overtaken', /(OR v_holder|AND r)\.lease_count (> 0|= 0)/g, ''],
])(
  'the check finds it when %s',
  async (_fault, find, replacement) => {
    const other = await createTestDatabase(testDatabase)
    const owner = openDatabase(other.ownerUrl)
    const app = openDatabase(other.appUrl)
    try {
      const { rows } = await owner.pool.query(`SELECT pg_get_functiondef('give_turn(uuid,text)'::regprocedure) AS body`)
      const body = String(rows[0]?.body)
      expect(body).toMatch(find)
      await owner.pool.query(body.replace(find, replacement))
      await expect(interleave(app, 20)).rejects.toThrow()
    } finally {
      await closeDatabase(app)
      await closeDatabase(owner)
      await dropTestDatabase(other)
    }
  },
  120_000,
)

test('an event that is unpacked in the middle of the look for the next is not overtaken', async () => {
  const other = await createTestDatabase(testDatabase)
  const owner = openDatabase(other.ownerUrl)
  const app = openDatabase(other.appUrl)
  const gate = await owner.pool.connect()
  try {
    const { rows } = await gate.query(`SELECT pg_get_functiondef('give_turn(uuid,text)'::regprocedure) AS body`)
    const body = String(rows[0]?.body)
    const looked = /SELECT t\.runs -> 'order'/
    expect(body).toMatch(looked)
    await gate.query(body.replace(looked, `PERFORM pg_advisory_xact_lock(77); $&`))
    const world = await openQueueWorld(app)
    const flow = await world.deploy()
    const late = await world.arrive(flow, [orderItem('1001', null)])
    await world.arrive(flow, [orderItem('1001', null)])
    const leased = await world.lease()
    for (const target of leased.filter(({ id }) => id !== late)) await world.expand(target)
    await gate.query('SELECT pg_advisory_lock(77)')
    const starting = world.start()
    for (let waits = 0; waits === 0; ) {
      const { rows: found } = await gate.query(
        `SELECT count(*)::int AS waits FROM pg_locks WHERE objid = 77 AND NOT granted`,
      )
      waits = Number(found[0]?.waits)
    }
    for (const target of leased.filter(({ id }) => id === late)) await world.expand(target)
    await gate.query('SELECT pg_advisory_unlock(77)')
    const begun = await world.rowsOf([...(await starting), ...(await world.start())])
    expect(begun.map(({ deliveryId }) => deliveryId)).toEqual([late])
  } finally {
    gate.release()
    await closeDatabase(app)
    await closeDatabase(owner)
    await dropTestDatabase(other)
  }
})

/** What two workers hold, and who was seen to act on which key. */
class Model {
  readonly world: QueueWorld
  readonly flow: Deployed
  readonly workers: [Worker, Worker] = [
    { deliveries: [], leases: [] },
    { deliveries: [], leases: [] },
  ]
  /** By key, the run that acts: from its lease until its end, whoever dies in between. */
  readonly acting = new Map<string, string>()
  /** By key, runs in the order of their first lease. */
  readonly begun = new Map<string, string[]>()
  readonly keys = new Map<string, string>()
  readonly started = new Set<string>()
  readonly failed = new Set<string>()

  readonly db: Database

  constructor(on: Database, world: QueueWorld, flow: Deployed) {
    this.db = on
    this.world = world
    this.flow = flow
  }

  async take({ kind, worker: which, key, pick }: Step): Promise<void> {
    const worker = this.workers[which]
    switch (kind) {
      case 'arrive':
        // Every other key has versions, which come in any order; the rest goes as it came.
        await this.world.arrive(this.flow, [orderItem(String(key), key % 2 === 0 ? pick % 10 : null)])
        return
      case 'take':
        worker.deliveries.push(...(await this.world.lease(3)))
        return
      case 'expand':
        for (const target of worker.deliveries.splice(pick % Math.max(1, worker.deliveries.length), 1))
          await this.world.expand(target)
        return
      case 'lease':
        return this.lease(worker)
      case 'leaseBoth':
        await Promise.all(this.workers.map((one) => this.lease(one)))
        return
      case 'start':
        return this.start(worker)
      case 'die':
        return this.die(worker)
      case 'finish':
      case 'fail': {
        const run = [...this.started][pick % Math.max(1, this.started.size)]
        if (run !== undefined) await this.finish(run, kind === 'fail')
        return
      }
      case 'retry': {
        const run = [...this.failed][pick % Math.max(1, this.failed.size)]
        if (run === undefined) return
        this.failed.delete(run)
        const epoch = (await this.world.rowOf(run))?.epoch ?? 0
        await this.world.inside((tx) => requeueRun(tx, { id: run, epoch }, { newRound: true }))
      }
    }
  }

  async lease(worker: Worker): Promise<void> {
    const { leaseId, runs } = await this.world.leaseRuns(5)
    worker.leases.push({ leaseId, runs })
    for (const { id, orderKey } of await this.world.rowsOf(runs.map((run) => run.id))) {
      const key = orderKey ?? ''
      this.keys.set(id, key)
      expect(this.acting.get(key) ?? id, 'two runs of a key').toBe(id)
      this.acting.set(key, id)
      const begun = this.begun.get(key) ?? []
      if (!begun.includes(id)) this.begun.set(key, [...begun, id])
    }
  }

  async start(worker: Worker): Promise<void> {
    for (const { runs } of worker.leases.splice(0)) {
      await markRunsStarted(this.db, runs)
      const rows = await this.world.rowsOf(runs.map(({ id }) => id))
      for (const { id, state } of rows) if (state === 'running') this.started.add(id)
    }
  }

  async finish(run: string, failed: boolean): Promise<void> {
    await this.world.finish(run, failed ? 'failed' : 'succeeded')
    this.started.delete(run)
    if (failed) this.failed.add(run)
    this.acting.delete(this.keys.get(run) ?? '')
  }

  /** Its leases run out; what it was about to do never happens. */
  async die(worker: Worker): Promise<void> {
    const leases = [...worker.leases, ...worker.deliveries].map(({ leaseId }) => leaseId)
    worker.leases = []
    worker.deliveries = []
    await this.world.inside(async (tx) => {
      const own = sql`lease_id = ANY (${`{${leases.join(',')}}`}::uuid[])`
      await tx.execute(sql`UPDATE run SET leased_until = now() - interval '1 s' WHERE ${own}`)
      await tx.execute(sql`UPDATE delivery SET leased_until = now() - interval '1 s', lease_count = 1 WHERE ${own}`)
    })
  }

  async drain(): Promise<void> {
    for (const worker of this.workers) await this.die(worker)
    for (let open = true; open; ) {
      await this.world.expandAll()
      await this.lease(this.workers[0])
      await this.start(this.workers[0])
      await Promise.all([...this.started].map((run) => this.finish(run, false)))
      open = (await this.world.runsOf(this.flow)).some(({ finishedAt }) => finishedAt === null)
    }
  }

  async check(): Promise<void> {
    const rows = await this.world.runsOf(this.flow)
    const byId = new Map(rows.map((row) => [row.id, row]))
    for (const [key, all] of Map.groupBy(rows, ({ orderKey }) => orderKey ?? '')) {
      const begun = this.begun.get(key) ?? []
      const versions = begun.map((id) => Number(byId.get(id)?.entityVersion))
      if (all[0]?.entityVersion === null) expect(begun, 'in the order they came').toEqual(all.map(({ id }) => id))
      else expect(versions, 'no older state after a newer one').toEqual(versions.toSorted((a, b) => a - b))
      for (const row of all.filter(({ id }) => !begun.includes(id))) {
        expect(row).toMatchObject({ state: 'cancelled', reasonCode: 'older_version' })
        expect(Math.max(...versions)).toBeGreaterThan(Number(row.entityVersion))
      }
    }
  }
}
