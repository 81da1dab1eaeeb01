import type { Queries } from '@patchbay/db/database'
import { sql } from 'drizzle-orm'
import { callers, HELD_KEY } from './callers.ts'

/**
 * Whether a run or one that waits for it has the turn of a key, or was lent it. It is lent then: a caller keeps its turn
 * while it waits, so that what it calls with the same key and waits for needs none, or both would wait for ever. Should the
 * caller end before it all the same, the key is given on once what it lent has ended too. What is only started waits like
 * any other.
 */
export async function hasTurnToLend(tx: Queries, runId: string, orderKey: string): Promise<boolean> {
  const { rows } = await tx.execute(
    sql`WITH RECURSIVE ${callers(runId)} SELECT 1 FROM own WHERE ${HELD_KEY} = ${orderKey} LIMIT 1`,
  )
  return rows.length > 0
}

/** Lends a turn to a run that was called before and has got in line by itself, being retried, behind its own caller. */
export async function lendAgain(tx: Queries, callerId: string, calledId: string): Promise<void> {
  await tx.execute(sql`
    WITH RECURSIVE ${callers(callerId)}
    UPDATE run SET lent_key = order_key, order_key = NULL, has_turn = true
    WHERE id = ${calledId} AND finished_at IS NULL AND NOT has_turn
      AND order_key IN (SELECT ${HELD_KEY} FROM own)`)
}
