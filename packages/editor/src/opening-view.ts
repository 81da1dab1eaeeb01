import type { CanvasModel, CanvasStep } from './canvas-model.ts'
import { isActive, type StepStates } from './step-state.ts'

export type View = { x: number; y: number; zoom: number }
/** `top`: what is kept free there, else the legend's room. */
export type Size = { width: number; height: number; top?: number }

/** How near a flow is opened that is too large to be read as a whole: to look at, or to work on. */
const openingZoom = { look: 0.68, edit: 0.8 } as const

type Picture = { model: CanvasModel; states: StepStates | undefined; size: Size }

/** Never opened farther away than this: words can still be read. */
export const readableZoom = 0.62
/** From here on the margins give what is missing to 100 %: words are sharp there. */
const nearlyWhole = 0.97
/** Kept free for the legend above and the tools below. */
const margin = { top: 52, bottom: 56, side: 28 } as const

type Opening = Picture & { selectedId: string | null; editing?: boolean }

/**
 * How a flow is first seen: all of it where it can then be read; else near enough to read, about the step that matters.
 * In a run that is the chosen one, else the one at work, failed or waiting, else the start.
 */
export function openingView({ model, states, size, selectedId, editing = false }: Opening): View {
  const all = wholeView(model, size, hasMap(model))
  if (all.zoom >= readableZoom) return all
  return viewAround(
    { model, states, size },
    selectedId ?? pressing(model, states),
    openingZoom[editing ? 'edit' : 'look'],
  )
}

/** A flow of this many steps is opened with its map beside it. */
export const hasMap = (model: CanvasModel): boolean => model.steps.length > 12

/** All of it, beside the map and not under it. */
export function wholeView(model: CanvasModel, size: Size, map: boolean): View {
  const view = fitted(model, size)
  if (!map || !isUnderMap(model, view, size)) return view
  const beside = fitted(model, { ...size, width: size.width - mapRoom.width })
  const above = fitted(model, { ...size, height: size.height - mapRoom.height })
  return beside.zoom > above.zoom ? beside : above
}

/** The map and what is free around it, in the lower right corner. */
const mapRoom = { width: 160, height: 120 } as const

function fitted(model: CanvasModel, size: Size): View {
  const whole = boundsOf(model.steps)
  const fits = Math.min(innerWidth(size) / whole.width, innerHeight(size) / whole.height)
  const zoom = fits >= nearlyWhole ? 1 : Math.max(0.15, fits)
  return placed(whole, middleOf(whole), { zoom, size })
}

function isUnderMap(model: CanvasModel, { x, y, zoom }: View, size: Size): boolean {
  return model.steps.some(
    ({ at, box }) =>
      (at.x + box.width) * zoom + x > size.width - mapRoom.width &&
      (at.y + box.height) * zoom + y > size.height - mapRoom.height,
  )
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
const innerHeight = (size: Size) => Math.max(1, size.height - topOf(size) - margin.bottom)
const topOf = (size: Size) => size.top ?? margin.top

/** No farther out than the flow goes; in the middle of the width it does not fill, from above where it is not as high. */
function clamped(whole: Bounds, wished: { x: number; y: number }, { zoom, size }: Frame) {
  const within = (from: number, length: number, view: number, middle: number) =>
    Math.min(Math.max(middle, from + view / 2), from + length - view / 2)
  const wide = innerWidth(size) / zoom
  const high = innerHeight(size) / zoom
  return {
    x: whole.width <= wide ? whole.x + whole.width / 2 : within(whole.x, whole.width, wide, wished.x),
    y: whole.height <= high ? whole.y + high / 2 : within(whole.y, whole.height, high, wished.y),
  }
}

function placed(whole: Bounds, wished: { x: number; y: number }, frame: Frame): View {
  const { x, y } = clamped(whole, wished, frame)
  const { size, zoom } = frame
  return { x: size.width / 2 - x * zoom, y: topOf(size) + innerHeight(size) / 2 - y * zoom, zoom }
}
