import { parseIteration } from '@patchbay/core/runs/run-target'
import type { Json } from '@patchbay/flow/json'
import { type NodeRef, type Phase, TIMED_OUT } from '@patchbay/scheduler/host'
import { buildScope, listOf } from '../build-scope.ts'
import type { ActivityDependencies } from '../dependencies.ts'
import { holds, StepProblem } from '../evaluate-control.ts'
import { joinTimedOut } from '../join-timed-out.ts'
import { knownStep, nodeOf, remember } from '../run-session.ts'
import type { Trial, Tried } from './trial.ts'
import { MAX_ITEMS } from './try-control.ts'

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
  if (of.phase === 'collect' && work.kind === 'loop') collect(trial, of.ref, work.collect)
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

function collect(trial: Trial, ref: NodeRef, collected: number | undefined): void {
  const known = knownStep(trial.session, ref)
  const items = listOf(known?.output ?? null)
  const depth = ref.iteration.length
  const results: Json[] = []
  let failed = 0
  for (const step of trial.session.steps.values()) {
    const place = parseIteration(step.iteration)
    const index = place[depth]
    if (step.node !== collected || index === undefined || !ref.iteration.every((at, i) => place[i] === at)) continue
    const ok = step.state === 'succeeded'
    if (!ok) failed += 1
    results.push({
      index,
      ok,
      output: ok ? step.output : null,
      error: step.error && JSON.parse(JSON.stringify(step.error)),
    })
  }
  const output = { items, count: items.length, results, succeeded: results.length - failed, failed }
  remember(trial.session, ref, output)
}
