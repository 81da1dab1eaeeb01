import type { Columns } from './use-columns.ts'

/** Of a row and of the line between the two kinds of source, in pixels; cables are drawn by these. */
export const ROW_PX = 43
export const BAND_PX = 34

/** The height of a source's jack in its column, by the source's key; undefined where it does not stand there. */
export function sourceHeights({ own, outer }: Pick<Columns, 'own' | 'outer'>): ReadonlyMap<string, number> {
  const heights = new Map<string, number>()
  own.forEach((node, index) => {
    heights.set(node.key, index * ROW_PX + ROW_PX / 2)
  })
  const start = own.length * ROW_PX + BAND_PX
  outer.forEach((node, index) => {
    heights.set(node.key, start + index * ROW_PX + ROW_PX / 2)
  })
  return heights
}

export function targetHeight(index: number): number {
  return index * ROW_PX + ROW_PX / 2
}
