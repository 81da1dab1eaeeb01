import type { FailedStep } from '@patchbay/core/runs/load-failures'
import { parseIteration } from '@patchbay/core/runs/run-target'
import type { Json } from '@patchbay/flow/json'
import type { Plan, WorkNode } from '@patchbay/flow/plan'
import { type NodeRef, type Phase, TIMED_OUT } from '@patchbay/scheduler/host'
import { buildScope, listOf } from '../build-scope.ts'
import { collected } from '../collect-results.ts'
import { lastPassIn } from '../complete-session.ts'
import type { ActivityDependencies } from '../dependencies.ts'
import { holds, StepProblem } from '../evaluate-control.ts'
import { joinTimedOut } from '../join-timed-out.ts'
import { knownStep, nodeOf, remember } from '../run-session.ts'
import { isInside, seenIteration } from '../seen-iteration.ts'
import type { Trial, Tried } from './trial.ts'
import { MAX_ITEMS } from './try-control.ts'

type LoopWork = Extract<WorkNode, { kind: 'loop' }>

/**
 * What follows a step in a test: a pass of a repeat is over, or all items of a loop are, or the time of a join. Nobody is
 * asked anything.
 */
export async function tryPhase(
  deps: ActivityDependencies,
  trial: Trial,
  of: { ref: NodeRef; phase: Phase },
): Promise<Tried> {
  const { work } = nodeOf(trial.session, of.ref)
  if (of.phase === 'check' && work.kind === 'repeat') return check(deps, trial, { ref: of.ref, until: work.until })
  if (of.phase === 'time_out')
    return { result: { status: 'failed', code: TIMED_OUT }, output: null, error: joinTimedOut }
  if (of.phase === 'collect' && work.kind === 'loop') collect(trial, of.ref, work)
  return { result: { status: 'succeeded', port: 'out' }, output: null, error: null }
}

async function check(
  deps: ActivityDependencies,
  trial: Trial,
  { ref, until }: { ref: NodeRef; until: Parameters<typeof holds>[1] },
): Promise<Tried> {
  // The last pass is what later steps see.
  remember(trial.session, ref, null)
  try {
    const verdict = await holds({ scope: buildScope(trial.session, ref), expressions: deps.expressions }, until)
    const last = (ref.iteration.at(-1) ?? 0) + 1 >= MAX_ITEMS
    return { result: { status: 'succeeded', port: verdict.holds || last ? 'out' : 'again' }, output: null, error: null }
  } catch (problem) {
    if (!(problem instanceof StepProblem)) throw problem
    return { result: { status: 'failed', code: problem.error.code }, output: null, error: problem.error }
  }
}

/** Of a long list only the first items were gone through. */
function collect(trial: Trial, ref: NodeRef, { collect: node, batchSize = 1 }: LoopWork): void {
  const { session, plan } = trial
  const items = listOf(knownStep(session, ref)?.output ?? null)
  const lastPass = lastPassIn(session)
  const gave = (index: number): Json => {
    const from = { node: ref.node, iteration: [...ref.iteration, index] }
    const iteration = node === undefined ? null : seenIteration(plan, from, { node, lastPass })
    const known = node === undefined || iteration === null ? null : knownStep(session, { node, iteration })
    return known?.state === 'succeeded' ? known.output : null
  }
  const passes = Math.min(Math.ceil(items.length / batchSize), MAX_ITEMS)
  const failures = session.failures.filter((failure) => isWithin(plan, ref, failure))
  remember(session, ref, collected(session, { ref, passes, failures, gave }))
}

const isWithin = (plan: Plan, { node, iteration }: NodeRef, failure: FailedStep): boolean => {
  const place = parseIteration(failure.iteration)
  return isInside(plan, failure.node, node) && iteration.every((at, depth) => place[depth] === at)
}
