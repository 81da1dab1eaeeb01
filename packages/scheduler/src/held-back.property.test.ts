import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { hasUndo } from './ask-undo.ts'
import type { NodeRef, RunOutcome, StepResult } from './host.ts'
import { createMemoryHost, type TraceEntry } from './memory-host.ts'
import { refKey } from './ref-key.ts'
import { type Resume, runPlan } from './run-plan.ts'
import { arbitraryTrial, stepsOf, type Trial } from './testing/arbitrary-plan.ts'
import { isUndoCall } from './testing/check-undo.ts'
import { checkpoints } from './testing/checkpoints.ts'
import { around, coversOf } from './testing/covers-of.ts'
import { holdsForPlans, PATIENCE_MS } from './testing/random-plans.ts'

const seen = { plans: 0, failures: 0, cutOff: 0, closing: 0, restarts: 0 }

afterAll(() => {
  console.info(
    `held back: ${Object.entries(seen)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ')}`,
  )
})

it(
  'a later epoch of a random plan calls nothing that a known failure is certain to cut off',
  async () => {
    const timing = { stops: false, timeOuts: false }
    const every = fc.option(fc.integer({ min: 1, max: 12 }), { nil: null })
    const property = fc.asyncProperty(
      arbitraryTrial(timing),
      fc.nat(),
      fc.nat(),
      every,
      async (drawn, pace, cut, restartEvery) => {
        const trial = withoutPhases(drawn)
        const first = await walk(trial, pace, { settled: [] })
        const failedAt = first.findIndex((entry) => isUncaught(trial, entry))
        if (failedAt < 0) return
        const from = failedAt + 1
        const before = first.slice(0, from + (cut % (first.length - from + 1)))
        // A question to a person, which is put again, like a phase.
        if (before.some((entry) => entry.kind === 'started' && entry.phase === 'ask_undo')) return
        const settled = checkpoints(before)
        const second = await walk(trial, pace + 1, { settled, restartEvery })
        const skipped = new Set(before.flatMap((entry) => (entry.kind === 'skipped' ? [refKey(entry.ref)] : [])))
        // After a restart what is known answers from its checkpoint.
        const checkpointed = new Set(settled.map(({ ref }) => refKey(ref)))
        const called = second.flatMap((entry) =>
          entry.kind === 'started' && !isUndoCall(trial.skeleton, entry) ? [entry.ref] : [],
        )
        const tried = called.filter((ref) => !isClosing(trial, ref) && !checkpointed.has(refKey(ref)))
        // A scope that had begun and was cut off before it was entered is entered, and closed, on the way to the failure.
        if (called.some((ref) => isClosing(trial, ref) && skipped.has(refKey(ref)))) return
        const failures = before.flatMap((entry) => (isUncaught(trial, entry) ? [entry.ref] : []))
        expect(tried.map(refKey).filter((key) => skipped.has(key))).toEqual([])
        for (const failure of failures) expect(tried.filter((ref) => isCutOffBy(trial, failure, ref))).toEqual([])
        seen.plans += 1
        seen.failures += failures.length
        seen.cutOff += skipped.size
        seen.closing += called.length - tried.length
      },
    )
    await holdsForPlans(property, 6_000)
  },
  PATIENCE_MS,
)

it(
  'a later epoch of a random plan comes to its end, whatever was known and whatever may have been applied',
  async () => {
    const every = fc.option(fc.integer({ min: 1, max: 12 }), { nil: null })
    const trials = arbitraryTrial({ stops: true, timeOuts: true })
    const property = fc.asyncProperty(trials, fc.nat(), fc.nat(), every, async (trial, pace, cut, restartEvery) => {
      const first = await walk(trial, pace, { settled: [] })
      const before = first.slice(0, cut % (first.length + 1))
      const settled = checkpoints(before)
      await walk(trial, pace + 1, { settled: [...settled, ...mayBeApplied(trial, before, settled)], restartEvery })
    })
    await holdsForPlans(property, 2_000)
  },
  PATIENCE_MS,
)

type From = { settled: { ref: NodeRef; result: StepResult }[]; restartEvery?: number | null }

async function walk(trial: Trial, pace: number, { settled, restartEvery }: From): Promise<TraceEntry[]> {
  const skeleton = trial.skeleton.map((node) => ({ ...node, mode: 'activity' as const }))
  const host = createMemoryHost(skeleton, stepsOf(trial, pace), restartEvery ? { restartEvery } : {})
  let resume: Resume = { settled }
  for (;;) {
    const outcome: RunOutcome = await unlessQuiet(runPlan(skeleton, host, resume), host.trace)
    if (outcome.outcome !== 'restart') return [...host.trace]
    resume = { snapshot: JSON.parse(JSON.stringify(outcome.snapshot)) }
    seen.restarts += 1
  }
}

/** Nothing happens any more, and the walk has not come to its end: it never will. */
async function unlessQuiet<T>(walked: Promise<T>, trace: TraceEntry[]): Promise<T> {
  let isOver = false
  const outcome = walked.finally(() => {
    isOver = true
  })
  for (let quiet = 0, length = 0; !isOver; quiet += 1) {
    if (quiet > 100) throw new Error('The walk waits for nothing.')
    await new Promise(setImmediate)
    if (trace.length > length) quiet = 0
    length = trace.length
  }
  return outcome
}

/** Writes that were under way and that a scope would undo. */
function mayBeApplied({ skeleton }: Trial, before: TraceEntry[], settled: From['settled']): From['settled'] {
  const known = new Set(settled.map(({ ref }) => refKey(ref)))
  return before.flatMap((entry) => {
    if (entry.kind !== 'started' || isUndoCall(skeleton, entry) || known.has(refKey(entry.ref))) return []
    if (!hasUndo(skeleton, entry.ref.node) || coversOf(skeleton, entry.ref).length === 0) return []
    known.add(refKey(entry.ref))
    return [{ ref: entry.ref, result: { status: 'retry', afterMs: 0, unsure: true } }]
  })
}

/** What a phase answered is asked for again: the later epoch knows what came after it, but not yet when it begins. */
function withoutPhases({ seed, skeleton }: Trial): Trial {
  const nodes = skeleton.map(({ collects, repeat, ...node }) =>
    node.kind === 'repeat' ? { ...node, kind: 'parallel' as const } : node,
  )
  return { seed, skeleton: nodes }
}

type Answered = Extract<TraceEntry, { kind: 'answered' }>

function isUncaught({ skeleton }: Trial, entry: TraceEntry): entry is Answered {
  if (entry.kind !== 'answered' || entry.result.status !== 'failed' || isUndoCall(skeleton, entry)) return false
  return skeleton[entry.ref.node]?.catches === false
}

/** In a finally lane: what ends its scope lets it finish. */
function isClosing({ skeleton }: Trial, ref: NodeRef): boolean {
  return around(skeleton, ref).some(({ container, lane }) => skeleton[container]?.scope && lane === 2)
}

/** By where the two stand in the plan alone: whether the first ends, in the end, a pass that the second is in. */
function isCutOffBy({ skeleton }: Trial, failure: NodeRef, ref: NodeRef): boolean {
  const places = new Set(around(skeleton, ref).map((place) => JSON.stringify(place)))
  const isAround = (container: number, iteration: number[]) =>
    around(skeleton, ref).some(
      (place) =>
        place.container === container &&
        refKey({ node: 0, iteration: place.iteration }) === refKey({ node: 0, iteration }),
    )
  for (const place of around(skeleton, failure)) {
    const node = skeleton[place.container]
    // What a lane or an item alone is lost to ends that one only, unless the join is decided by it.
    if (node?.join && !(node.join.of === 'ended' && node.join.need === null)) return places.has(JSON.stringify(place))
    if (node?.kind === 'loop' && node.onItemError === 'continue') return false
    if (node?.scope && places.has(JSON.stringify(place))) return true
    if (node?.scope?.catches && place.lane === 0) return false
    if (node?.catches) return isAround(place.container, place.iteration)
  }
  return true
}
