import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { testRun } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { TestTarget } from './take-test-run.ts'

export type TestEnd = {
  state: 'succeeded' | 'failed'
  reason: string | null
  failedStepId: string | null
  notes: string[]
  preview: Json | null
}

/** Ends a test and forgets the data it worked on. What was done stays with its steps. */
export async function finishTestRun(db: Database, target: TestTarget, end: TestEnd): Promise<void> {
  await inWorkspace(db, target.workspaceId, (tx) =>
    tx
      .update(testRun)
      .set({ ...end, work: null, finishedAt: sql`now()` })
      .where(and(eq(testRun.id, target.testRunId), inArray(testRun.state, ['queued', 'running']))),
  )
}
