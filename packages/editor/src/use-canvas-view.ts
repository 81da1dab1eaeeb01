import { useReactFlow } from '@xyflow/react'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { CanvasModel } from './canvas-model.ts'
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
}

/** Which part of the flow is seen: at first, as the signal is followed, and when a step is chosen elsewhere. */
export function useCanvasView(parts: ViewParts) {
  const { frame, model, states, live, selectedId, knownId } = parts
  const opening = useOpening(parts)
  const show = useShow(frame, model, states)
  const follow = useFollow(model, live ? states : undefined, show)
  const panned = useRef(false)
  const reveal = useCallback(
    (id: string) => {
      const node = frame.current?.querySelector(`[data-step="${CSS.escape(id)}"]`)
      if (node instanceof Element && !isInView(node, frame.current)) show(id)
    },
    [frame, show],
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
function useOpening({ frame, model, states, selectedId }: ViewParts): View | null {
  const [view, setView] = useState<View | null>(null)
  // Only once: what a run does later, or a person chooses, moves nothing by itself.
  useLayoutEffect(() => setView(openingView({ model, states, selectedId, size: sizeOf(frame.current) })), [])
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

const sizeOf = (frame: HTMLElement | null) => ({ width: frame?.clientWidth ?? 0, height: frame?.clientHeight ?? 0 })

/** Keeps the step at work in view, until a person pans. */
function useFollow(model: CanvasModel, states: StepStates | undefined, show: (id: string) => void) {
  const [on, setOn] = useState(false)
  const active = model.walk.order.filter((id) => isActive(states?.[id]?.state)).at(-1) ?? null
  useEffect(() => {
    if (on && active !== null) show(active)
  }, [on, active, show])
  return { on, toggle: () => setOn((before) => !before), stop: () => setOn(false) }
}

function isInView(node: Element, frame: HTMLElement | null): boolean {
  if (frame === null) return true
  const inner = node.getBoundingClientRect()
  const outer = frame.getBoundingClientRect()
  return (
    inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom
  )
}
