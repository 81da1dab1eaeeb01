import type { Database, Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { erasure } from '@patchbay/db/schema'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import { ERASURE_LEASE_MS, type ErasureJob, Stopped } from './erasure-job.ts'
import { keepErasureLease } from './keep-erasure-lease.ts'
import { forgetLearnt } from './kin.ts'
import { OPEN_DELIVERY } from './open-delivery.ts'
import { PASSES } from './passes.ts'
import { RULES } from './rules.ts'

/** `leaseMs`: how long a renewed lease holds. */
type Leased = { id: string; workspaceId: string; leaseId: string; leaseMs?: number }
type Row = typeof erasure.$inferSelect

const LOOK_AGAIN = sql`now() + interval '1 minute'`

/**
 * Works on a leased erasure for a while, batch by batch, each committed with how far it came. True while there is more to
 * do at once. Whoever leases it next goes on where it stands. Throws when another worker has taken it over meanwhile.
 */
export async function workErasure(db: Database, leased: Leased, mayGoOn: () => boolean): Promise<boolean> {
  const row = await take(db, leased)
  if (row === null) return false
  if (row.state === 'waiting') return lookAtOpen(db, leased, row)
  const job: ErasureJob = {
    db,
    ...leased,
    leaseMs: leased.leaseMs ?? ERASURE_LEASE_MS,
    person: { kind: row.kind, value: row.value ?? '' },
    dry: row.state === 'counting',
    until: row.confirmedAt ?? row.requestedAt,
    position: row.position,
  }
  try {
    while (mayGoOn()) {
      const pass = PASSES[job.position.pass]
      if (pass === undefined) return await conclude(job)
      await keepErasureLease(job, () => pass(job))
    }
  } catch (error) {
    if (error instanceof Stopped) return false
    // Changes nothing where another worker has it.
    await release(db, leased, {
      lastError: error instanceof Error ? error.message.slice(0, 500) : 'unknown',
      dueAt: LOOK_AGAIN,
    })
    throw error
  }
  await release(db, leased, {})
  return true
}

const mine = (leased: Leased) => and(eq(erasure.id, leased.id), eq(erasure.leaseId, leased.leaseId))

async function take(db: Database, leased: Leased): Promise<Row | null> {
  const [row] = await inWorkspace(db, leased.workspaceId, (tx) => tx.select().from(erasure).where(mine(leased)))
  return row === undefined || row.value === null ? null : row
}

type Release = { lastError?: string; dueAt?: typeof LOOK_AGAIN }

const release = (db: Database, leased: Leased, set: Release) =>
  inWorkspace(db, leased.workspaceId, (tx) =>
    tx
      .update(erasure)
      .set({ leaseId: null, leasedUntil: null, lastError: null, ...set })
      .where(mine(leased)),
  )

/** All passes are through. */
async function conclude(job: ErasureJob): Promise<boolean> {
  await inWorkspace(job.db, job.workspaceId, async (tx) => {
    const [row] = await tx.select().from(erasure).where(mine(job)).for('update')
    if (row === undefined || row.state !== (job.dry ? 'counting' : 'erasing')) return
    const nothing = Object.keys(row.found).length === 0
    const free = { leaseId: null, leasedUntil: null, lastError: null, position: { pass: 0, after: null } }
    if (job.dry && !nothing) await set(tx, job, { ...free, state: 'counted' })
    else if (!job.dry && row.openRuns.length > 0) await set(tx, job, { ...free, state: 'waiting', dueAt: LOOK_AGAIN })
    else {
      await forgetLearnt(tx, job.id)
      await set(tx, job, { ...free, state: 'done', value: null, finishedAt: sql`now()` })
    }
  })
  return false
}

type Change = {
  [name in keyof typeof erasure.$inferInsert]?: (typeof erasure.$inferInsert)[name] | ReturnType<typeof sql>
}

const set = (tx: Queries, job: Leased, change: Change) => tx.update(erasure).set(change).where(eq(erasure.id, job.id))

/** Once nothing it waits for is under way any more, everything is looked through once more. Costs a look by key at each. */
async function lookAtOpen(db: Database, leased: Leased, row: Row): Promise<boolean> {
  return inWorkspace(db, leased.workspaceId, async (tx) => {
    const open = await tx.execute(sql`${stillOpen(row.openRuns)} LIMIT 1`)
    const still = open.rows.length > 0
    await tx
      .update(erasure)
      .set({
        leaseId: null,
        leasedUntil: null,
        ...(still ? { dueAt: LOOK_AGAIN } : { state: 'erasing', openRuns: [] }),
      })
      .where(mine(leased))
    return !still
  })
}

/** Which of these runs, events and rows at work are so still. */
function stillOpen(waitedFor: readonly string[]): SQL {
  const ids = sql`ARRAY[${sql.join(
    waitedFor.map((id) => sql`${id}::uuid`),
    sql`, `,
  )}]`
  const atWork = Object.entries(RULES).flatMap(([table, { key, open }]) =>
    open === undefined || key[0]?.[1] !== 'uuid'
      ? []
      : [sql`SELECT 1 FROM ${sql.raw(`"${table}" t`)} WHERE t.id = ANY (${ids}) AND (${sql.raw(open)})`],
  )
  return sql.join(
    [
      sql`SELECT 1 FROM run r LEFT JOIN run o ON o.id = r.parent_run_id
        WHERE r.id = ANY (${ids}) AND (r.finished_at IS NULL OR (o.id IS NOT NULL AND o.finished_at IS NULL))`,
      sql`SELECT 1 FROM delivery d WHERE d.id = ANY (${ids}) AND ${OPEN_DELIVERY}`,
      ...atWork,
    ],
    sql` UNION ALL `,
  )
}
