import type { CanvasModel, CanvasStep } from './canvas-model.ts'
import { isActive, type StepStates } from './step-state.ts'

export type View = { x: number; y: number; zoom: number }
export type Size = { width: number; height: number }

type Picture = { model: CanvasModel; states: StepStates | undefined; size: Size }

/** Never opened farther away than this: words can still be read. */
export const readableZoom = 0.62
const openingZoom = 0.68
/** Kept free for the legend above and the tools below. */
export const margin = { top: 52, bottom: 56, side: 28 } as const

/**
 * How a flow is first seen: all of it where it can then be read; else near enough to read, about the step that matters.
 * In a run that is the chosen one, else the one at work, failed or waiting, else the start.
 */
export function openingView({ model, states, size, selectedId }: Picture & { selectedId: string | null }): View {
  const whole = boundsOf(model.steps)
  const all = Math.min(1, innerWidth(size) / whole.width, innerHeight(size) / whole.height)
  if (all >= readableZoom) return placed(whole, middleOf(whole), { zoom: all, size })
  return viewAround({ model, states, size }, selectedId ?? pressing(model, states), openingZoom)
}

/** About one step, with as much as there is room for of the way the run took beside it. */
export function viewAround({ model, states, size }: Picture, id: string | null, zoom: number): View {
  const whole = boundsOf(model.steps)
  const focus = model.steps.find((step) => step.id === id) ?? model.steps[0]
  if (focus === undefined) return { x: 0, y: 0, zoom }
  const own = boundsOf([focus])
  const { y } = clamped(whole, middleOf(own), { zoom, size })
  const reach = innerHeight(size) / zoom / 2
  const near = model.steps.filter(
    (step) => isTaken(step.id, states) && Math.abs(middleOf(boundsOf([step])).y - y) < reach,
  )
  const way = boundsOf([...near, focus])
  const fits = way.width * zoom <= innerWidth(size)
  return placed(whole, { x: middleOf(fits ? way : own).x, y }, { zoom, size })
}

/** The step that a person would want to see first. */
function pressing(model: CanvasModel, states: StepStates | undefined): string | null {
  const steps = model.walk.order
  const last = (is: (id: string) => boolean) => steps.findLast(is) ?? null
  return (
    last((id) => isActive(states?.[id]?.state)) ??
    last((id) => states?.[id]?.state === 'attention') ??
    last((id) => states?.[id]?.state === 'failed') ??
    last((id) => states?.[id]?.state === 'waiting') ??
    steps[0] ??
    null
  )
}

function isTaken(id: string, states: StepStates | undefined): boolean {
  if (states === undefined) return true
  const state = states[id]?.state ?? 'queued'
  return state !== 'skipped' && state !== 'queued'
}

type Bounds = { x: number; y: number; width: number; height: number }
type Frame = { zoom: number; size: Size }

function boundsOf(steps: readonly CanvasStep[]): Bounds {
  if (steps.length === 0) return { x: 0, y: 0, width: 1, height: 1 }
  const x = Math.min(...steps.map((step) => step.at.x))
  const y = Math.min(...steps.map((step) => step.at.y))
  const right = Math.max(...steps.map((step) => step.at.x + step.box.width))
  const bottom = Math.max(...steps.map((step) => step.at.y + step.box.height))
  return { x, y, width: right - x, height: bottom - y }
}

const middleOf = (box: Bounds) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 })
const innerWidth = (size: Size) => Math.max(1, size.width - margin.side * 2)
const innerHeight = (size: Size) => Math.max(1, size.height - margin.top - margin.bottom)

/** No farther out than the flow goes; in the middle along a side that it does not fill. */
function clamped(whole: Bounds, wished: { x: number; y: number }, { zoom, size }: Frame) {
  const along = (from: number, length: number, view: number, middle: number) =>
    length <= view ? from + length / 2 : Math.min(Math.max(middle, from + view / 2), from + length - view / 2)
  return {
    x: along(whole.x, whole.width, innerWidth(size) / zoom, wished.x),
    y: along(whole.y, whole.height, innerHeight(size) / zoom, wished.y),
  }
}

function placed(whole: Bounds, wished: { x: number; y: number }, frame: Frame): View {
  const { x, y } = clamped(whole, wished, frame)
  const { size, zoom } = frame
  return { x: size.width / 2 - x * zoom, y: margin.top + innerHeight(size) / 2 - y * zoom, zoom }
}
