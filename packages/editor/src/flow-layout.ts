import { layoutRows, movedRoute, type Rows } from './layout-rows.ts'
import type { Box, LayoutEdge, LayoutStep, Route } from './layout-types.ts'

export type FlowLayout = { boxes: Map<string, Box>; routes: Map<string, { parent: string | null; route: Route }> }

/** Where a container's content begins and ends. */
export const inset = { side: 24, head: 34, bottom: 24, fork: 30, join: 34 } as const

/** Success goes down, failure leaves to the right. Containers are laid out from the inside. */
export function layoutFlow(steps: readonly LayoutStep[], edges: readonly LayoutEdge[]): FlowLayout {
  const done: FlowLayout = { boxes: new Map(), routes: new Map() }
  const parents = new Map(steps.map((step) => [step.id, step.parent]))
  const region = (parent: LayoutStep | null): { width: number; height: number } => {
    const id = parent?.id ?? null
    const members = steps.filter((step) => step.parent === id)
    const sized = members.map((step) => (step.container === null ? step : { ...step, ...region(step) }))
    const inner = edges.filter((edge) => parents.get(edge.from) === id && parents.get(edge.to) === id)
    const rows = layoutRows(sized, inner, parent?.container === 'parallel')
    return settle(rows, parent, done)
  }
  region(null)
  return done
}

/** A container with no step inside still shows where they would stand. */
export const emptyContainer = { width: 292, height: 110 } as const

export function containerSize(container: 'loop' | 'parallel', content: { width: number; height: number }) {
  const extra = container === 'parallel' ? inset.fork + inset.join : inset.bottom
  return { width: content.width + inset.side * 2, height: content.height + inset.head + extra }
}

export function contentTop(container: 'loop' | 'parallel'): number {
  return inset.head + (container === 'parallel' ? inset.fork : 0)
}

function settle({ boxes, routes }: Rows, parent: LayoutStep | null, done: FlowLayout) {
  const all = [...boxes.values()]
  const passes = [...routes.values()].flatMap((route) => route.passes)
  const width = Math.max(0, ...all.map((box) => box.x + box.width), ...passes.map((pass) => pass.x))
  const height = Math.max(0, ...all.map((box) => box.y + box.height))
  const container = parent?.container ?? null
  const by = { x: container === null ? 0 : inset.side, y: container === null ? 0 : contentTop(container) }
  for (const [id, box] of boxes)
    done.boxes.set(id, { ...box, x: Math.round(box.x + by.x), y: Math.round(box.y + by.y) })
  for (const [id, route] of routes) done.routes.set(id, { parent: parent?.id ?? null, route: movedRoute(route, by) })
  if (container === null) return { width, height }
  return boxes.size === 0 ? emptyContainer : containerSize(container, { width, height })
}
