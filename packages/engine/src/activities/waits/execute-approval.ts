import { type AskOutcome, askApproval, lookForAnswer } from '@patchbay/core/waits/ask-approval'
import type { Json } from '@patchbay/flow/json'
import type { WorkNode } from '@patchbay/flow/plan'
import type { StepResult } from '@patchbay/scheduler/host'
import { buildScope } from '../build-scope.ts'
import type { ActivityDependencies } from '../dependencies.ts'
import { knownStep, nodeOf, type RunSession } from '../run-session.ts'
import { endWait } from './end-wait.ts'
import { asText, evaluateOne } from './evaluate-one.ts'
import { LOOK_ANEW, type WaitStepToRun } from './wait-step.ts'

type ApprovalStepToRun = WaitStepToRun & { work: Extract<WorkNode, { kind: 'approval' }> }

/** Asks people, once. Gives who decided what and when; leaves by `approved`, `refused` or `timeout`. */
export async function executeApproval(
  deps: ActivityDependencies,
  session: RunSession,
  step: ApprovalStepToRun,
): Promise<StepResult> {
  const known = knownStep(session, step.ref)
  const again = known?.state === 'waiting' ? await lookForAnswer(deps.db, session.target, known) : null
  const outcome = again ?? (await ask(deps, session, step))
  switch (outcome.state) {
    case 'stale':
      return { status: 'stale' }
    case 'begun':
      return LOOK_ANEW
    case 'open':
      return { status: 'held', reason: 'approval', forMs: outcome.forMs }
    case 'decided': {
      const { verdict, by, at, note, answers } = outcome
      const output: Json = { decision: verdict, by, at: at.toISOString(), note, answers }
      return endWait(deps, session, { step, end: { port: verdict, output, notes: [`${by} ${verdict} this.`] } })
    }
    case 'expired': {
      const output: Json = { decision: 'timeout', by: null, at: outcome.at.toISOString(), note: null, answers: {} }
      return endWait(deps, session, { step, end: { port: 'timeout', output, notes: ['Nobody answered in time.'] } })
    }
  }
}

async function ask(
  deps: ActivityDependencies,
  session: RunSession,
  { ref, work }: ApprovalStepToRun,
): Promise<AskOutcome> {
  const scope = buildScope(session, ref)
  const field = { name: 'question', label: 'Question', required: true, mapping: work.question }
  const inputNotes: string[] = []
  const question = asText(await evaluateOne(deps, scope, field, inputNotes))
  const facts: { label: string; value: string }[] = []
  for (const [index, { label, value: mapping }] of work.facts.entries()) {
    const fact = { name: `facts.${index}`, label, required: false, mapping }
    const value = asText(await evaluateOne(deps, scope, fact, inputNotes))
    if (value !== '') facts.push({ label, value })
  }
  const { form, approvers, deadlineMs, remindMs } = work
  const place = nodeOf(session, ref).place
  const asked = await askApproval(deps.db, session.target, {
    place,
    question,
    facts,
    inputNotes,
    form,
    approvers,
    deadlineMs,
    remindMs,
  })
  if (asked.state === 'open') deps.notify('patchbay_inbox', 'approval')
  return asked
}
