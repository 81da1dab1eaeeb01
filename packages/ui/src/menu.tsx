'use client'

import {
  type ComponentProps,
  cloneElement,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type SyntheticEvent,
  useId,
  useState,
} from 'react'
import { both } from './both.ts'
import { latePart } from './late-part.ts'

export type MenuItem =
  | {
      kind?: 'item'
      label: ReactNode
      icon?: ReactNode
      keys?: string
      onSelect: () => void
      danger?: boolean
      disabled?: boolean
      /** Why it is off, or what it is about. */
      help?: string
      checked?: boolean
    }
  | { kind: 'line' }
  | { kind: 'title'; label: string }

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
  const Popup = popup.use(open || button !== null)
  const own = trigger.props
  const id = own.id ?? ownId
  const openAt = (event: SyntheticEvent<HTMLElement>) => {
    setButton(event.currentTarget)
    setOpen(true)
  }
  const openByArrow = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    openAt(event)
  }
  return (
    <>
      {cloneElement(trigger, {
        id,
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        onPointerEnter: both(own.onPointerEnter, popup.fetch),
        onFocus: both(own.onFocus, popup.fetch),
        onClick: both(own.onClick, (event) => (open ? setOpen(false) : openAt(event))),
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
          labelledBy={id}
          returnTo={() => button}
          {...(className === undefined ? {} : { className })}
        />
      )}
    </>
  )
}
