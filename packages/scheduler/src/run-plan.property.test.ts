import type { ControlNode } from '@patchbay/flow/plan'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Host, NodeRef, RunOutcome, StepResult, WalkSnapshot } from './host.ts'
import { createMemoryHost, type MemoryHost, type TraceEntry } from './memory-host.ts'
import { refKey } from './ref-key.ts'
import { type Resume, runPlan } from './run-plan.ts'
import { arbitraryTrial, stepsOf, type Trial } from './testing/arbitrary-plan.ts'
import { isUndoCall } from './testing/check-undo.ts'
import { checkWalk } from './testing/check-walk.ts'
import { type Answer, checkpoints, finalAnswers } from './testing/checkpoints.ts'
import { holdsForPlans, PATIENCE_MS } from './testing/random-plans.ts'

const MODES = ['as drawn', 'segment', 'activity'] as const
type Mode = (typeof MODES)[number]

const TIMELESS = { stops: false, timeOuts: false }
const TIMED = { stops: false, timeOuts: true }
const ANY = { stops: true, timeOuts: true }
const seen = { plans: 0, walks: 0, calls: 0, undos: 0, restarts: 0, timeOuts: 0, cancelled: 0 }

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
      await holdsForPlans(property, 1_000)
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
      await holdsForPlans(property, 1_000)
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
      await holdsForPlans(property, 1_000)
    },
    PATIENCE_MS,
  )

  it(
    'resumed from any prefix of results end the same and repeat nothing of it',
    async () => {
      const property = fc.asyncProperty(arbitraryTrial(TIMELESS), fc.nat(), fc.nat(), async (trial, pace, cut) => {
        seen.plans += 1
        const first = await walk({ trial, pace, mode: 'activity' })
        const before = first.host.trace.slice(0, cut % (first.host.trace.length + 1))
        const second = await walk({ trial, pace: pace + 1, mode: 'activity', settled: checkpoints(before) })
        const { undos } = checkWalk(trial, {
          ...second,
          trace: joined(trial, finalAnswers(before), second),
          isExact: false,
          isResumed: true,
        })
        seen.undos += undos
      })
      await holdsForPlans(property, 600)
    },
    PATIENCE_MS,
  )

  it(
    'resumed after a time-out leave by the error path and go no further in the lanes',
    async () => {
      const property = fc.asyncProperty(
        arbitraryTrial(TIMED).map(hurried),
        fc.nat(),
        fc.nat(),
        async (trial, pace, cut) => {
          seen.plans += 1
          const { trace } = (await walk({ trial, pace, mode: 'activity' })).host
          const from = 1 + trace.findIndex((entry) => entry.kind === 'answered' && entry.phase === 'time_out')
          if (from === 0) return
          const before = trace.slice(0, from + (cut % (trace.length - from + 1)))
          const late = finalAnswers(before).filter(({ phase }) => phase === 'time_out')
          seen.timeOuts += late.length
          const second = await walk({ trial, pace: pace + 1, mode: 'activity', settled: checkpoints(before) })
          const begun = second.host.trace.filter((entry) => entry.kind === 'started')
          for (const { ref } of late) {
            const inLanes = begun.filter((entry) => !isUndoCall(trial.skeleton, entry) && isIn(trial, entry.ref, ref))
            expect(inLanes.filter(({ phase }) => phase === undefined).map(nameOf)).toEqual([])
            expect(begun.map(nameOf)).not.toContain(nameOf({ ref, phase: 'time_out' }))
          }
          const { undos } = checkWalk(trial, {
            ...second,
            trace: joined(trial, finalAnswers(before), second),
            isExact: false,
            isResumed: true,
          })
          seen.undos += undos
        },
      )
      await holdsForPlans(property, 1_500)
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
      await holdsForPlans(property, 200)
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
      await holdsForPlans(property, 300)
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
  const walked = { outcome, trace: host.trace, isExact: mode === 'activity' }
  seen.undos += checkWalk(trial, walked).undos
  seen.calls += host.trace.filter(({ kind }) => kind === 'started').length
}

/** What both walks did. Undos and phases are called again; their checkpoints answer. */
function joined(trial: Trial, before: Answer[], second: Walked): TraceEntry[] {
  const known = new Set(before.filter((entry) => entry.phase || isUndoCall(trial.skeleton, entry)).map(nameOf))
  const after = second.host.trace.filter((entry) => !('ref' in entry) || !known.has(nameOf(entry)))
  return [...before.flatMap((entry) => [{ ...entry, kind: 'started' as const }, entry]), ...after]
}

/** The same with little time for every join. */
function hurried(trial: Trial): Trial {
  const skeleton = trial.skeleton.map((node, index): ControlNode => {
    if (!node.join) return node
    return { ...node, join: { ...node.join, timeoutMs: 1 + ((trial.seed + index) % 12) } }
  })
  return { ...trial, skeleton }
}

/** Whether a step stands in a container, in that iteration of it; not in a finally lane, which runs whatever ends it. */
function isIn({ skeleton }: Trial, { node, iteration }: NodeRef, container: NodeRef): boolean {
  if (container.iteration.some((number, depth) => iteration[depth] !== number)) return false
  for (let at = skeleton[node]; at; at = at.region === null ? undefined : skeleton[at.region]) {
    if (at.region === container.node) return true
    if (at.lane === 2 && at.region !== null && skeleton[at.region]?.scope) return false
  }
  return false
}

function nameOf({ ref, phase }: { ref: NodeRef; phase?: string }): string {
  return `${refKey(ref)}:${phase ?? ''}`
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
