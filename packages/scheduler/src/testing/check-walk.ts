import { expect } from 'vitest'
import type { NodeRef, RunOutcome } from '../host.ts'
import type { TraceEntry } from '../memory-host.ts'
import { refKey } from '../ref-key.ts'
import type { Trial } from './arbitrary-plan.ts'
import { checkUndo, isUndoCall } from './check-undo.ts'
import { type Expectation, expectationOf } from './oracle.ts'

/** Holds what a host did against what had to come of the trial. `isExact`: see `checkUndo`. Answers what was seen. */
export function checkWalk(
  trial: Trial,
  walked: { outcome: RunOutcome; trace: TraceEntry[]; isExact: boolean; isResumed?: boolean },
): { expected: Expectation; undos: number } {
  const expected = expectationOf(trial)
  checkOutcome(walked.outcome, expected)
  checkSteps(trial, walked.trace, expected)
  return {
    expected,
    undos: checkUndo(trial, walked.trace, { expected, isExact: walked.isExact, isResumed: walked.isResumed === true }),
  }
}

export function checkOutcome(outcome: RunOutcome, expected: Expectation): void {
  if (expected.mayStop && outcome.outcome !== 'failed') return
  if (expected.mayStop && outcome.outcome === 'failed' && outcome.failedNode === null) return
  if (outcome.outcome === 'failed') {
    expect(['upstream', 'repeat_limit', 'join_timed_out']).toContain(outcome.code)
    expect([...expected.mayFail]).toContain(outcome.failedNode)
  } else {
    expect(outcome).toEqual({ outcome: 'succeeded', failedNode: null, code: null })
    expect(expected.mustFail, 'it succeeded but had to fail').toBe(false)
  }
}

function checkSteps(trial: Trial, trace: TraceEntry[], expected: Expectation): void {
  const ran = finalRuns(trial, trace)
  for (const [key, count] of ran) {
    expect(expected.runs.has(key), `${key} ran off the path taken`).toBe(true)
    expect(count, `${key} ran twice`).toBe(1)
  }
  for (const [key, how] of expected.runs) if (how === 'surely') expect(ran.has(key), `${key} never ran`).toBe(true)
  const skipped = skippedKeys(trace)
  expect(new Set(skipped).size, 'skipped twice').toBe(skipped.length)
  const started = new Set(startedKeys(trace))
  for (const key of skipped) {
    expect(started.has(key), `${key} ran and was called skipped`).toBe(false)
    expect(expected.runs.get(key), `${key} was skipped but should have run`).not.toBe('surely')
  }
  for (const [key, how] of expected.skips) if (how === 'surely') expect(skipped).toContain(key)
}

export function startedKeys(trace: TraceEntry[]): string[] {
  return trace.flatMap((entry) => (entry.kind === 'started' ? [keyOf(entry)] : []))
}

export function skippedKeys(trace: TraceEntry[]): string[] {
  return trace.flatMap((entry) => (entry.kind === 'skipped' ? [refKey(entry.ref)] : []))
}

/** Times each step and phase was run, not counting undos nor the tries that asked to be called again. */
export function finalRuns({ skeleton }: Trial, trace: TraceEntry[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const entry of trace) {
    if ((entry.kind !== 'started' && entry.kind !== 'answered') || isUndoCall(skeleton, entry)) continue
    const asksAgain =
      entry.kind === 'answered' && (entry.result.status === 'retry' || entry.result.status === 'held') ? 1 : 0
    const key = keyOf(entry)
    counts.set(key, (counts.get(key) ?? 0) + (entry.kind === 'started' ? 1 : -asksAgain))
  }
  for (const [key, count] of counts) if (count === 0) counts.delete(key)
  return counts
}

function keyOf({ ref, phase }: { ref: NodeRef; phase?: string }): string {
  return phase === undefined ? refKey(ref) : `${refKey(ref)}:${phase}`
}
