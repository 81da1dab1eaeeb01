import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, flow, stepTest, testRun } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import { and, asc, desc, eq, ne, type SQL } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { redactNames } from '../runs/redact-names.ts'
import { trimJson } from '../samples/trim-json.ts'
import { endLostTest } from './end-lost-test.ts'
import type { StepTestView, TestRunView } from './test-models.ts'

/** Beyond the longest budget and the engine's own patience. */
const LOST_AFTER_MS = 90_000
const MAX_CHARACTERS = 200_000

/** A test as far as it has got. One whose worker is gone is ended here. */
export async function getTestRun(
  ctx: CoreContext,
  principal: Principal,
  input: { testRunId: string },
): Promise<Result<TestRunView>> {
  const allowed = authorise(principal, 'run.read')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  const found = await inWorkspace(ctx.db, workspaceId, (tx) => load(tx, input.testRunId))
  if (found === null) return fail('not_found', 'This test does not exist in this workspace.')
  const isOpen = found.state === 'queued' || found.state === 'running'
  if (!isOpen || ctx.clock.now().getTime() - found.at.getTime() < LOST_AFTER_MS) return ok(found)
  await endLostTest(ctx.db, { workspaceId, testRunId: input.testRunId })
  const ended = await inWorkspace(ctx.db, workspaceId, (tx) => load(tx, input.testRunId))
  return ended === null ? fail('not_found', 'This test does not exist in this workspace.') : ok(ended)
}

async function load(tx: Queries, testRunId: string): Promise<TestRunView | null> {
  const [row] = await tx
    .select({ run: testRun, document: flow.draft })
    .from(testRun)
    .innerJoin(flow, eq(flow.id, testRun.flowId))
    .where(and(eq(testRun.id, testRunId), ne(testRun.kind, 'preview')))
  if (row === undefined) return null
  const steps = await loadStepTests(tx, { document: row.document, where: eq(stepTest.testRunId, testRunId) })
  return toRunView(row.run, steps)
}

export function toRunView(run: typeof testRun.$inferSelect, steps: StepTestView[]): TestRunView {
  const { startedAt, finishedAt } = run
  return {
    id: run.id,
    kind: run.kind === 'preview' ? 'step' : run.kind,
    stepId: run.stepId,
    state: run.state,
    reason: run.reason,
    failedStepId: run.failedStepId,
    sampleLabel: run.sampleLabel,
    environment: run.environment,
    at: run.createdAt,
    tookMs: startedAt === null || finishedAt === null ? null : finishedAt.getTime() - startedAt.getTime(),
    by: run.requestedBy,
    steps,
  }
}

/** Tested steps in the order they were begun, each with how it was set up then. */
export async function loadStepTests(
  tx: Queries,
  of: { document: FlowDocument; where: SQL | undefined; newest?: number },
): Promise<StepTestView[]> {
  const steps = new Map(of.document.steps.map((step) => [step.id, step]))
  const query = tx
    .select({ test: stepTest, connection: connection.name, sampleLabel: testRun.sampleLabel })
    .from(stepTest)
    .innerJoin(testRun, eq(testRun.id, stepTest.testRunId))
    .leftJoin(connection, eq(connection.id, stepTest.connectionId))
    .where(of.where)
  const rows =
    of.newest === undefined
      ? await query.orderBy(asc(stepTest.startedAt), asc(stepTest.id))
      : await query.orderBy(desc(stepTest.startedAt)).limit(of.newest)
  return rows.map(({ test, connection: name, sampleLabel }): StepTestView => {
    const step = steps.get(test.stepId)
    return {
      id: test.id,
      testRunId: test.testRunId,
      stepId: test.stepId,
      stepName: step?.name ?? test.stepId,
      iteration: test.iteration,
      state: test.state,
      port: test.port,
      input: shown(test.input),
      output: shown(test.output),
      error: test.error,
      notes: test.notes ?? [],
      log: (test.log ?? []).map((line) => ({ ...line, data: redactNames(line.data) })),
      environment: test.environment,
      connection: name,
      sampleLabel,
      tookMs: test.tookMs,
      at: test.startedAt,
      by: test.requestedBy,
      fingerprint: test.fingerprint,
    }
  })
}

const shown = (value: StepTestView['input']): StepTestView['input'] =>
  trimJson(redactNames(value ?? null), MAX_CHARACTERS).value
