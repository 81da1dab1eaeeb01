import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type TestKind, type TestWork, testRun, workspace } from '@patchbay/db/schema'
import { and, eq, sql } from 'drizzle-orm'

export type TestTarget = { workspaceId: string; testRunId: string }

export type TakenTest = {
  id: string
  flowId: string
  kind: TestKind
  environment: 'live' | 'sandbox' | 'none'
  requestedBy: string
  work: TestWork
  workspace: { timeZone: string; currency: string; variables: Record<string, string> }
}

/** Begins a test, once in its life: null when it was begun before, so that no write of it is ever sent twice. */
export async function takeTestRun(db: Database, target: TestTarget): Promise<TakenTest | null> {
  return inWorkspace(db, target.workspaceId, async (tx) => {
    const [taken] = await tx
      .update(testRun)
      .set({ state: 'running', startedAt: sql`now()` })
      .where(and(eq(testRun.id, target.testRunId), eq(testRun.state, 'queued')))
      .returning()
    if (taken === undefined || taken.work === null) return null
    const [place] = await tx
      .select({ timeZone: workspace.timeZone, currency: workspace.currency, variables: workspace.variables })
      .from(workspace)
      .where(eq(workspace.id, target.workspaceId))
    if (place === undefined) return null
    const { id, flowId, kind, environment, requestedBy, work } = taken
    return { id, flowId, kind, environment, requestedBy, work, workspace: place }
  })
}
