import { ERROR, type FlowWalk, isAside, UNDO } from './flow-walk.ts'

/**
 * The step an arrow leads to: down and up along the cables, right to what failure leads to or to the next beside it,
 * left to the one before, or to what takes it back. Lanes of a scope lie beside each other. Containers are entered downwards and left upwards or downwards.
 */
export function nextStep(walk: FlowWalk, from: string, key: string): string | null {
  if (key === 'Home') return walk.order[0] ?? null
  if (key === 'End') return walk.order[walk.order.length - 1] ?? null
  if (key === 'ArrowDown') return below(walk, from)
  if (key === 'ArrowUp') return above(walk, from)
  if (key === 'ArrowRight') return walk.undoes.get(from) ?? portOf(walk, from, ERROR) ?? beside(walk, from, 1)
  if (key === 'ArrowLeft') return portOf(walk, from, UNDO) ?? beside(walk, from, -1)
  return null
}

function below(walk: FlowWalk, from: string): string | null {
  const first = walk.inside(from).find((id) => walk.into(id).length === 0)
  return first ?? after(walk, from)
}

/** Past the step itself; out of its container where its way ends. */
function after(walk: FlowWalk, from: string): string | null {
  const down = walk.outOf(from).find((edge) => !isAside(edge.port))
  if (down !== undefined) return down.to
  const parent = walk.steps.get(from)?.parent
  return parent === undefined || !walk.steps.has(parent) ? null : after(walk, parent)
}

function above(walk: FlowWalk, from: string): string | null {
  const up = walk.into(from)[0]
  if (up !== undefined) return up.from
  const parent = walk.steps.get(from)?.parent
  return parent !== undefined && walk.steps.has(parent) ? parent : null
}

function portOf(walk: FlowWalk, from: string, port: string): string | null {
  return walk.outOf(from).find((edge) => edge.port === port)?.to ?? null
}

function beside(walk: FlowWalk, from: string, by: 1 | -1): string | null {
  const up = walk.into(from)[0]
  if (up?.port === ERROR && by === -1) return up.from
  const parent = walk.steps.get(from)?.parent ?? null
  const row =
    up === undefined
      ? walk.inside(parent).filter((id) => walk.into(id).length === 0)
      : [...new Set(walk.outOf(up.from).flatMap((edge) => (edge.port === UNDO ? [] : [edge.to])))]
  const index = row.indexOf(from)
  return index === -1 ? null : (row[index + by] ?? null)
}
