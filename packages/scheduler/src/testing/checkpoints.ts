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

/** The rows that are left of them: a time-out is written over what the parallel said when it began. */
export function checkpoints(before: Answer[]): { ref: NodeRef; result: StepResult }[] {
  const rows = before.filter(({ phase }) => phase === undefined || phase === 'time_out')
  const last = new Map(rows.map((entry) => [refKey(entry.ref), entry]))
  return rows
    .filter((entry) => last.get(refKey(entry.ref)) === entry)
    .map(({ ref, result }) => ({ ref, result: over(result) }))
}

/** A wait that is over has nothing left to wait. */
function over(result: StepResult): StepResult {
  return result.status === 'succeeded' ? { ...result, waitMs: 0 } : result
}
