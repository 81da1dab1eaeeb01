import type { Database } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { stepTest } from '@patchbay/db/schema'
import { and, eq, sql } from 'drizzle-orm'

type Row = typeof stepTest.$inferInsert

/** Before a call goes out: what will be sent, where and under which key. Answers the row's id. */
export async function beginStepTest(
  db: Database,
  workspaceId: string,
  begun: Omit<Row, 'id' | 'workspaceId' | 'state'>,
): Promise<string> {
  const id = newId()
  await inWorkspace(db, workspaceId, (tx) =>
    tx.insert(stepTest).values({ ...begun, id, workspaceId, state: 'running' }),
  )
  return id
}

export async function finishStepTest(
  db: Database,
  workspaceId: string,
  id: string,
  end: Pick<Row, 'state' | 'port' | 'output' | 'error' | 'notes' | 'log' | 'tookMs'>,
): Promise<void> {
  await inWorkspace(db, workspaceId, (tx) =>
    tx
      .update(stepTest)
      .set({ ...end, finishedAt: sql`now()` })
      .where(and(eq(stepTest.id, id), eq(stepTest.state, 'running'))),
  )
}

/** Steps that were over at once, or never came: nothing of them went out. */
export async function recordStepTests(
  db: Database,
  workspaceId: string,
  rows: Omit<Row, 'id' | 'workspaceId'>[],
): Promise<void> {
  if (rows.length === 0) return
  await inWorkspace(db, workspaceId, (tx) =>
    tx
      .insert(stepTest)
      .values(rows.map((row) => ({ ...row, id: newId(), workspaceId, finishedAt: new Date() })))
      .onConflictDoNothing(),
  )
}
