import type { ControlNode } from '@patchbay/flow/plan'
import type { RanStep, Taken } from '../runs/taken-failures.ts'
import type { TakenPlace } from '../runs/taker-of-failure.ts'

type Row = RanStep & { attempts: number; undoneByHand: boolean }
type Parted<R> = {
  /** What a retry looks at: it reuses these, or does them again. */
  rows: R[]
  /** By node: what it leaves as it is, failed, cut off or undone, with the frame that did. */
  left: Map<number, { row: R; place: TakenPlace }[]>
  /** Nodes of which something was undone that a retry does again. */
  undone: Set<number>
}

/** Parts the steps of a run into those that a retry looks at and those that it leaves as they are. */
export function withoutLeftBehind<R extends Row>(
  control: readonly ControlNode[],
  rows: readonly R[],
  taken: Taken,
): Parted<R> {
  const byPlace = new Map(rows.map((row) => [`${row.node} ${row.iteration}`, row]))
  const parted: Parted<R> = { rows: [], left: new Map(), undone: new Set() }
  for (const row of rows) {
    const undo = control[row.node]?.undo
    const undoing = undo === undefined ? undefined : byPlace.get(`${undo} ${row.iteration}`)
    const wasMade = undoing?.state === 'succeeded' && undoing.attempts > 0
    const isUndone = row.state === 'succeeded' && (row.undoneByHand || wasMade)
    const place = isUndone ? taken.leavesUndone(row) : taken.leaves(row)
    if (place === null) {
      parted.rows.push(row)
      if (isUndone) parted.undone.add(row.node)
      continue
    }
    const before = parted.left.get(row.node)
    if (before === undefined) parted.left.set(row.node, [{ row, place }])
    else before.push({ row, place })
  }
  return parted
}
