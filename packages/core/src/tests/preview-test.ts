import { inWorkspace } from '@patchbay/db/in-workspace'
import { testRun } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { redactNames } from '../runs/redact-names.ts'
import { type PlannedTest, planTest } from './plan-test.ts'
import { storeTestRun } from './store-test-run.ts'
import type { TestError, TestPreview, TestRequest } from './test-models.ts'

const BUDGET_MS = 14_000

/** What a test would send and what of it would be real. Nothing is sent. */
export async function previewTest(
  ctx: CoreContext,
  principal: Principal,
  request: TestRequest,
): Promise<Result<TestPreview>> {
  const allowed = authorise(principal, 'flow.test')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  type Prepared = { planned: PlannedTest; testRunId: string | null }
  const prepared = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<Prepared>> => {
    const planned = await planTest(tx, { ctx, principal }, request)
    if (!planned.ok) return planned
    // Only one action has an input to show; an edited one is shown by the form that edits it.
    if (request.scope !== 'step') return ok({ planned: planned.value, testRunId: null })
    const of = { request, planned: planned.value, kind: 'preview' as const, confirmed: false }
    return ok({ planned: planned.value, testRunId: await storeTestRun(tx, principal, of) })
  })
  if (!prepared.ok) {
    if (prepared.error.code !== 'invalid') return prepared
    const { message, problems = [] } = prepared.error
    return ok({ ...nothing, problems, error: { code: 'not_ready', message } })
  }
  const { planned, testRunId } = prepared.value
  const connection = request.scope === 'step' ? (planned.used[0]?.connection ?? null) : null
  const account = connection && { id: connection.id, name: connection.name, environment: connection.environment }
  const resolved = testRunId === null ? nothing : await resolve(ctx, workspaceId, testRunId)
  return ok({ ...nothing, ...resolved, connection: account, live: planned.live })
}

const nothing: TestPreview = { connection: null, input: null, error: null, notes: [], problems: [], live: null }

type Resolved = Pick<TestPreview, 'input' | 'error' | 'notes'>

async function resolve(ctx: CoreContext, workspaceId: string, testRunId: string): Promise<Resolved> {
  const told = await ctx.engine.runTest({ workspaceId, testRunId, budgetMs: BUDGET_MS })
  const [row] = await inWorkspace(ctx.db, workspaceId, (tx) =>
    tx.delete(testRun).where(eq(testRun.id, testRunId)).returning({ preview: testRun.preview, reason: testRun.reason }),
  )
  if (told === 'timed_out' || row === undefined)
    return {
      input: null,
      notes: [],
      error: { code: 'timed_out', message: 'No worker answered. Try again in a moment.' },
    }
  const { preview } = row
  if (preview === null || typeof preview !== 'object' || Array.isArray(preview)) {
    return { input: null, notes: [], error: row.reason === null ? null : { code: 'not_ready', message: row.reason } }
  }
  return {
    input: redactNames(preview['input'] ?? null),
    error: toError(preview['error'] ?? null),
    notes: (Array.isArray(preview['notes']) ? preview['notes'] : []).map(String),
  }
}

function toError(error: Json): TestError | null {
  if (error === null || typeof error !== 'object' || Array.isArray(error)) return null
  const field = error['field']
  return {
    code: String(error['code'] ?? 'failed'),
    message: String(error['message'] ?? ''),
    ...(typeof field === 'string' ? { field } : {}),
  }
}
