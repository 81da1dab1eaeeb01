import type { KeyboardEvent, PointerEvent } from 'react'
import { useRef } from 'react'
import { MIN_WIDTH, maxWidth } from './widths.ts'

export type GripProps = {
  widthPx: number
  screenPx: number
  /** Null goes back to the usual width. */
  onWidth: (px: number | null) => void
}

const STEP = 16

/** The left edge of the panel: pulled, moved by arrow keys, put back by a double click. */
export function Grip({ widthPx, screenPx, onWidth }: GripProps) {
  const start = useRef<{ x: number; width: number } | null>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 4 * STEP : STEP
    const next = {
      ArrowLeft: widthPx + step,
      ArrowRight: widthPx - step,
      Home: maxWidth(screenPx),
      End: MIN_WIDTH,
    }[event.key]
    if (next === undefined && event.key !== 'Enter') return
    event.preventDefault()
    event.stopPropagation()
    onWidth(next ?? null)
  }
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { x: event.clientX, width: widthPx }
  }
  const onPointerMove = (event: PointerEvent) => {
    if (start.current !== null) onWidth(start.current.width + start.current.x - event.clientX)
  }
  const letGo = () => {
    start.current = null
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be pulled; this is the separator of the ARIA practices
    <div
      role="separator"
      aria-label="Width of the settings"
      aria-orientation="vertical"
      aria-valuenow={widthPx}
      aria-valuemin={MIN_WIDTH}
      aria-valuemax={maxWidth(screenPx)}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onDoubleClick={() => onWidth(null)}
      className="focus-inset group absolute inset-y-0 -left-1 z-10 w-3 cursor-col-resize touch-none max-md:hidden"
    >
      <span
        aria-hidden="true"
        className="-mt-4.5 absolute top-1/2 left-1 h-9 w-1 rounded-r-[4px] bg-line-2 group-hover:bg-line-ui group-focus-visible:bg-signal-solid"
      />
    </div>
  )
}
