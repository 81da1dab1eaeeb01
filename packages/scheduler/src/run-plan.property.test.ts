import type { ControlNode } from '@patchbay/flow/plan'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NodeRef, RunOutcome, StepResult } from './host.ts'
import { createMemoryHost, type MemoryHost } from './memory-host.ts'
import { runPlan } from './run-plan.ts'
import { refKey } from './scope.ts'
import { arbitraryTrial, stepsOf, type Trial } from './testing/arbitrary-plan.ts'
import { type Expectation, expectationOf } from './testing/oracle.ts'

const MODES = ['as drawn', 'segment', 'activity'] as const

describe('random plans', () => {
  it('run what must run once, skip the rest, and end, whatever the mode and the order of events', async () => {
    const property = fc.asyncProperty(arbitraryTrial({ stops: false }), fc.nat(), async (trial, pace) => {
      const expected = expectationOf(trial)
      for (const mode of MODES) {
        const { outcome, host } = await run({ trial, pace, mode })
        checkOutcome(outcome, expected)
        checkSteps(host, expected)
      }
    })
    await fc.assert(property, { numRuns: 500 })
  })

  it('with stops end early, run nothing twice and nothing off the path taken', async () => {
    const property = fc.asyncProperty(arbitraryTrial({ stops: true }), fc.nat(), async (trial, pace) => {
      const expected = expectationOf(trial)
      const { host } = await run({ trial, pace, mode: 'as drawn' })
      for (const [key, count] of finalRuns(host)) {
        expect(expected.runs.has(key), `${key} ran off the path taken`).toBe(true)
        expect(count).toBe(1)
      }
      const skipped = skippedKeys(host)
      expect(new Set(skipped).size).toBe(skipped.length)
      for (const key of skipped) expect(startedKeys(host)).not.toContain(key)
    })
    await fc.assert(property, { numRuns: 500 })
  })

  it('resumed from any prefix of results end the same and repeat nothing of it', async () => {
    const property = fc.asyncProperty(
      arbitraryTrial({ stops: false }),
      fc.nat(),
      fc.nat(),
      async (trial, pace, cut) => {
        const expected = expectationOf(trial)
        const first = await run({ trial, pace, mode: 'as drawn' })
        const results = settledResults(first.host, trial)
        const settled = results.slice(0, cut % (results.length + 1))
        const second = await run({ trial, pace: pace + 1, mode: 'as drawn', settled })
        checkOutcome(second.outcome, expected)
        const started = startedKeys(second.host)
        for (const { ref } of settled) expect(started).not.toContain(refKey(ref))
        const both = new Set([...started, ...settled.map(({ ref }) => refKey(ref))])
        for (const [key, how] of expected.runs) if (how === 'surely') expect(both).toContain(key)
      },
    )
    await fc.assert(property, { numRuns: 200 })
  })

  it('make the same calls in the same order when events come in the same order', async () => {
    const property = fc.asyncProperty(arbitraryTrial({ stops: true }), fc.nat(), async (trial, pace) => {
      const first = await run({ trial, pace, mode: 'as drawn' })
      const second = await run({ trial, pace, mode: 'as drawn' })
      expect(second.host.trace).toEqual(first.host.trace)
    })
    await fc.assert(property, { numRuns: 100 })
  })
})

async function run(setting: {
  trial: Trial
  pace: number
  mode: (typeof MODES)[number]
  settled?: { ref: NodeRef; result: StepResult }[]
}): Promise<{ outcome: RunOutcome; host: MemoryHost }> {
  const { trial, pace, mode } = setting
  const inMode = (node: ControlNode): ControlNode => (mode === 'as drawn' ? node : { ...node, mode })
  const skeleton = trial.skeleton.map(inMode)
  let asked = pace
  const mayContinue = () => {
    asked += 1
    return asked % 4 !== 0
  }
  const host = createMemoryHost(skeleton, stepsOf(trial, pace), { mayContinue })
  const outcome = await runPlan(skeleton, host, { settled: setting.settled ?? [] })
  // A retry that the end of the run left asleep still wakes afterwards; what counts is what had happened by the end.
  return { outcome, host: { ...host, trace: [...host.trace] } }
}

function checkOutcome(outcome: RunOutcome, expected: Expectation): void {
  if (expected.failsAt.size === 0) expect(outcome).toEqual({ outcome: 'succeeded', failedNode: null, code: null })
  else {
    expect(outcome).toMatchObject({ outcome: 'failed', code: 'upstream' })
    expect([...expected.failsAt]).toContain(outcome.failedNode)
  }
}

function checkSteps(host: MemoryHost, expected: Expectation): void {
  const ran = finalRuns(host)
  for (const [key, count] of ran) {
    expect(expected.runs.has(key), `${key} ran off the path taken`).toBe(true)
    expect(count, `${key} ran twice`).toBe(1)
  }
  for (const [key, how] of expected.runs) if (how === 'surely') expect(ran.has(key), `${key} never ran`).toBe(true)
  const skipped = skippedKeys(host)
  expect(new Set(skipped).size, 'skipped twice').toBe(skipped.length)
  const started = new Set(startedKeys(host))
  for (const key of skipped) {
    expect(started.has(key), `${key} ran and was called skipped`).toBe(false)
    expect(expected.runs.get(key), `${key} was skipped but should have run`).not.toBe('surely')
  }
  for (const [key, how] of expected.skips) if (how === 'surely') expect(skipped).toContain(key)
}

function startedKeys(host: MemoryHost): string[] {
  return host.trace.flatMap((entry) => (entry.kind === 'started' ? [refKey(entry.ref)] : []))
}

function skippedKeys(host: MemoryHost): string[] {
  return host.trace.flatMap((entry) => (entry.kind === 'skipped' ? [refKey(entry.ref)] : []))
}

/** Times each step was run, not counting the tries that asked to be called again. */
function finalRuns(host: MemoryHost): Map<string, number> {
  const counts = new Map<string, number>()
  for (const entry of host.trace) {
    if (entry.kind === 'started') counts.set(refKey(entry.ref), (counts.get(refKey(entry.ref)) ?? 0) + 1)
    if (entry.kind !== 'answered') continue
    const { status } = entry.result
    if (status === 'retry' || status === 'held') counts.set(refKey(entry.ref), (counts.get(refKey(entry.ref)) ?? 0) - 1)
  }
  for (const [key, count] of counts) if (count === 0) counts.delete(key)
  return counts
}

function settledResults(host: MemoryHost, trial: Trial): { ref: NodeRef; result: StepResult }[] {
  return host.trace.flatMap((entry) => {
    if (entry.kind !== 'answered') return []
    const { ref, result } = entry
    const settled = result.status === 'succeeded' || (result.status === 'failed' && trial.skeleton[ref.node]?.catches)
    return settled ? [{ ref, result }] : []
  })
}
