import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, stepTest, testRun } from '@patchbay/db/schema'
import { and, desc, eq, inArray, ne } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadStepTests, toRunView } from './get-test-run.ts'
import type { StepTestSummary, StepTestView, TestRunView } from './test-models.ts'

const MAX_RUNS = 30

/** The last test of each step, and how the step was set up then. Steps without one are left out. */
export async function listTests(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string },
): Promise<Result<StepTestSummary[]>> {
  const allowed = authorise(principal, 'run.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<StepTestSummary[]>> => {
    const [found] = await tx.select({ document: flow.draft }).from(flow).where(eq(flow.id, input.flowId))
    if (found === undefined) return gone
    const rows = await tx
      .selectDistinctOn([stepTest.stepId])
      .from(stepTest)
      .where(and(eq(stepTest.flowId, input.flowId), inArray(stepTest.state, ['succeeded', 'failed'])))
      .orderBy(stepTest.stepId, desc(stepTest.startedAt))
    const steps = new Set(found.document.steps.map(({ id }) => id))
    return ok(
      rows
        .filter(({ stepId }) => steps.has(stepId))
        .map((row) => ({
          stepId: row.stepId,
          at: row.startedAt,
          ok: row.state === 'succeeded',
          tookMs: row.tookMs,
          fingerprint: row.fingerprint,
          environment: row.environment,
          error: row.error?.message ?? null,
        })),
    )
  })
}

/** A step's last test, whole; null when it has none. */
export async function getLastTest(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; stepId: string },
): Promise<Result<StepTestView | null>> {
  const allowed = authorise(principal, 'run.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<StepTestView | null>> => {
    const [found] = await tx.select({ document: flow.draft }).from(flow).where(eq(flow.id, input.flowId))
    if (found === undefined) return gone
    const where = and(
      eq(stepTest.flowId, input.flowId),
      eq(stepTest.stepId, input.stepId),
      inArray(stepTest.state, ['succeeded', 'failed']),
    )
    const [last] = await loadStepTests(tx, { document: found.document, where, newest: 1 })
    return ok(last ?? null)
  })
}

/** The newest tests of a flow, without what their steps gave. */
export async function listTestRuns(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string },
): Promise<Result<TestRunView[]>> {
  const allowed = authorise(principal, 'run.read')
  if (!allowed.ok) return allowed
  const rows = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    tx
      .select()
      .from(testRun)
      .where(and(eq(testRun.flowId, input.flowId), ne(testRun.kind, 'preview')))
      .orderBy(desc(testRun.createdAt))
      .limit(MAX_RUNS),
  )
  return ok(rows.map((row) => toRunView(row, [])))
}

const gone = fail('not_found', 'This flow does not exist in this workspace.')
