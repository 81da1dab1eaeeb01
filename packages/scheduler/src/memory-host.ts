import type { Host, NodeRef, Phase, Skeleton, StepResult } from './host.ts'
import { refKey } from './ref-key.ts'
import { runSegment } from './run-segment.ts'

/**
 * What one step, or one phase of it, does: its result, and how long it takes on the virtual clock. `attempt` counts
 * from 1, for the step and for each phase.
 */
export type StepFunction = (
  ref: NodeRef,
  attempt: number,
  phase: Phase | null,
) => { result: StepResult; tookMs?: number } | Promise<{ result: StepResult; tookMs?: number }>

export type TraceEntry =
  | { kind: 'started'; atMs: number; ref: NodeRef; phase?: Phase; undoing?: NodeRef }
  | { kind: 'answered'; atMs: number; ref: NodeRef; result: StepResult; phase?: Phase }
  | { kind: 'skipped' | 'held' | 'left'; atMs: number; ref: NodeRef }
  | { kind: 'slept'; atMs: number; ms: number }
  | { kind: 'segment'; atMs: number; ready: NodeRef[] }

export type MemoryHost = Host & { trace: TraceEntry[] }

export type MemoryHostOptions = {
  /**
   * When a held step goes on. Default: at once, or after `forMs` where the hold says how long. Given with a `forMs`, what
   * comes first counts.
   */
  released?: (ref: NodeRef) => Promise<void>
  /** Handed to segments. */
  mayContinue?: () => boolean
  /** A restart is wanted after so many calls, again and again. */
  restartEvery?: number
}

/**
 * A host without Temporal, for unit tests and for trying steps. Time is virtual: it moves to the next wake-up when no
 * step function is at work, so a wait of a week costs nothing. Everything that wakes at one instant wakes together.
 */
export function createMemoryHost(skeleton: Skeleton, step: StepFunction, options: MemoryHostOptions = {}): MemoryHost {
  const clock = createVirtualClock()
  const trace: TraceEntry[] = []
  const attempts = new Map<string, number>()
  let callsSinceRestart = 0

  const execute = async (ref: NodeRef, phase: Phase | null = null, undoing?: NodeRef): Promise<StepResult> => {
    callsSinceRestart += 1
    const named = phase === null ? {} : { phase }
    trace.push({ kind: 'started', atMs: clock.nowMs(), ref, ...named, ...(undoing ? { undoing } : {}) })
    const key = `${refKey(ref)}/${phase ?? ''}`
    const attempt = (attempts.get(key) ?? 0) + 1
    attempts.set(key, attempt)
    const { result, tookMs } = await clock.busyWhile(async () => step(ref, attempt, phase))
    await clock.sleep(tookMs ?? 0)
    trace.push({ kind: 'answered', atMs: clock.nowMs(), ref, result, ...named })
    return result
  }

  return {
    trace,
    nowMs: clock.nowMs,
    runStep: (ref, undoing) => execute(ref, null, undoing),
    runPhase: execute,
    recordsTimeOuts: true,
    holdsForKnownFailures: true,
    runSegment: (request) => {
      trace.push({ kind: 'segment', atMs: clock.nowMs(), ready: request.ready })
      const run = (ref: NodeRef) => execute(ref, null, request.undoing)
      return runSegment(skeleton, request, run, { mayContinue: options.mayContinue ?? (() => true) })
    },
    sleep: async (ms) => {
      await clock.sleep(ms)
      trace.push({ kind: 'slept', atMs: clock.nowMs(), ms })
    },
    awaitRelease: async (ref, forMs) => {
      trace.push({ kind: 'held', atMs: clock.nowMs(), ref })
      const { released } = options
      if (forMs === undefined) await clock.busyWhile(async () => released?.(ref))
      else await Promise.race([clock.sleep(forMs), ...(released ? [released(ref)] : [])])
    },
    wantsRestart: () => {
      if (options.restartEvery === undefined || callsSinceRestart < options.restartEvery) return false
      callsSinceRestart = 0
      return true
    },
    skipped: (refs) => {
      for (const ref of refs) trace.push({ kind: 'skipped', atMs: clock.nowMs(), ref })
    },
    left: (refs) => {
      for (const ref of refs) trace.push({ kind: 'left', atMs: clock.nowMs(), ref })
    },
  }
}

function createVirtualClock() {
  const sleepers: { atMs: number; wake: () => void }[] = []
  let nowMs = 0
  let busy = 0
  let turning = false

  const turn = () => {
    if (turning) return
    turning = true
    afterMicrotasks(() => {
      turning = false
      if (busy > 0 || sleepers.length === 0) return
      nowMs = sleepers.reduce((earliest, { atMs }) => Math.min(earliest, atMs), Number.POSITIVE_INFINITY)
      const due = sleepers.filter(({ atMs }) => atMs === nowMs)
      const later = sleepers.filter(({ atMs }) => atMs !== nowMs)
      sleepers.splice(0, sleepers.length, ...later)
      for (const { wake } of due) wake()
      turn()
    })
  }

  return {
    nowMs: () => nowMs,
    sleep: (ms: number): Promise<void> =>
      new Promise((wake) => {
        sleepers.push({ atMs: nowMs + ms, wake })
        turn()
      }),
    busyWhile: async <T>(work: () => Promise<T>): Promise<T> => {
      busy += 1
      try {
        return await work()
      } finally {
        busy -= 1
        turn()
      }
    },
  }
}

/** Everything that follows from what was just woken has run before time moves on. Browsers lack setImmediate. */
function afterMicrotasks(then: () => void): void {
  if (typeof setImmediate === 'function') setImmediate(then)
  else setTimeout(then, 0)
}
