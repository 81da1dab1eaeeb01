import type { Host, NodeRef, Skeleton, StepResult } from './host.ts'
import { runSegment } from './run-segment.ts'
import { refKey } from './scope.ts'

/** What one step does: its result, and how long it takes on the virtual clock. `attempt` counts from 1. */
export type StepFunction = (
  ref: NodeRef,
  attempt: number,
) => { result: StepResult; tookMs?: number } | Promise<{ result: StepResult; tookMs?: number }>

export type TraceEntry =
  | { kind: 'started' | 'skipped' | 'held'; atMs: number; ref: NodeRef }
  | { kind: 'answered'; atMs: number; ref: NodeRef; result: StepResult }
  | { kind: 'slept'; atMs: number; ms: number }
  | { kind: 'segment'; atMs: number; ready: NodeRef[] }

export type MemoryHost = Host & { trace: TraceEntry[]; nowMs: () => number }

/**
 * A host without Temporal, for unit tests and for trying steps. Time is virtual: it moves to the next wake-up when no
 * step function is at work, so a wait of a week costs nothing. Everything that wakes at one instant wakes together.
 * `released` decides when a held step goes on (default: at once); `mayContinue` is handed to segments.
 */
export function createMemoryHost(
  skeleton: Skeleton,
  step: StepFunction,
  options: { released?: (ref: NodeRef) => Promise<void>; mayContinue?: () => boolean } = {},
): MemoryHost {
  const clock = createVirtualClock()
  const trace: TraceEntry[] = []
  const attempts = new Map<string, number>()

  const execute = async (ref: NodeRef): Promise<StepResult> => {
    trace.push({ kind: 'started', atMs: clock.nowMs(), ref })
    const key = refKey(ref)
    const attempt = (attempts.get(key) ?? 0) + 1
    attempts.set(key, attempt)
    const { result, tookMs } = await clock.busyWhile(async () => step(ref, attempt))
    await clock.sleep(tookMs ?? 0)
    trace.push({ kind: 'answered', atMs: clock.nowMs(), ref, result })
    return result
  }

  return {
    trace,
    nowMs: clock.nowMs,
    runStep: execute,
    runSegment: (request) => {
      trace.push({ kind: 'segment', atMs: clock.nowMs(), ready: request.ready })
      return runSegment(skeleton, request, execute, { mayContinue: options.mayContinue ?? (() => true) })
    },
    sleep: async (ms) => {
      await clock.sleep(ms)
      trace.push({ kind: 'slept', atMs: clock.nowMs(), ms })
    },
    awaitRelease: async (ref) => {
      trace.push({ kind: 'held', atMs: clock.nowMs(), ref })
      await clock.busyWhile(async () => options.released?.(ref))
    },
    skipped: (refs) => {
      for (const ref of refs) trace.push({ kind: 'skipped', atMs: clock.nowMs(), ref })
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
