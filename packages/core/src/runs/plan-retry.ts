import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run, stepRun } from '@patchbay/db/schema'
import type { Plan } from '@patchbay/flow/plan'
import { eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { loadEnvironments } from '../problems/retry-effects.ts'
import { whyLeftBehind } from '../problems/why-left-behind.ts'
import { withoutLeftBehind } from '../problems/without-left-behind.ts'
import { fail, ok, type Result } from '../result.ts'
import { calledEffects } from '../waits/called-effects.ts'
import { CALLED_ANEW, isCalledAnew } from '../waits/is-called-anew.ts'
import { lastCalls } from '../waits/last-calls.ts'
import { downstreamOf } from './downstream.ts'
import { loadRunPlan } from './load-run-plan.ts'
import { STANDING, takenIn } from './load-taken.ts'
import { nodesFrom, whyNotReset } from './reset-steps.ts'
import type { PlannedFate, PlannedStep, SteeringPlan } from './steering-models.ts'
import type { TakenPlace } from './taker-of-failure.ts'

export type RetryToPlan = { runId: string /** Null: from where it failed. */; fromStepId: string | null }

/** What a retry would reuse and what it would apply anew. Nothing is changed. */
export async function planRetry(
  ctx: CoreContext,
  principal: Principal,
  input: RetryToPlan,
): Promise<Result<SteeringPlan>> {
  const allowed = authorise(principal, 'run.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<SteeringPlan>> => {
    const [owner] = await tx.select().from(run).where(eq(run.id, input.runId))
    if (!owner) return fail('not_found', 'This run does not exist in this workspace.')
    const plan = await loadRunPlan(tx, owner)
    if (plan === null) return fail('gone', 'The plan of its version is no longer kept. Run the event again instead.')
    const start = startOf(plan, input.fromStepId)
    if (!start.ok) return start
    const nodes = start.value === null ? new Set<number>() : nodesFrom(plan, start.value)
    const steps = await planSteps(tx, { run: owner, plan, nodes })
    const refused = whyNotRetry(owner, input.fromStepId) ?? (await whyNotReset(tx, { id: owner.id, plan }, nodes))
    return ok({ steps, effects: countEffects(steps), refused })
  })
}

/** The node that a retry begins at; null: where the run failed. */
export function startOf(plan: Plan, fromStepId: string | null): Result<number | null> {
  if (fromStepId === null) return ok(null)
  const node = plan.control.findIndex(({ id }) => id === fromStepId)
  if (node < 0) return fail('not_found', 'The version that this run went by has no such step.')
  const control = plan.control[node]
  if (control?.kind === 'trigger')
    return fail('invalid', 'From its trigger a run does everything again: run it again instead.')
  if (control?.undoOf !== undefined)
    return fail('invalid', 'This step undoes another one. Retry from that one instead.')
  return ok(node)
}

/** Why a run in this state cannot be retried; null when it can. */
export function whyNotRetry(owner: typeof run.$inferSelect, fromStepId: string | null): string | null {
  if (owner.forgotten !== null) {
    return 'What this run was given is no longer kept, so it cannot go on. Replay its event instead.'
  }
  if (owner.state === 'failed' || owner.state === 'cancelled') return null
  if (owner.state === 'succeeded' && fromStepId !== null) return null
  return fromStepId === null
    ? `Only a failed or cancelled run can be retried; this one is ${owner.state}.`
    : 'This run is still under way. Cancel it first, or wait until it has ended.'
}

type Planning = { run: typeof run.$inferSelect; plan: Plan; nodes: ReadonlySet<number> }

async function planSteps(tx: Queries, { run: owner, plan, nodes }: Planning): Promise<PlannedStep[]> {
  const all = await loadRows(tx, owner.id)
  const taken = takenIn({ run: owner, plan, again: nodes }, all)
  const { rows, left, undone } = withoutLeftBehind(plan.control, all, taken)
  const byNode = Map.groupBy(rows, ({ node }) => node)
  const environments = await loadEnvironments(tx, plan)
  const called = await calledEffects(tx, plan)
  const lastCall = await lastCalls(tx, called.size === 0 ? [] : [owner.id])
  const ahead = notReached(plan, { nodes, byNode })
  return plan.control.flatMap((control, index): PlannedStep[] => {
    const work = plan.work[index]
    if (work === undefined || control.kind === 'trigger' || control.undoOf !== undefined) return []
    const own = byNode.get(index) ?? []
    const done = own.filter(({ state }) => state === 'succeeded').length
    const undos = control.undo === undefined ? [] : (byNode.get(control.undo) ?? []).filter(isMade)
    const isUndone = (row: (typeof own)[number]) =>
      row.state === 'succeeded' && (row.undoneByHand || undos.some(({ iteration }) => iteration === row.iteration))
    const effect = work.kind === 'action' ? work.effect : (called.get(index) ?? 'pure')
    const calledAnew =
      work.kind !== 'subflow' || effect === 'pure'
        ? 0
        : own.filter((row) => isCalledAnew(row, lastCall(row), nodes.has(index) || isUndone(row))).length
    const told = fateOf({
      again: nodes.has(index),
      calledAnew,
      undone: undone.has(index),
      done,
      own,
      ahead: ahead.has(index),
    })
    const step = {
      stepId: control.id,
      name: work.name,
      connector: work.kind === 'action' ? work.connector : null,
      environment:
        work.kind === 'action' && work.connectionId !== null ? (environments.get(work.connectionId) ?? null) : null,
    }
    const rest = leftSteps(plan, { ...step, effect }, left.get(index) ?? [])
    // Of what is left as it is nothing is ahead.
    if (told === null || (own.length === 0 && rest.length > 0)) return rest
    return [
      {
        ...step,
        // What a called run did not do is not done a second time.
        effect: work.kind === 'subflow' && told.fate === 'again' && calledAnew === 0 ? 'pure' : effect,
        ...told,
        times: calledAnew || Math.max(1, told.fate === 'reused' || told.fate === 'again' ? done : own.length),
      },
      ...rest,
    ]
  })
}

function leftSteps(
  plan: Plan,
  step: Omit<PlannedStep, 'fate' | 'why' | 'times'>,
  left: { place: TakenPlace }[],
): PlannedStep[] {
  const [first] = left
  if (first === undefined) return []
  return [{ ...step, fate: 'left', why: whyLeftBehind(plan, first.place), times: left.length }]
}

const isMade = ({ state, attempts }: { state: string; attempts: number }): boolean =>
  state === 'succeeded' && attempts > 0

const loadRows = (tx: Queries, runId: string) =>
  tx
    .select({
      ...STANDING,
      runId: stepRun.runId,
      error: stepRun.error,
      inputPayloadId: stepRun.inputPayloadId,
    })
    .from(stepRun)
    .where(eq(stepRun.runId, runId))

type Standing = {
  again: boolean
  /** Of a step that calls a flow: how many of its calls are made once more, with something done before. */
  calledAnew: number
  undone: boolean
  done: number
  own: { state: string }[]
  ahead: boolean
}

/** Null: it was not on the run's way, and is not on what follows. */
function fateOf({
  again,
  calledAnew,
  undone,
  done,
  own,
  ahead,
}: Standing): { fate: PlannedFate; why: string | null } | null {
  const stopped = own.some(({ state }) => state !== 'succeeded' && state !== 'skipped')
  if (undone && done > 0) return { fate: 'again', why: 'It was undone, so it is done again.' }
  if (calledAnew > 0) return { fate: 'again', why: CALLED_ANEW }
  if (done > 0 && again) return { fate: 'again', why: null }
  if (stopped) return { fate: 'tried', why: done > 0 ? 'For the items that did not go through.' : null }
  if (done > 0) return { fate: 'reused', why: null }
  return ahead ? { fate: own.length > 0 ? 'maybe' : 'first', why: null } : null
}

/** Steps after one that is done again or has stopped: the run may come to them. */
function notReached(
  plan: Plan,
  of: { nodes: ReadonlySet<number>; byNode: Map<number, { state: string }[]> },
): Set<number> {
  const ahead = new Set(of.nodes)
  for (const [node, rows] of of.byNode) {
    if (rows.every(({ state }) => state === 'succeeded' || state === 'skipped')) continue
    for (const after of downstreamOf(plan, node)) ahead.add(after)
  }
  return ahead
}

export function countEffects(steps: PlannedStep[]): SteeringPlan['effects'] {
  const writes = steps.filter(({ effect }) => effect !== 'read' && effect !== 'pure')
  const sum = (fate: PlannedFate) => writes.reduce((all, step) => all + (step.fate === fate ? step.times : 0), 0)
  return { anew: sum('again'), kept: sum('reused') }
}
