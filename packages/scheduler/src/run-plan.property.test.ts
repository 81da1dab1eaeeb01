import type { ControlNode } from '@patchbay/flow/plan'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Host, NodeRef, RunOutcome, StepResult, WalkSnapshot } from './host.ts'
import { createMemoryHost, type MemoryHost } from './memory-host.ts'
import { refKey } from './ref-key.ts'
import { type Resume, runPlan } from './run-plan.ts'
import { arbitraryTrial, stepsOf, type Trial } from './testing/arbitrary-plan.ts'
import { checkUndo, isUndoCall } from './testing/check-undo.ts'
import { type Expectation, expectationOf } from './testing/oracle.ts'

const MODES = ['as drawn', 'segment', 'activity'] as const
type Mode = (typeof MODES)[number]

/** Thousands of walks on a machine that does other things too. */
const PATIENCE_MS = 120_000

const TIMELESS = { stops: false, timeOuts: false }
const ANY = { stops: true, timeOuts: true }
const seen = { plans: 0, walks: 0, calls: 0, undos: 0, restarts: 0, cancelled: 0 }

afterAll(() => {
  console.info(
    `random plans: ${Object.entries(seen)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ')}`,
  )
})

describe('random plans of the whole language', () => {
  it(
    'run what must run once, skip the rest, undo and end, whatever the mode and the order of events',
    async () => {
      const property = fc.asyncProperty(arbitraryTrial(TIMELESS), fc.nat(), async (trial, pace) => {
        seen.plans += 1
        for (const mode of MODES) check(trial, await walk({ trial, pace, mode }))
        check(trial, await walk({ trial, pace: pace + 1, mode: 'activity' }))
      })
      await fc.assert(property, { numRuns: 1_000 })
    },
    PATIENCE_MS,
  )

  it(
    'with stops and time-outs end early, run nothing twice and nothing off the path taken',
    async () => {
      const property = fc.asyncProperty(arbitraryTrial(ANY), fc.nat(), async (trial, pace) => {
        seen.plans += 1
        for (const mode of MODES) check(trial, await walk({ trial, pace, mode }))
      })
      await fc.assert(property, { numRuns: 1_000 })
    },
    PATIENCE_MS,
  )

  it(
    'restarted at any moments run the same steps, each once',
    async () => {
      const every = fc.integer({ min: 1, max: 12 })
      const property = fc.asyncProperty(arbitraryTrial(ANY), fc.nat(), every, async (trial, pace, restartEvery) => {
        seen.plans += 1
        for (const mode of MODES) check(trial, await walk({ trial, pace, mode, restartEvery }))
      })
      await fc.assert(property, { numRuns: 1_000 })
    },
    PATIENCE_MS,
  )

  it(
    'resumed from any prefix of results end the same and repeat nothing of it',
    async () => {
      const property = fc.asyncProperty(arbitraryTrial(TIMELESS), fc.nat(), fc.nat(), async (trial, pace, cut) => {
        seen.plans += 1
        const expected = expectationOf(trial)
        const first = await walk({ trial, pace, mode: 'activity' })
        const results = settledResults(first.host, trial)
        const settled = results.slice(0, cut % (results.length + 1))
        const second = await walk({ trial, pace, mode: 'activity', settled })
        checkOutcome(second.outcome, expected)
        const started = startedKeys(second.host)
        for (const { ref } of settled) expect(started).not.toContain(refKey(ref))
        const both = new Set([...started, ...settled.map(({ ref }) => refKey(ref))])
        for (const [key, how] of expected.runs) if (how === 'surely') expect(both).toContain(key)
      })
      await fc.assert(property, { numRuns: 300 })
    },
    PATIENCE_MS,
  )

  it(
    'make the same calls in the same order when events come in the same order',
    async () => {
      const property = fc.asyncProperty(arbitraryTrial(ANY), fc.nat(), async (trial, pace) => {
        seen.plans += 1
        const first = await walk({ trial, pace, mode: 'as drawn', restartEvery: 5 })
        const second = await walk({ trial, pace, mode: 'as drawn', restartEvery: 5 })
        expect(second.host.trace).toEqual(first.host.trace)
      })
      await fc.assert(property, { numRuns: 200 })
    },
    PATIENCE_MS,
  )

  it(
    'cancelled at any moment reject at once and call nothing more',
    async () => {
      const property = fc.asyncProperty(arbitraryTrial(ANY), fc.nat(), fc.nat(), async (trial, pace, cut) => {
        seen.plans += 1
        const { host } = await walk({ trial, pace, mode: 'activity' })
        const total = host.trace.filter(({ kind }) => kind === 'started').length
        if (total === 0) return
        const rejecting = rejectingHost(createMemoryHost(trial.skeleton, stepsOf(trial, pace)), 1 + (cut % total))
        const rejected = await runPlan(trial.skeleton, rejecting.host).then(
          () => false,
          () => true,
        )
        if (!rejected) return
        seen.cancelled += 1
        const calls = rejecting.calls()
        for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
        expect(rejecting.calls()).toBe(calls)
      })
      await fc.assert(property, { numRuns: 300 })
    },
    PATIENCE_MS,
  )
})

type Walked = { outcome: RunOutcome; host: MemoryHost; mode: Mode }

async function walk(setting: {
  trial: Trial
  pace: number
  mode: Mode
  settled?: { ref: NodeRef; result: StepResult }[]
  restartEvery?: number
}): Promise<Walked> {
  const { trial, pace, mode, restartEvery } = setting
  const inMode = (node: ControlNode): ControlNode => (mode === 'as drawn' ? node : { ...node, mode })
  const skeleton = trial.skeleton.map(inMode)
  let asked = pace
  const mayContinue = () => {
    asked += 1
    return asked % 4 !== 0
  }
  const host = createMemoryHost(skeleton, stepsOf(trial, pace), {
    mayContinue,
    ...(restartEvery === undefined ? {} : { restartEvery }),
  })
  let resume: Resume = { settled: setting.settled ?? [] }
  for (;;) {
    const outcome = await runPlan(skeleton, host, resume)
    if (outcome.outcome === 'restart') {
      const snapshot: WalkSnapshot = JSON.parse(JSON.stringify(outcome.snapshot))
      resume = { snapshot }
      seen.restarts += 1
      continue
    }
    seen.walks += 1
    // A retry that the end of the run left asleep still wakes afterwards; what counts is what had happened by the end.
    return { outcome, host: { ...host, trace: [...host.trace] }, mode }
  }
}

function check(trial: Trial, { outcome, host, mode }: Walked): void {
  const expected = expectationOf(trial)
  checkOutcome(outcome, expected)
  checkSteps(trial, host, expected)
  seen.undos += checkUndo(trial, host.trace, { expected, isExact: mode === 'activity' })
  seen.calls += host.trace.filter(({ kind }) => kind === 'started').length
}

function checkOutcome(outcome: RunOutcome, expected: Expectation): void {
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

function checkSteps(trial: Trial, host: MemoryHost, expected: Expectation): void {
  const ran = finalRuns(trial, host)
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
  return host.trace.flatMap((entry) => (entry.kind === 'started' ? [keyOf(entry)] : []))
}

function skippedKeys(host: MemoryHost): string[] {
  return host.trace.flatMap((entry) => (entry.kind === 'skipped' ? [refKey(entry.ref)] : []))
}

/** Times each step and phase was run, not counting undos nor the tries that asked to be called again. */
function finalRuns({ skeleton }: Trial, host: MemoryHost): Map<string, number> {
  const counts = new Map<string, number>()
  for (const entry of host.trace) {
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

function settledResults(host: MemoryHost, trial: Trial): { ref: NodeRef; result: StepResult }[] {
  return host.trace.flatMap((entry) => {
    if (entry.kind !== 'answered' || entry.phase || isUndoCall(trial.skeleton, entry)) return []
    const { ref, result } = entry
    return result.status === 'succeeded' || result.status === 'failed' ? [{ ref, result }] : []
  })
}

/** The n-th call is rejected, as every call of a cancelled workflow is. */
function rejectingHost(host: MemoryHost, nth: number): { host: Host; calls: () => number } {
  let calls = 0
  const counted =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> => {
      calls += 1
      return calls === nth ? Promise.reject(new Error('cancelled')) : call(...args)
    }
  const counting: Host = {
    ...host,
    runStep: counted(host.runStep),
    runSegment: counted(host.runSegment),
    runPhase: counted(host.runPhase),
    sleep: counted(host.sleep),
    awaitRelease: counted(host.awaitRelease),
  }
  return { host: counting, calls: () => calls }
}
