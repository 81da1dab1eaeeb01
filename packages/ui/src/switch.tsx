'use client'

import { cn } from './cn.ts'
import { useEarly } from './use-early.tsx'

export type SwitchProps = {
  checked: boolean
  onCheckedChange: (checked: boolean) => void
  /** What is switched: "Order journey is on". Left out where a `Field` or a label names it by `id`. */
  label?: string
  /** `fault`: switching on is a thing to notice, not a good thing. */
  tone?: 'ok' | 'fault'
  size?: 'sm' | 'md'
  disabled?: boolean
  id?: string
  className?: string
}

export function Switch({
  checked,
  onCheckedChange,
  label,
  tone = 'ok',
  size = 'md',
  disabled,
  id,
  className,
}: SwitchProps) {
  const early = useEarly()
  return (
    <button
      type="button"
      role="switch"
      id={id}
      aria-label={label}
      aria-checked={checked}
      {...early}
      disabled={disabled}
      onClick={() => onCheckedChange(!checked)}
      className={cn(
        'relative inline-block flex-none cursor-pointer rounded-full bg-line-ui align-middle transition-colors duration-(--m-base) ease-std after:absolute after:-inset-1.5 disabled:cursor-default disabled:opacity-60',
        size === 'sm' ? 'h-4.5 w-7' : 'h-5 w-8',
        tone === 'ok' ? 'aria-checked:bg-ok-solid' : 'aria-checked:bg-attn-solid',
        className,
      )}
    >
      <span
        className={cn(
          'absolute top-0.5 left-0.5 block rounded-full bg-surface transition-transform duration-(--m-base) ease-std',
          size === 'sm' ? 'size-3.5' : 'size-4',
          checked && (size === 'sm' ? 'translate-x-2.5' : 'translate-x-3'),
        )}
      />
    </button>
  )
}
