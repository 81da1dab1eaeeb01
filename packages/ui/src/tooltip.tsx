'use client'

import {
  cloneElement,
  type FocusEvent,
  type HTMLAttributes,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from 'react'
import { both } from './both.ts'
import { latePart } from './late-part.ts'

export type TooltipProps = {
  /** The thing pointed at; takes focus by itself. */
  children: ReactElement<HTMLAttributes<HTMLElement>>
  label: ReactNode
  /** The key that does the same. */
  keys?: string
  side?: 'top' | 'right' | 'bottom' | 'left'
}

const popup = latePart(() => import('./tooltip-popup.tsx').then(({ TooltipPopup }) => TooltipPopup))

/** Shows on hover and focus. It repeats or explains a name; nothing stands only here. */
export function Tooltip({ children, label, keys, side = 'top' }: TooltipProps) {
  const { anchor, open, handlers, hide, stay, leave } = useHover()
  const Popup = popup.use(anchor !== null)
  const own = children.props
  return (
    <>
      {cloneElement(children, {
        onPointerEnter: both(own.onPointerEnter, handlers.onPointerEnter),
        onPointerLeave: both(own.onPointerLeave, leave),
        onPointerDown: both(own.onPointerDown, hide),
        onFocus: both(own.onFocus, handlers.onFocus),
        onBlur: both(own.onBlur, hide),
        onClick: both(own.onClick, hide),
      })}
      {Popup === null || anchor === null ? null : (
        <Popup
          anchor={anchor}
          open={open}
          onClose={hide}
          onPointerEnter={stay}
          onPointerLeave={leave}
          label={label}
          keys={keys}
          side={side}
        />
      )}
    </>
  )
}

const SHOW_MS = 500
/** Long enough for the pointer to cross the gap to the tooltip. */
const HIDE_MS = 120
/** After one tooltip the next ones come at once. */
const WARM_MS = 400

let lastShownAt = Number.NEGATIVE_INFINITY

function useHover() {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [open, setOpen] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const stay = () => {
    if (timer.current !== null) clearTimeout(timer.current)
    timer.current = null
  }
  const after = (ms: number, work: () => void) => {
    stay()
    timer.current = setTimeout(work, ms)
  }
  const hide = () => {
    stay()
    if (open) lastShownAt = performance.now()
    setOpen(false)
  }
  const show = (element: HTMLElement) => {
    setAnchor(element)
    setOpen(true)
  }
  useEffect(() => stay, [])
  return {
    anchor,
    open,
    hide,
    stay,
    leave: () => (open ? after(HIDE_MS, hide) : stay()),
    handlers: {
      onPointerEnter: ({ pointerType, currentTarget }: PointerEvent<HTMLElement>) => {
        if (pointerType === 'touch') return
        popup.fetch()
        const isWarm = performance.now() - lastShownAt < WARM_MS
        after(open || isWarm ? 0 : SHOW_MS, () => show(currentTarget))
      },
      onFocus: ({ currentTarget }: FocusEvent<HTMLElement>) => {
        if (currentTarget.matches(':focus-visible')) show(currentTarget)
      },
    },
  }
}
