import { recordStep } from '@patchbay/core/runs/record-step'
import type { StepError } from '@patchbay/db/schema'
import type { ControlNode, WorkNode } from '@patchbay/flow/plan'
import type { NodeRef, StepResult } from '@patchbay/scheduler/host'
import { buildScope } from './build-scope.ts'
import type { ActivityDependencies } from './dependencies.ts'
import { holds, StepProblem } from './evaluate-control.ts'
import { knownStep, nodeOf, type RunSession } from './run-session.ts'
import { settleContainer } from './settle-container.ts'

type RepeatWork = Extract<WorkNode, { kind: 'repeat' }>

/**
 * A pass of a repeat is over: does its condition hold? The verdict has a row of its own, at the iteration of the pass,
 * with the reason in its notes. After the last pass that it may take, the repeat itself is written down as failed.
 */
export async function checkPass(
  deps: ActivityDependencies,
  session: RunSession,
  check: { ref: NodeRef; control: ControlNode; work: RepeatWork },
): Promise<StepResult> {
  const { ref, control, work } = check
  const known = knownStep(session, ref)
  const verdict =
    known?.state === 'succeeded' && known.port !== null
      ? { port: known.port, error: null, nextAt: known.waitUntil }
      : await judge(deps, session, { ref, work, delayMs: control.repeat?.delayMs ?? 0 })
  if (verdict === null) return { status: 'stale' }
  const repeat = { node: ref.node, iteration: ref.iteration.slice(0, -1) }
  if (verdict.error !== null)
    return settleContainer(deps, session, { ref: repeat, count: null, output: null, error: verdict.error })
  const passes = (ref.iteration.at(-1) ?? 0) + 1
  const { maxTimes, atLimit } = control.repeat ?? { maxTimes: passes, atLimit: 'fail' }
  if (verdict.port === 'out' || passes < maxTimes || atLimit === 'go_on')
    return { status: 'succeeded', port: verdict.port, ...leftUntil(verdict.nextAt) }
  const error = {
    code: 'repeat_limit',
    message: `What it waits for had not come about after ${passes} ${passes === 1 ? 'pass' : 'passes'}.`,
  }
  return settleContainer(deps, session, { ref: repeat, count: null, output: null, error })
}

/** What is left of the delay before the next pass: most of it may be over when the pass is judged for the second time. */
const leftUntil = (nextAt: Date | null): { waitMs?: number } =>
  nextAt === null ? {} : { waitMs: Math.max(0, nextAt.getTime() - Date.now()) }

type Verdict = { port: string; error: StepError | null; nextAt: Date | null }

async function judge(
  deps: ActivityDependencies,
  session: RunSession,
  { ref, work, delayMs }: { ref: NodeRef; work: RepeatWork; delayMs: number },
): Promise<Verdict | null> {
  const startedAt = new Date()
  let error: StepError | null = null
  let port = 'again'
  let because = ''
  try {
    const verdict = await holds({ scope: buildScope(session, ref), expressions: deps.expressions }, work.until)
    because = verdict.because
    if (verdict.holds) port = 'out'
  } catch (problem) {
    if (!(problem instanceof StepProblem)) throw problem
    error = problem.error
  }
  const nextAt = error === null && port === 'again' && delayMs > 0 ? new Date(Date.now() + delayMs) : null
  const recorded = await recordStep(deps.db, session.target, {
    place: nodeOf(session, ref).place,
    kind: 'repeat',
    state: error === null ? 'succeeded' : 'failed',
    port: error === null ? port : 'error',
    count: null,
    input: null,
    output: null,
    notes: because === '' ? null : [because],
    error,
    waitUntil: nextAt,
    startedAt,
    settles: true,
  })
  return recorded ? { port, error, nextAt } : null
}
