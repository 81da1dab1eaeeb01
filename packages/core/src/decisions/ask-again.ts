import { inWorkspace } from '@patchbay/db/in-workspace'
import { decision, stepRun } from '@patchbay/db/schema'
import { eq, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import type { Acted } from '../problems/act-on-step.ts'
import { tellEngine } from '../problems/settle-step.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadDecisions } from './load-decisions.ts'
import { lockDecision } from './lock-decision.ts'

/**
 * Finds out by going there again whether a write went through: the step is tried as it is, under the key that it went out
 * under. Its connector looks before it writes, or the write is one that can only apply once. If nobody knows then either,
 * a person is asked anew.
 */
export async function askAgain(
  ctx: CoreContext,
  principal: Principal,
  input: { decisionId: string },
): Promise<Result<{ runId: string }>> {
  const allowed = authorise(principal, 'decision.decide')
  if (!allowed.ok) return allowed
  const asked = await inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<Acted>> => {
    const locked = await lockDecision(tx, input.decisionId)
    if (!locked.ok) return locked
    const { found, step, epoch } = locked.value
    const [view] = await loadDecisions(tx, eq(decision.id, found.id))
    if (view === undefined || view.mayAsk === null) {
      return fail('invalid', 'This vendor has no way to be asked. Look there yourself, then say what you see.')
    }
    await tx
      .update(decision)
      .set({ state: 'withdrawn', decidedBy: actorName(principal), decidedAt: sql`now()`, note: NOTE[view.mayAsk] })
      .where(eq(decision.id, found.id))
    await tx
      .update(stepRun)
      .set({ state: 'retrying', roundFrom: step.attempts, nextTryAt: null, releaseRequestedAt: sql`now()` })
      .where(eq(stepRun.id, step.id))
    await writeAudit(tx, principal, {
      action: 'decision.decide',
      subjectKind: 'decision',
      subjectId: found.id,
      detail: { verdict: 'ask', runId: found.runId, step: view.stepName },
    })
    const { node, iteration } = step
    return ok({ runId: found.runId, epoch, release: { node, iteration } })
  })
  if (!asked.ok) return asked
  await tellEngine(ctx, principal.workspaceId, asked.value)
  return ok({ runId: asked.value.runId })
}

const NOTE = { lookup: 'Looked for once more.', natural: 'Sent once more as it was.' } as const
