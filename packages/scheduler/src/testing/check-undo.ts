import { expect } from 'vitest'
import { hasUndo } from '../ask-undo.ts'
import type { NodeRef, Skeleton } from '../host.ts'
import type { TraceEntry } from '../memory-host.ts'
import { refKey } from '../ref-key.ts'
import type { Trial } from './arbitrary-plan.ts'
import { around, coversOf } from './covers-of.ts'
import type { Expectation } from './oracle.ts'

type Undo = { firstStart: number; lastAnswer: number; times: number }
type Applied = { key: string; at: number; covers: string[] }

/**
 * Holds the trace against what undoing means: exactly what was applied in a scope that failed or was cut off is undone,
 * each once, one at a time, last first, after everything tried and before what catches; and `finally` always runs.
 * `isExact`: settling can be told from the trace (no segments). `isResumed`: the trace is of two walks, and the second goes
 * through containers again that the first had cut off. Answers how many undos there were.
 */
export function checkUndo(
  trial: Trial,
  trace: TraceEntry[],
  against: { expected: Expectation; isExact: boolean; isResumed: boolean },
): number {
  const { skeleton } = trial
  const undos = undosOf(skeleton, trace)
  const applied = appliedOf(skeleton, trace)
  const keys = new Set(applied.map(({ key }) => key))
  for (const [key, { times }] of undos) {
    expect(keys.has(key), `${key} was undone but never applied`).toBe(true)
    expect(times, `${key} was undone twice`).toBe(1)
  }
  const fate = (scope: string) => fateOf(against.expected, scope)
  for (const { key, at, covers } of applied) {
    const undo = undos.get(key)
    const fates = covers.map(fate)
    if (fates.includes('undone')) expect(undo, `${key} was left without its undo`).toBeDefined()
    if (fates.every((one) => one === 'kept')) expect(undo, `${key} was undone without a reason`).toBeUndefined()
    if (undo) expect(undo.firstStart).toBeGreaterThan(at)
  }
  for (const [scope, inside] of byScope(applied, fate)) {
    checkScope(trial, trace, { scope, inside, undos, ...against })
  }
  if (!against.isResumed) checkFinally(skeleton, trace)
  return undos.size
}

function checkScope(
  { skeleton }: Trial,
  trace: TraceEntry[],
  of: { scope: string; inside: Applied[]; undos: Map<string, Undo>; isExact: boolean; isResumed: boolean },
): void {
  const done = of.inside.flatMap(({ key, at }) => {
    const undo = of.undos.get(key)
    return undo ? [{ key, at, undo }] : []
  })
  if (done.length === 0) return
  expect(done.length, `${of.scope} was undone in part`).toBe(of.inside.length)
  done.sort((a, b) => a.undo.firstStart - b.undo.firstStart)
  for (const [index, { undo }] of done.entries()) {
    const next = done[index + 1]
    if (next) expect(next.undo.firstStart, 'undos overlap').toBeGreaterThan(undo.lastAnswer)
  }
  const settled = done.map(({ at }) => at)
  if (of.isExact) expect(settled, `${of.scope} was undone in another order`).toEqual([...settled].sort((a, b) => b - a))
  if (of.isResumed) return
  const first = done[0]?.undo.firstStart ?? 0
  const last = done.at(-1)?.undo.lastAnswer ?? 0
  trace.forEach((entry, position) => {
    if (entry.kind !== 'started' || isUndoCall(skeleton, entry)) return
    if (coversOf(skeleton, entry.ref).includes(of.scope)) {
      expect(position, `${refKey(entry.ref)} was tried after its scope was undone`).toBeLessThan(first)
    }
    if (laneStarts(skeleton, entry.ref, of.scope)) {
      expect(position, `${refKey(entry.ref)} ran before its scope was undone`).toBeGreaterThan(last)
    }
  })
}

function checkFinally(skeleton: Skeleton, trace: TraceEntry[]): void {
  const started = new Set(
    trace.flatMap((entry) => (entry.kind === 'started' && !entry.phase ? [refKey(entry.ref)] : [])),
  )
  for (const entry of trace) {
    if (entry.kind !== 'started' || isUndoCall(skeleton, entry) || entry.phase) continue
    const node = skeleton[entry.ref.node]
    const scope = node?.region === null || node?.region === undefined ? null : skeleton[node.region]
    if (!scope?.scope?.always || node?.lane !== 0) continue
    skeleton.forEach((other, index) => {
      if (other.region !== node.region || other.lane !== 2 || other.deps.length > 0 || other.undoOf !== undefined)
        return
      const key = refKey({ node: index, iteration: entry.ref.iteration })
      expect(started.has(key), `${key} always runs, and did not`).toBe(true)
    })
  }
}

function undosOf(skeleton: Skeleton, trace: TraceEntry[]): Map<string, Undo> {
  const undos = new Map<string, Undo>()
  trace.forEach((entry, position) => {
    if ((entry.kind !== 'started' && entry.kind !== 'answered') || !isUndoCall(skeleton, entry)) return
    const node = skeleton[entry.ref.node]?.undoOf ?? entry.ref.node
    const key = refKey({ node, iteration: entry.ref.iteration })
    const undo = undos.get(key) ?? { firstStart: position, lastAnswer: position, times: 0 }
    undo.lastAnswer = position
    if (entry.kind === 'answered' && entry.result.status !== 'retry' && entry.result.status !== 'held') undo.times += 1
    undos.set(key, undo)
  })
  return undos
}

function appliedOf(skeleton: Skeleton, trace: TraceEntry[]): Applied[] {
  return trace.flatMap((entry, at) => {
    if (entry.kind !== 'answered' || isUndoCall(skeleton, entry) || entry.phase) return []
    if (entry.result.status !== 'succeeded' || !hasUndo(skeleton, entry.ref.node)) return []
    const covers = coversOf(skeleton, entry.ref)
    return [{ key: refKey(entry.ref), at, covers }]
  })
}

/** Effects that one scope alone may have to undo. */
function byScope(applied: Applied[], fate: (scope: string) => string): Map<string, Applied[]> {
  const groups = new Map<string, Applied[]>()
  for (const one of applied) {
    const [scope, ...others] = one.covers.filter((cover) => fate(cover) !== 'kept')
    if (scope === undefined || others.length > 0) continue
    groups.set(scope, [...(groups.get(scope) ?? []), one])
  }
  return groups
}

function fateOf(expected: Expectation, scope: string): 'undone' | 'kept' | 'unknown' {
  const known = expected.scopes.get(scope)
  expect(known, `${scope} was never to be entered`).toBeDefined()
  if (expected.mayStop) return 'unknown'
  if (known?.fails === 'surely') return 'undone'
  return known?.fails === 'never' && known.sure === 'surely' ? 'kept' : 'unknown'
}

function laneStarts(skeleton: Skeleton, ref: NodeRef, scope: string): boolean {
  return around(skeleton, ref).some(
    ({ container, lane, iteration }) => lane !== 0 && refKey({ node: container, iteration }) === scope,
  )
}

export function isUndoCall(skeleton: Skeleton, entry: Extract<TraceEntry, { kind: 'started' | 'answered' }>): boolean {
  return entry.phase === 'ask_undo' || skeleton[entry.ref.node]?.undoOf !== undefined
}
