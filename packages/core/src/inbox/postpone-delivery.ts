import type { Database, Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery } from '@patchbay/db/schema'
import { storedText } from '@patchbay/db/stored-json'
import { and, eq, sql } from 'drizzle-orm'
import { RELEASED } from '../flows/held-of.ts'
import { EventNotRead } from './event-not-read.ts'
import type { LeasedTarget } from './expand-delivery.ts'

const SHORTEST_MS = 500
const LONGEST_MS = 60_000
/** What fails for so long and so often is not going to pass; runs that go in order must not wait for it for ever. */
const GIVEN_UP = { afterMs: 3_600_000, failures: 30 }
/** Sooner where events that came to the same trigger after it are unpacked meanwhile: then it is this one's own trouble. */
const ALONE = { afterMs: 300_000, failures: 10 }
const LONGEST_WHY = 300

/**
 * Gives a lease back after a failure that ended no worker, so it does not count towards poison; `why` stands on the event's
 * page. The event comes again, later each time: after a quarter of the time that it has waited already. After an hour, or
 * five minutes where others of its trigger come through, it is dead, and can be replayed: runs in order behind it go on.
 */
export async function postponeDelivery(db: Database, target: LeasedTarget, why?: unknown): Promise<void> {
  const cause = causeOf(why)
  await inWorkspace(db, target.workspaceId, async (tx) => {
    const mine = and(eq(delivery.id, target.id), eq(delivery.leaseId, target.leaseId), eq(delivery.state, 'accepted'))
    const [row] = await tx
      .update(delivery)
      .set({
        leasedUntil: sql`now()`,
        leaseCount: sql`greatest(lease_count - 1, 0)`,
        failures: sql`failures + 1`,
        dueAt: sql`now() + least(greatest((now() - received_at) / 4, ${SHORTEST_MS} * interval '1 ms'), ${LONGEST_MS} * interval '1 ms')`,
        // Its run counts from when it was let go, not from when it came.
        reasonCode: sql`CASE WHEN reason_code = ${RELEASED} THEN reason_code ELSE 'unpack_again' END`,
        reason: storedText(
          `It could not be unpacked yet: ${cause}. It is tried again by itself, for an hour at most; runs that go in order behind it wait as long.`,
        ),
      })
      .where(mine)
      .returning({ over: hasFailed(GIVEN_UP), suspect: hasFailed(ALONE) })
    if (row === undefined || !(row.over || (row.suspect && (await othersComeThrough(tx, target.id))))) return
    const reason = storedText(
      `It could not be unpacked ${row.over ? 'for an hour' : 'although events after it were'}: ${cause}. Its body is kept; replay it once the cause is mended.`,
    )
    await tx
      .update(delivery)
      .set({ state: 'dead', reasonCode: 'unpack_failed', reason, leaseId: null, leasedUntil: null })
      .where(mine)
  })
}

/** Addresses and names of services, which other errors hold, help nobody who looks at an event. */
const causeOf = (why: unknown): string =>
  why instanceof EventNotRead && why.message !== ''
    ? why.message.slice(0, LONGEST_WHY).replace(/\.+$/, '')
    : 'the log of the worker says why'

const hasFailed = ({ failures, afterMs }: { failures: number; afterMs: number }) =>
  sql<boolean>`failures >= ${failures} AND received_at < now() - ${afterMs} * interval '1 ms'`

async function othersComeThrough(tx: Queries, id: string): Promise<boolean> {
  const { rows } = await tx.execute(sql`
    SELECT 1 FROM delivery d JOIN delivery o ON o.flow_id = d.flow_id AND o.trigger_id = d.trigger_id
    WHERE d.id = ${id} AND o.received_at > d.received_at AND o.state IN ('expanded', 'ignored', 'duplicate')
      -- A double that was told at the door was never unpacked.
      AND o.expanded_at IS NOT NULL
      AND o.origin = d.origin LIMIT 1`)
  return rows.length > 0
}
