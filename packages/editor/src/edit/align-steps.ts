import type { Box } from '../layout-types.ts'
import type { Move } from './make-room.ts'

export type Alignment = 'left' | 'centre' | 'top' | 'rows' | 'columns'

/** `rows`: the same room between them from above to below; `columns`: from left to right. The outer ones stay. */
export function alignSteps(boxes: ReadonlyMap<string, Box>, how: Alignment): Move[] {
  const all = [...boxes]
  if (all.length < 2) return []
  if (how === 'rows' || how === 'columns') return distributed(all, how)
  const left = Math.min(...all.map(([, box]) => box.x))
  const top = Math.min(...all.map(([, box]) => box.y))
  const right = Math.max(...all.map(([, box]) => box.x + box.width))
  return all.map(([stepId, box]) => {
    const x = how === 'left' ? left : how === 'centre' ? (left + right - box.width) / 2 : box.x
    return { stepId, position: { x: Math.round(x), y: how === 'top' ? top : box.y } }
  })
}

function distributed(all: readonly [string, Box][], how: 'rows' | 'columns'): Move[] {
  const start = (box: Box) => (how === 'rows' ? box.y : box.x)
  const size = (box: Box) => (how === 'rows' ? box.height : box.width)
  const sorted = all.toSorted(([, a], [, b]) => start(a) - start(b))
  const first = sorted[0]?.[1]
  const last = sorted.at(-1)?.[1]
  if (first === undefined || last === undefined) return []
  const taken = sorted.reduce((sum, [, box]) => sum + size(box), 0)
  const between = (start(last) + size(last) - start(first) - taken) / (sorted.length - 1)
  let at = start(first)
  return sorted.map(([stepId, box]) => {
    const place = Math.round(at)
    at += size(box) + between
    return { stepId, position: how === 'rows' ? { x: box.x, y: place } : { x: place, y: box.y } }
  })
}
