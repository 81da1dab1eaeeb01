import type { Queries } from '@patchbay/db/database'
import { decision } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import type { Plan } from '@patchbay/flow/plan'
import { and, eq } from 'drizzle-orm'
import type { Principal } from '../principal.ts'
import { fail } from '../result.ts'
import { loadRunPlan } from '../runs/load-run-plan.ts'
import { loadTaken } from '../runs/load-taken.ts'
import { checkOutput } from './check-output.ts'
import { checkEditUse } from './edit-use.ts'
import { type ActOn, isUnresolved } from './step-act.ts'
import { cannotSettleLeftBehind } from './why-left-behind.ts'

/** Why an act is refused, before anything is changed; null: it is not. */
export async function whyNotAct(tx: Queries, principal: Principal, of: ActOn): Promise<ReturnType<typeof fail> | null> {
  const plan = await loadRunPlan(tx, of.run)
  const work = plan?.work[of.step.node]
  const name = work?.name ?? of.step.stepId
  const [open] = await tx
    .select({ kind: decision.kind })
    .from(decision)
    .where(and(eq(decision.stepRunId, of.step.id), eq(decision.state, 'open')))
  if (open !== undefined && open.kind !== 'failed') {
    return fail('conflict', `Nobody knows whether “${name}” went through. Say first what you see there.`)
  }
  if (!of.held && plan !== null) {
    const place = (await loadTaken(tx, { run: of.run, plan })).taken.leaves(of.step)
    if (place !== null) return fail('conflict', cannotSettleLeftBehind(plan, { name, place }))
  }
  const { act } = of
  if (act.kind === 'retry') return null
  if (act.kind === 'edit' && of.step.kind !== 'action') {
    return fail('invalid', `“${name}” sends nothing, so there is nothing to change.`)
  }
  if (act.kind === 'edit') {
    // By the plan: of a step that failed before it sent anything the row names none.
    const connectionId = work?.kind === 'action' ? work.connectionId : of.step.connectionId
    const usable = await checkEditUse(tx, principal, connectionId === null ? [] : [connectionId])
    if (!usable.ok) return usable
  }
  if (act.kind !== 'edit' && !givesAnOutput(of.step.kind)) {
    return fail('invalid', `“${name}” decides where the run goes, so it can be neither supplied nor skipped.`)
  }
  if (act.kind === 'supply') return checkSupplied(plan, of.step, act.output)
  if (!isUnresolved(of.step)) return null
  return fail('conflict', `“${name}” was sent, and ${FORGETS[act.kind]} Retry it as it is, or supply what came of it.`)
}

/** What would be forgotten with the mark of when it was sent, or with its key. */
const FORGETS = {
  edit: 'nobody knows whether it went through. Changed, it would go out under another key and could be applied twice.',
  skip: 'may have gone through. Skipped, it would count as not done: nothing would undo it, and it could be applied twice.',
}

const WITHOUT_OUTPUT: readonly string[] = [
  'branch',
  'filter',
  'loop',
  'repeat',
  'parallel',
  'scope',
  'stop',
  'approval',
]
const givesAnOutput = (kind: string): boolean => !WITHOUT_OUTPUT.includes(kind)

function checkSupplied(plan: Plan | null, step: ActOn['step'], output: Json): ReturnType<typeof fail> | null {
  const work = plan?.work[step.node]
  if (work?.kind !== 'action') return null
  const problems = checkOutput(work.connector, work.action, output)
  if (problems.length === 0) return null
  return fail('invalid', `This is not what “${work.name}” gives: ${problems[0]?.message ?? 'it does not fit.'}`, {
    problems,
  })
}
