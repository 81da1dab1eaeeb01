'use client'

import type { ComponentProps, ReactNode } from 'react'
import { type ButtonLook, buttonClass } from './button-class.ts'
import { cn } from './cn.ts'
import { Spinner } from './spinner.tsx'
import { Tooltip } from './tooltip.tsx'
import { useHydrated } from './use-hydrated.tsx'

export type IconButtonProps = Omit<ComponentProps<'button'>, 'disabled' | 'aria-label' | 'title' | 'children'> & {
  /** Its name and its tooltip. */
  label: string
  icon: ReactNode
  keys?: string
  variant?: ButtonLook['variant']
  size?: ButtonLook['size']
  loading?: boolean
  disabled?: boolean
  tooltipSide?: 'top' | 'right' | 'bottom' | 'left'
}

/** An icon alone never goes without a name. */
export function IconButton(props: IconButtonProps) {
  const {
    label,
    icon,
    keys,
    variant = 'quiet',
    size,
    loading = false,
    disabled = false,
    tooltipSide,
    className,
    onClick,
    ...rest
  } = props
  // Before its page has come alive no press counts.
  const early = !useHydrated()
  const idle = loading || disabled
  return (
    <Tooltip label={label} keys={keys} side={tooltipSide}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-disabled={idle || early || undefined}
        aria-busy={loading || undefined}
        data-off={disabled ? '' : undefined}
        onClick={idle ? undefined : onClick}
        className={cn(buttonClass({ variant, size, square: true }), 'data-off:[&_svg]:opacity-45', className)}
      >
        {loading ? <Spinner /> : icon}
      </button>
    </Tooltip>
  )
}
