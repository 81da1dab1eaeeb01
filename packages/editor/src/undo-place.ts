import type { Box } from './layout-types.ts'

/** A step that undoes another one hangs left of it, smaller. */
export const undoSize = { width: 148, height: 48 } as const
const gap = 44
/** Where the jacks at the sides of a step sit, from above. */
export const sideJack = 34
const between = 10

/** Room at the left of a step for so many undos. */
export const hangRoom = (many: number): number => (many === 0 ? 0 : undoSize.width + gap)

/** The place of the first, second, … undo of a step. */
export function undoBox(of: Box, index = 0): Box {
  const y = of.y + sideJack - undoSize.height / 2 + index * (undoSize.height + between)
  return { x: of.x - gap - undoSize.width, y, ...undoSize }
}
