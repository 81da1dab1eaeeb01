'use client'

import { cn } from '@patchbay/ui/cn'
import { type ReactNode, useEffect, useRef } from 'react'
import { addDropTarget, type Point, useDraggedSource, useIsDraggedOver } from './desk.ts'
import type { Fit } from './fit.ts'
import type { SourceNode } from './sources.ts'

/** Takes values that are dragged: dashed while it could, filled under the pointer, and says why where it cannot. */
export function DropFrame({
  dropKey,
  fitOf,
  onDrop,
  disabled,
  children,
}: {
  dropKey: string
  fitOf: (source: SourceNode) => Fit
  onDrop: (source: SourceNode, fit: Fit & { fits: true }, at: Point) => void
  disabled: boolean
  children: ReactNode
}) {
  const root = useRef<HTMLDivElement>(null)
  const dragged = useDraggedSource()
  const isOver = useIsDraggedOver(dropKey)
  const fit = dragged === null || disabled ? null : fitOf(dragged)
  const latest = useRef({ fitOf, onDrop })
  latest.current = { fitOf, onDrop }
  useEffect(() => {
    const element = root.current
    if (element === null || disabled) return
    return addDropTarget(dropKey, {
      element,
      fits: (source) => latest.current.fitOf(source).fits,
      drop: (source, at) => {
        const found = latest.current.fitOf(source)
        if (found.fits) latest.current.onDrop(source, found, at)
      },
    })
  }, [dropKey, disabled])
  const takes = fit?.fits === true
  return (
    <div
      ref={root}
      data-field-body
      data-drop={fit === null ? undefined : takes ? (isOver ? 'over' : 'takes') : 'refuses'}
      className="relative min-w-0 rounded-2"
    >
      <div className={cn(fit !== null && !takes && 'opacity-50', fit !== null && 'pointer-events-none')}>
        {children}
      </div>
      {takes ? (
        <div
          className={cn(
            'pointer-events-none absolute inset-0 flex items-center justify-end rounded-2 border px-2.5',
            isOver
              ? 'border-signal-solid bg-signal-soft font-medium text-signal ring-3 ring-signal-solid/20'
              : 'border-signal-solid border-dashed',
          )}
        >
          {isOver ? 'Let go to use it' : null}
        </div>
      ) : null}
      {fit === null || fit.fits ? null : (
        // Inside the frame, so that nothing below it moves while a value is on its way.
        <span className="pointer-events-none absolute inset-y-0 right-2 flex items-center rounded-1 text-ink-2 text-small">
          <span className="rounded-1 bg-surface-2 px-1.5">{fit.why}</span>
        </span>
      )}
    </div>
  )
}
