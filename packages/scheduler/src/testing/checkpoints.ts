import type { NodeRef, StepResult } from '../host.ts'
import type { TraceEntry } from '../memory-host.ts'
import { refKey } from '../ref-key.ts'

export type Answer = Extract<TraceEntry, { kind: 'answered' }>

export function finalAnswers(trace: TraceEntry[]): Answer[] {
  return trace.flatMap((entry) => {
    if (entry.kind !== 'answered') return []
    return entry.result.status === 'succeeded' || entry.result.status === 'failed' ? [entry] : []
  })
}

/**
 * The rows that are left of a walk: a time-out is written over what the parallel said when it began, and at a scope it
 * stands that its undo has begun.
 */
export function checkpoints(before: TraceEntry[]): { ref: NodeRef; result: StepResult }[] {
  const undoing = new Set(
    before.flatMap((entry) => (entry.kind === 'started' && entry.undoing ? [refKey(entry.undoing)] : [])),
  )
  const rows = finalAnswers(before).filter(({ phase }) => phase === undefined || phase === 'time_out')
  const last = new Map(rows.map((entry) => [refKey(entry.ref), entry]))
  return rows
    .filter((entry) => last.get(refKey(entry.ref)) === entry)
    .map(({ ref, result }) => ({ ref, result: over(result, undoing.has(refKey(ref))) }))
}

/** A wait that is over has nothing left to wait. */
function over(result: StepResult, undoing: boolean): StepResult {
  return result.status === 'succeeded' ? { ...result, waitMs: 0, ...(undoing ? { undoing } : {}) } : result
}
