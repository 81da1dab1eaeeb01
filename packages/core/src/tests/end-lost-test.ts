import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { stepTest, testRun } from '@patchbay/db/schema'
import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { TestTarget } from './take-test-run.ts'

/** Ends a test whose worker did not come back. What was on its way is told as what it is: unknown. */
export async function endLostTest(db: Database, target: TestTarget): Promise<void> {
  await inWorkspace(db, target.workspaceId, async (tx) => {
    const open = and(eq(stepTest.testRunId, target.testRunId), eq(stepTest.state, 'running'))
    const cut = (code: string, message: string) => ({
      state: 'failed' as const,
      error: { code, message },
      finishedAt: sql`now()`,
    })
    await tx
      .update(stepTest)
      .set(
        cut(
          'unknown_outcome',
          'It was sent, and no answer came in time. Nobody knows whether it went through: look there.',
        ),
      )
      .where(and(open, isNotNull(stepTest.sentAt)))
    await tx
      .update(stepTest)
      .set(cut('timed_out', 'No answer came in time. Try again in a moment.'))
      .where(and(open, isNull(stepTest.sentAt)))
    await tx
      .update(testRun)
      .set({
        state: 'failed',
        work: null,
        finishedAt: sql`now()`,
        reason: 'No worker answered in time. Try again in a moment.',
      })
      .where(and(eq(testRun.id, target.testRunId), inArray(testRun.state, ['queued', 'running'])))
  })
}
