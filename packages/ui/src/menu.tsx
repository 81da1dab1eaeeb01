'use client'

import {
  type ComponentProps,
  cloneElement,
  type KeyboardEvent,
  type ReactElement,
  type SyntheticEvent,
  useId,
  useState,
} from 'react'
import { both } from './both.ts'
import { latePart } from './late-part.ts'
import type { MenuItem } from './menu-item.ts'
import { useEarly } from './use-early.tsx'

export type { MenuItem } from './menu-item.ts'

export type MenuProps = {
  trigger: ReactElement<ComponentProps<'button'>>
  items: readonly MenuItem[]
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'right' | 'bottom' | 'left'
  className?: string
}

const popup = latePart(() => import('./menu-popup.tsx').then(({ MenuPopup }) => MenuPopup))

/** A button that opens a list of things to do, by click or arrow key. The list comes when the button is first reached for. */
export function Menu({ trigger, items, align = 'start', side = 'bottom', className }: MenuProps) {
  const ownId = useId()
  const [open, setOpen] = useState(false)
  const [button, setButton] = useState<HTMLElement | null>(null)
  const [start, setStart] = useState<'first' | 'last'>()
  const Popup = popup.use(open || button !== null)
  const early = useEarly()
  const own = trigger.props
  const id = own.id ?? ownId
  const openAt = (event: SyntheticEvent<HTMLElement>, from: 'first' | 'last' | undefined) => {
    // Not every browser does so itself on a click; what has the focus now has it again when the menu closes.
    event.currentTarget.focus({ preventScroll: true })
    setButton(event.currentTarget)
    setStart(from)
    setOpen(true)
  }
  const openByArrow = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    openAt(event, event.key === 'ArrowDown' ? 'first' : 'last')
  }
  return (
    <>
      {cloneElement(trigger, {
        ...early,
        id,
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        onPointerEnter: both(own.onPointerEnter, popup.fetch),
        onFocus: both(own.onFocus, popup.fetch),
        // A click that no pointer made has no count.
        onClick: both(own.onClick, (event) =>
          open ? setOpen(false) : openAt(event, event.detail === 0 ? 'first' : undefined),
        ),
        onKeyDown: both(own.onKeyDown, openByArrow),
      })}
      {Popup === null ? null : (
        <Popup
          open={open}
          onOpenChange={setOpen}
          items={items}
          anchor={button}
          align={align}
          side={side}
          sideOffset={4}
          start={start}
          labelledBy={id}
          {...(className === undefined ? {} : { className })}
        />
      )}
    </>
  )
}
