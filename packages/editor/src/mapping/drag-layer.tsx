'use client'

import { createPortal } from 'react-dom'
import { ChipLook } from './chip-look.tsx'
import { useDrag } from './desk.ts'

/** The cable and the chip that follow the pointer. Shown by whoever started the drag. */
export function DragLayer() {
  const drag = useDrag()
  if (drag === null) return null
  const { from, at } = drag
  const end = { x: at.x - 12, y: at.y - 4 }
  const bend = Math.max(24, Math.abs(end.x - from.x) / 2)
  const path = `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}`
  return createPortal(
    <div className="pointer-events-none fixed inset-0 z-80" aria-hidden="true">
      <svg className="absolute inset-0 size-full" aria-hidden="true">
        <path d={path} fill="none" stroke="var(--surface)" strokeWidth={7} />
        <path d={path} fill="none" stroke="var(--signal-solid)" strokeWidth={3} strokeLinecap="round" />
      </svg>
      <span
        className="absolute -rotate-[1.5deg] rounded-[11px_5px_5px_11px] bg-surface shadow-3"
        style={{ left: end.x, top: end.y - 11 }}
      >
        <ChipLook words={drag.words} icon={drag.icon} tone="mapped" />
      </span>
    </div>,
    document.body,
  )
}
