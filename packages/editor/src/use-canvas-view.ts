import { useReactFlow } from '@xyflow/react'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { CanvasModel, CanvasStep } from './canvas-model.ts'
import { motionMs } from './canvas-tools.tsx'
import { openingView, readableZoom, type View, viewAround } from './opening-view.ts'
import { isActive, type StepStates } from './step-state.ts'

type ViewParts = {
  frame: RefObject<HTMLDivElement | null>
  model: CanvasModel
  states: StepStates | undefined
  live: boolean
  selectedId: string | null
  /** The step last chosen on the canvas itself: the person sees it. */
  knownId: string | null
  /** The flow is worked on: nearer, and without a legend above. */
  editing?: boolean
}

/** Which part of the flow is seen: at first, as the signal is followed, and when a step is chosen elsewhere. */
export function useCanvasView(parts: ViewParts) {
  const { frame, model, states, live, selectedId, knownId } = parts
  const opening = useOpening(parts)
  const show = useShow(frame, model, states)
  const follow = useFollow(model, live ? states : undefined, show)
  const panned = useRef(false)
  const flow = useReactFlow()
  const reveal = useCallback(
    (id: string) => {
      const step = model.byId.get(id)
      if (step !== undefined && !isInView(step, flow.getViewport(), frame.current)) show(id)
    },
    [frame, flow, model, show],
  )
  const revealNow = useRef(reveal)
  useEffect(() => {
    revealNow.current = reveal
  }, [reveal])
  // Only when the choice changes. In a live run the choice moves by itself: who has looked elsewhere is left there.
  useEffect(() => {
    if (selectedId !== null && selectedId !== knownId && !(live && panned.current)) revealNow.current(selectedId)
  }, [selectedId])
  const onPan = () => {
    panned.current = true
    follow.stop()
  }
  return { opening, reveal, follow, onPan }
}

/** Where the flow is first seen; null until the frame's size is known, before anything is painted. */
function useOpening({ frame, model, states, selectedId, editing = false }: ViewParts): View | null {
  const [view, setView] = useState<View | null>(null)
  // Only once: what a run does later, or a person chooses, moves nothing by itself.
  useLayoutEffect(
    () => setView(openingView({ model, states, selectedId, editing, size: sizeOf(frame.current, editing) })),
    [],
  )
  return view
}

/** Brings a step into view with the way beside it, at a zoom at which it can be read. */
function useShow(
  frame: RefObject<HTMLDivElement | null>,
  model: CanvasModel,
  states: StepStates | undefined,
): (id: string) => void {
  const flow = useReactFlow()
  const now = useRef(states)
  useEffect(() => {
    now.current = states
  }, [states])
  return useCallback(
    (id) => {
      const zoom = Math.max(readableZoom, Math.min(1, flow.getZoom()))
      const size = sizeOf(frame.current)
      void flow.setViewport(viewAround({ model, states: now.current, size }, id, zoom), { duration: motionMs() })
    },
    [flow, frame, model],
  )
}

export const sizeOf = (frame: HTMLElement | null, editing = false) => ({
  width: frame?.clientWidth ?? 0,
  height: frame?.clientHeight ?? 0,
  ...(editing ? { top: 30 } : {}),
})

/** Keeps the step at work in view, until a person pans. */
function useFollow(model: CanvasModel, states: StepStates | undefined, show: (id: string) => void) {
  const [on, setOn] = useState(false)
  const active = model.walk.order.filter((id) => isActive(states?.[id]?.state)).at(-1) ?? null
  useEffect(() => {
    if (on && active !== null) show(active)
  }, [on, active, show])
  return { on, toggle: () => setOn((before) => !before), stop: () => setOn(false) }
}

/** By the model: what was added a moment ago is not drawn yet. */
function isInView({ at, box }: CanvasStep, { x, y, zoom }: View, frame: HTMLElement | null): boolean {
  if (frame === null) return true
  const left = at.x * zoom + x
  const top = at.y * zoom + y
  const isWithin = left >= 0 && left + box.width * zoom <= frame.clientWidth
  return isWithin && top >= 0 && top + box.height * zoom <= frame.clientHeight
}
