import type { Ends } from './cable-ends.ts'

export type CableCourse = Ends & {
  /** Leaves to the right: what happens on failure. */
  sideways: boolean
  /** Leaves to the left: what takes it back. */
  leftward?: boolean
  /** A long cable turns where it ends (several meet there), not where it begins. */
  late: boolean
}

type Point = { x: number; y: number }
type Drawn = { path: string; label: Point }

/** The last straight piece, into the input: there the plug sits. */
const straight = 15
/** How far right of its jack a failure's cable goes down. */
const aside = 14

/**
 * A cable leaves its jack straight and enters the input straight: down for success, to the right first for failure.
 * `label` is where a word on it stands: on its level part.
 */
export function cablePath(course: CableCourse): Drawn {
  if (course.leftward === true) return leftPath(course)
  if (course.over !== undefined) return risingPath(course, course.over)
  if (course.route !== null) return routedPath(course, course.route)
  const { fromX, fromY, toX, toY, sideways, late } = course
  const endY = toY - straight
  const tail = `V${round(toY)}`
  if (sideways && endY < fromY + bow && toX > fromX + stepHalf + bow * 4) return overPath(course)
  if (sideways) {
    const reach = Math.max(48, Math.abs(toX - fromX) * 0.65)
    const path = `M${round(fromX)} ${round(fromY)}C${round(fromX + reach)} ${round(fromY)} ${round(toX)} ${round(Math.min(fromY - 4, endY - 40))} ${round(toX)} ${round(endY)}${tail}`
    return { path, label: { x: fromX + 52, y: fromY } }
  }
  const drop = endY - fromY
  if (drop > longest && Math.abs(toX - fromX) >= straightWithin) {
    const turnFrom = late ? endY - longest * 0.6 : fromY
    const turn = bend({ x: fromX, y: turnFrom }, { x: toX, y: turnFrom + longest * 0.6 })
    return { path: `M${round(fromX)} ${round(fromY)}V${round(turnFrom)}${turn.path}${tail}`, label: turn.label }
  }
  const turn = bend({ x: fromX, y: fromY }, { x: toX, y: endY })
  return { path: `M${round(fromX)} ${round(fromY)}${turn.path}${tail}`, label: turn.label }
}

/** To what hangs there: straight where it is level. */
function leftPath({ fromX, fromY, toX, toY }: CableCourse): Drawn {
  const middle = (fromX + toX) / 2
  const path =
    Math.abs(fromY - toY) < 1
      ? `M${round(fromX)} ${round(fromY)}H${round(toX)}`
      : `M${round(fromX)} ${round(fromY)}C${round(middle)} ${round(fromY)} ${round(middle)} ${round(toY)} ${round(toX)} ${round(toY)}`
  return { path, label: { x: middle, y: (fromY + toY) / 2 } }
}

/** Up beside its jack, level, and down from above. */
function risingPath({ fromX, fromY, toX, toY }: CableCourse, level: number): Drawn {
  const turn = 7
  const x = fromX + turn
  const path =
    `M${round(fromX)} ${round(fromY)}Q${round(x)} ${round(fromY)} ${round(x)} ${round(fromY - turn)}` +
    `V${round(level + turn)}Q${round(x)} ${round(level)} ${round(x + turn)} ${round(level)}` +
    `H${round(toX - turn)}Q${round(toX)} ${round(level)} ${round(toX)} ${round(level + turn)}V${round(toY)}`
  return { path, label: { x: (x + toX) / 2, y: level } }
}

const bow = 10
/** Half of most steps' width. */
const stepHalf = 122

/** To a step that stands as high, at the right: up between the two and over its border. */
function overPath({ fromX, fromY, toX, toY }: CableCourse): Drawn {
  const x = (fromX + toX - stepHalf) / 2
  const top = toY - straight * 2
  const down = top < fromY ? -bow : bow
  const path =
    `M${round(fromX)} ${round(fromY)}H${round(x - bow)}Q${round(x)} ${round(fromY)} ${round(x)} ${round(fromY + down)}` +
    `V${round(top - down)}Q${round(x)} ${round(top)} ${round(x + bow)} ${round(top)}` +
    `H${round(toX - bow)}Q${round(toX)} ${round(top)} ${round(toX)} ${round(top + bow)}V${round(toY)}`
  return { path, label: { x: (x + toX) / 2, y: top } }
}

/** A turn takes this much at most; the rest of a long cable is straight, so that it keeps to a column. */
const longest = 110
const straightWithin = 24

/** Down past the rows it does not end in, turning between them only. */
function routedPath({ fromX, fromY, toX, toY, sideways }: CableCourse, route: NonNullable<Ends['route']>): Drawn {
  const end = { x: toX, y: toY - straight }
  const start = `M${round(fromX)} ${round(fromY)}`
  if (sideways && route.level) {
    const path = `${start}H${round(toX - corner)}Q${round(toX)} ${round(fromY)} ${round(toX)} ${round(fromY + corner)}V${round(toY)}`
    return { path, label: { x: Math.max((fromX + toX - corner) / 2, toX - corner - 38), y: fromY } }
  }
  const column = sideways ? fromX + aside : fromX
  const out = sideways ? `Q${round(column)} ${round(fromY)} ${round(column)} ${round(fromY + aside)}` : ''
  let path = `${start}${out}`
  let from = { x: column, y: Math.max(fromY, route.leave) }
  let label: Point | null = null
  for (const pass of [...route.passes, { x: end.x, top: end.y, bottom: toY }]) {
    const turn = bend(from, { x: pass.x, y: pass.top })
    path += `V${round(from.y)}${turn.path}V${round(pass.bottom)}`
    label ??= turn.label
    from = { x: pass.x, y: pass.bottom }
  }
  return { path, label: label ?? end }
}

const corner = 28
/** So far across, a cable passes under others: its word keeps clear of theirs. */
const wide = 400

/** From going down to going down, level between; its word stands where it is most level, nearer to its end. */
function bend(from: Point, to: Point): Drawn {
  const drop = to.y - from.y
  const pull = drop > 0 ? Math.min(80, Math.max(Math.min(26, drop), drop * 0.6)) : 90
  const path = `C${round(from.x)} ${round(from.y + pull)} ${round(to.x)} ${round(to.y - pull)} ${round(to.x)} ${round(to.y)}`
  if (Math.abs(to.x - from.x) < straightWithin) return { path, label: { x: to.x, y: (from.y + to.y) / 2 } }
  const t = Math.abs(to.x - from.x) > wide ? 0.76 : 0.62
  const share = 3 * t * t * (1 - t) + t ** 3
  const y =
    from.y * (1 - t) ** 3 + 3 * (from.y + pull) * t * (1 - t) ** 2 + 3 * (to.y - pull) * t * t * (1 - t) + to.y * t ** 3
  return { path, label: { x: from.x + (to.x - from.x) * share, y } }
}

const round = (value: number) => Math.round(value * 100) / 100
