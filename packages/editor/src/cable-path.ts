import type { Ends } from './cable-ends.ts'

export type CableCourse = Ends & {
  /** Leaves to the right: what happens on failure. */
  sideways: boolean
  /** A long cable turns where it ends (several meet there), not where it begins. */
  late: boolean
}

/** The last straight piece, into the input: there the plug sits. */
const straight = 15

/**
 * A cable leaves its jack straight and enters the input straight: down for success, to the right first for failure.
 * `label` is where a word on it stands: on its level part.
 */
export function cablePath({ fromX, fromY, toX, toY, sideways, late }: CableCourse): {
  path: string
  label: { x: number; y: number }
} {
  const endY = toY - straight
  const tail = `V${round(toY)}`
  if (sideways) {
    const reach = Math.max(48, Math.abs(toX - fromX) * 0.65)
    const path = `M${round(fromX)} ${round(fromY)}C${round(fromX + reach)} ${round(fromY)} ${round(toX)} ${round(Math.min(fromY - 4, endY - 40))} ${round(toX)} ${round(endY)}${tail}`
    return { path, label: { x: fromX + 52, y: fromY } }
  }
  const straightDown = Math.abs(toX - fromX) < 24
  const drop = endY - fromY
  if (drop > longest && !straightDown) return longPath({ fromX, fromY, toX, toY: endY }, late, tail)
  const pull = drop > 0 ? Math.min(80, Math.max(26, drop * 0.55)) : 90
  const path = `M${round(fromX)} ${round(fromY)}${curve(fromX, fromY, toX, endY, pull)}${tail}`
  return { path, label: { x: straightDown ? toX : fromX + (toX - fromX) * 0.68, y: (fromY + endY) / 2 } }
}

/** A turn takes this much at most; the rest of a long cable is straight, so that it keeps to a column. */
const longest = 110

function longPath({ fromX, fromY, toX, toY }: Ends, late: boolean, tail: string) {
  const turnFrom = late ? toY - longest * 0.6 : fromY
  const turnTo = turnFrom + longest * 0.6
  const path = `M${round(fromX)} ${round(fromY)}V${round(turnFrom)}${curve(fromX, turnFrom, toX, turnTo, longest * 0.4)}${tail}`
  return { path, label: { x: fromX + (toX - fromX) * 0.68, y: (turnFrom + turnTo) / 2 } }
}

function curve(fromX: number, fromY: number, toX: number, toY: number, pull: number): string {
  return `C${round(fromX)} ${round(fromY + pull)} ${round(toX)} ${round(toY - pull)} ${round(toX)} ${round(toY)}`
}

const round = (value: number) => Math.round(value * 100) / 100
