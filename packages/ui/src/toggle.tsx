'use client'

import { Toggle as Base } from '@base-ui/react/toggle'
import type { ReactNode } from 'react'
import { useEarly } from './use-early.tsx'

export type ToggleProps = {
  /** Its name: "Monday" where "Mo" is shown. */
  label: string
  pressed: boolean
  onToggle: (pressed: boolean) => void
  disabled?: boolean
  children: ReactNode
}

/** One of several that can be chosen together: days of the week. The chosen ones are ink. */
export function Toggle({ label, pressed, onToggle, disabled, children }: ToggleProps) {
  const early = useEarly()
  return (
    <Base
      aria-label={label}
      pressed={pressed}
      {...early}
      disabled={disabled}
      onPressedChange={(next) => onToggle(next)}
      className="h-8 min-w-8 flex-1 cursor-pointer rounded-2 border border-line-ui bg-surface px-1.5 font-medium text-ink-2 text-small hover:bg-surface-2 data-disabled:cursor-default data-pressed:border-primary data-pressed:bg-primary data-pressed:text-on-primary max-md:h-11"
    >
      {children}
    </Base>
  )
}
