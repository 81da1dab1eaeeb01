import type { Effect } from '@patchbay/connector-sdk/manifest'
import { inWorkspace } from '@patchbay/db/in-workspace'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { loadEnvironments } from '../problems/retry-effects.ts'
import { ok, type Result } from '../result.ts'
import { calledEffects } from '../waits/called-effects.ts'
import { CALLED_ANEW, isCalledAnew } from '../waits/is-called-anew.ts'
import { type LastCalls, lastCalls } from '../waits/last-calls.ts'
import { type Again, loadAgain } from './load-again.ts'
import { countEffects } from './plan-retry.ts'
import type { PlannedStep, SteeringPlan } from './steering-models.ts'

export type AgainToPlan = {
  runId: string
  versionId: string
  /** False: everything is done anew. */
  reuse: boolean
}

export type AgainPlan = SteeringPlan & { version: number }

/** What running an event again on a version would reuse, and what it would apply anew. Nothing is changed. */
export async function planAgain(
  ctx: CoreContext,
  principal: Principal,
  input: AgainToPlan,
): Promise<Result<AgainPlan>> {
  const allowed = authorise(principal, 'run.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<AgainPlan>> => {
    const loaded = await loadAgain(tx, input)
    if (!loaded.ok) return loaded
    const { plan, run, version, refused } = loaded.value
    const environments = await loadEnvironments(tx, plan)
    const called = await calledEffects(tx, plan)
    const lastCall = await lastCalls(tx, called.size === 0 ? [] : [run.id])
    const steps = planSteps(loaded.value, { reuse: input.reuse, environments, called, lastCall })
    return ok({ version: version.number, steps, effects: countEffects(steps), refused })
  })
}

type Planning = {
  reuse: boolean
  environments: Map<string, 'live' | 'sandbox'>
  called: Map<number, Effect>
  lastCall: LastCalls
}

function planSteps({ plan, rows, taken, reuse }: Again, of: Planning): PlannedStep[] {
  const done = Map.groupBy(
    rows.filter(({ state }) => state === 'succeeded'),
    ({ stepId }) => stepId,
  )
  const kept = Map.groupBy(taken, ({ stepId }) => stepId)
  const isTaken = new Set(taken)
  const skipped = new Set(rows.filter(({ state }) => state === 'skipped').map(({ stepId }) => stepId))
  return plan.control.flatMap((control, index): PlannedStep[] => {
    const work = plan.work[index]
    if (work === undefined || control.kind === 'trigger' || control.undoOf !== undefined) return []
    const step = {
      stepId: control.id,
      name: work.name,
      connector: work.kind === 'action' ? work.connector : null,
      effect: work.kind === 'action' ? work.effect : (of.called.get(index) ?? 'pure'),
      environment:
        work.kind === 'action' && work.connectionId !== null ? (of.environments.get(work.connectionId) ?? null) : null,
    }
    const before = done.get(control.id)?.length ?? 0
    const reused = kept.get(control.id)?.length ?? 0
    const why = of.reuse ? reuse.why(control.id) : null
    const calledAnew =
      work.kind !== 'subflow' || step.effect === 'pure'
        ? 0
        : rows.filter(
            (row) => row.stepId === control.id && !isTaken.has(row) && isCalledAnew(row, of.lastCall(row), true),
          ).length
    if (before === 0 && calledAnew === 0) {
      const fate = skipped.has(control.id)
        ? 'maybe'
        : rows.some(({ stepId }) => stepId === control.id)
          ? 'tried'
          : 'first'
      return [{ ...step, fate, why: fate === 'first' ? why : null, times: 1 }]
    }
    const again = calledAnew || before - reused
    const otherwise = calledAnew > 0 ? CALLED_ANEW : of.reuse ? 'It uses a result that is not reused.' : null
    return [
      ...(reused > 0 ? [{ ...step, fate: 'reused' as const, why: null, times: reused }] : []),
      ...(again > 0
        ? [
            {
              ...step,
              // What a called run did not do is not done a second time.
              effect: work.kind === 'subflow' && calledAnew === 0 ? ('pure' as const) : step.effect,
              fate: 'again' as const,
              why: why ?? otherwise,
              times: again,
            },
          ]
        : []),
    ]
  })
}
