'use client'

import {
  type ComponentProps,
  cloneElement,
  type MouseEvent,
  type ReactElement,
  type TouchEvent,
  useMemo,
  useRef,
  useState,
} from 'react'
import { both } from './both.ts'
import { latePart } from './late-part.ts'
import type { MenuItem } from './menu.tsx'

export type ContextMenuProps = {
  /** Where a right click, a long press or the menu key opens it. */
  children: ReactElement<ComponentProps<'div'>>
  items: readonly MenuItem[]
  onOpenChange?: (open: boolean) => void
}

type Point = { x: number; y: number }

const popup = latePart(() => import('./menu-popup.tsx').then(({ MenuPopup }) => MenuPopup))

/** Nothing is only here: each item has a key or a button elsewhere, too. */
export function ContextMenu({ children, items, onOpenChange }: ContextMenuProps) {
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState<Point | null>(null)
  const change = (next: boolean) => {
    setOpen(next)
    onOpenChange?.(next)
  }
  const press = useLongPress((point) => {
    setAt(point)
    change(true)
  })
  popup.useWhenIdle()
  const Popup = popup.use(at !== null)
  const anchor = useMemo(
    () => (at === null ? null : { getBoundingClientRect: () => new DOMRect(at.x, at.y, 0, 0) }),
    [at],
  )
  const own = children.props
  const isOff = items.length === 0
  const onContextMenu = (event: MouseEvent) => {
    event.preventDefault()
    setAt({ x: event.clientX, y: event.clientY })
    change(true)
  }
  return (
    <>
      {isOff
        ? children
        : cloneElement(children, {
            onContextMenu: both(own.onContextMenu, onContextMenu),
            onTouchStart: both(own.onTouchStart, press.start),
            onTouchMove: both(own.onTouchMove, press.move),
            onTouchEnd: both(own.onTouchEnd, press.end),
            onTouchCancel: both(own.onTouchCancel, press.end),
          })}
      {Popup === null ? null : (
        <Popup open={open && !isOff} onOpenChange={change} items={items} anchor={anchor} className="focus-none" />
      )}
    </>
  )
}

const LONG_PRESS_MS = 500
const STEADY_PX = 10

/** Where a finger rests: not every touch screen's browser says so itself. */
function useLongPress(open: (at: Point) => void) {
  const held = useRef<{ timer: ReturnType<typeof setTimeout>; from: Point } | null>(null)
  const end = () => {
    if (held.current !== null) clearTimeout(held.current.timer)
    held.current = null
  }
  return {
    end,
    start: (event: TouchEvent) => {
      end()
      const touch = event.touches[0]
      if (touch === undefined || event.touches.length > 1) return
      const from = { x: touch.clientX, y: touch.clientY }
      held.current = { from, timer: setTimeout(() => open(from), LONG_PRESS_MS) }
    },
    move: (event: TouchEvent) => {
      const touch = event.touches[0]
      if (touch === undefined || held.current === null) return
      const { from } = held.current
      if (Math.hypot(touch.clientX - from.x, touch.clientY - from.y) > STEADY_PX) end()
    },
  }
}
