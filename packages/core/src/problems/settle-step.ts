import { inWorkspace } from '@patchbay/db/in-workspace'
import type { CoreContext } from '../context.ts'
import { authorise, type UseCase } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { type Acted, actOnStep } from './act-on-step.ts'
import type { StepAct, StepToAct } from './step-act.ts'

export const useCaseOf: Record<StepAct['kind'], UseCase> = {
  retry: 'run.retry',
  edit: 'problem.edit_input',
  supply: 'problem.settle',
  skip: 'problem.settle',
}

/** Settles one step that stopped its run: tries it again, with another input if need be, or goes on without it. */
export async function settleStep(
  ctx: CoreContext,
  principal: Principal,
  input: StepToAct,
): Promise<Result<{ runId: string }>> {
  const allowed = authorise(principal, useCaseOf[input.act.kind])
  if (!allowed.ok) return allowed
  const acted = await inWorkspace(ctx.db, principal.workspaceId, (tx) => actOnStep(tx, principal, input))
  if (!acted.ok) return acted
  await tellEngine(ctx, principal.workspaceId, acted.value)
  return ok({ runId: acted.value.runId })
}

/** After the commit. A lost word is made good by the dispatcher and the reconciler. */
export async function tellEngine(
  ctx: Pick<CoreContext, 'engine' | 'notify'>,
  workspaceId: string,
  { runId, epoch, release }: Acted,
): Promise<void> {
  if (release === null) ctx.notify('patchbay_inbox', 'run')
  else await ctx.engine.releaseStep({ runId, epoch, ...release })
  ctx.notify('patchbay_live', `${workspaceId}:run:${runId}`)
}
