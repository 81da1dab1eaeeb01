import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { type ButtonLook, buttonClass } from './button-class.ts'
import { cn } from './cn.ts'
import { Spinner } from './spinner.tsx'
import { useHydrated } from './use-hydrated.tsx'

export type ButtonProps = Omit<ComponentProps<'button'>, 'disabled'> & {
  variant?: ButtonLook['variant']
  size?: ButtonLook['size']
  wide?: boolean
  /** Stands before the words; lucide at 15 px. */
  icon?: ReactNode
  /** Keeps its width and focus, takes no press. */
  loading?: boolean
  /** Stays focusable, so that its tooltip or description can say why. */
  disabled?: boolean
}

/** A button says its verb: "Retry 18 runs". One `primary` a screen. */
export function Button(props: ButtonProps) {
  const {
    variant,
    size,
    wide,
    icon,
    loading = false,
    disabled = false,
    className,
    children,
    onClick,
    type,
    ...rest
  } = props
  // Before its page has come alive no press counts.
  const early = !useHydrated()
  const idle = loading || disabled
  return (
    <button
      type={type ?? 'button'}
      {...rest}
      aria-disabled={idle || early || undefined}
      data-off={disabled ? '' : undefined}
      aria-busy={loading || undefined}
      onClick={idle ? refuse : onClick}
      className={cn(buttonClass({ variant, size, wide }), className)}
    >
      {icon === undefined ? null : loading ? <Spinner /> : icon}
      <span
        className={cn('inline-flex items-center gap-[7px]', loading && icon === undefined && 'motion-safe:opacity-0')}
      >
        {children}
      </span>
      {loading && icon === undefined ? <Spinner className="absolute motion-reduce:hidden" /> : null}
    </button>
  )
}

/** A submit button is pressed by Enter, too: only stopping the event keeps a form from being sent twice. */
function refuse(event: MouseEvent<HTMLButtonElement>) {
  event.preventDefault()
  event.stopPropagation()
}
