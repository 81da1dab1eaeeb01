import type { Position } from '@patchbay/flow/document'
import { useReactFlow } from '@xyflow/react'
import { type PointerEvent, useEffect, useRef } from 'react'

/** Tells where the pointer is on the canvas, once a frame at most. */
export function usePointer(onPointer: ((at: Position | null) => void) | undefined) {
  const flow = useReactFlow()
  const frame = useRef(0)
  const last = useRef<Position>({ x: 0, y: 0 })
  useEffect(() => () => cancelAnimationFrame(frame.current), [])
  if (onPointer === undefined) return {}
  return {
    onPointerMove: (event: PointerEvent) => {
      last.current = { x: event.clientX, y: event.clientY }
      if (frame.current !== 0) return
      frame.current = requestAnimationFrame(() => {
        frame.current = 0
        onPointer(flow.screenToFlowPosition(last.current, { snapToGrid: false }))
      })
    },
    onPointerLeave: () => {
      cancelAnimationFrame(frame.current)
      frame.current = 0
      onPointer(null)
    },
  }
}
