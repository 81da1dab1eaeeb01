'use client'

import { Checkbox as Base } from '@base-ui/react/checkbox'
import { Check, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'
import { useEarly } from './use-early.tsx'

export type CheckboxProps = {
  checked: boolean | 'some'
  onCheckedChange: (checked: boolean) => void
  /** Shown beside it; `label` names a box that stands alone, in a row. */
  children?: ReactNode
  label?: string
  disabled?: boolean
  name?: string
  id?: string
  className?: string
}

export function Checkbox({ checked, onCheckedChange, children, label, disabled, name, id, className }: CheckboxProps) {
  const early = useEarly()
  const box = (
    <Base.Root
      id={id}
      name={name}
      aria-label={label}
      checked={checked === true}
      indeterminate={checked === 'some'}
      disabled={disabled}
      onCheckedChange={(next) => onCheckedChange(next)}
      {...early}
      className={cn(
        'relative inline-grid size-4 flex-none cursor-pointer place-items-center rounded-1 border-[1.5px] border-line-ui bg-surface align-middle text-on-primary after:absolute after:-inset-1 data-checked:border-primary data-indeterminate:border-primary data-checked:bg-primary data-indeterminate:bg-primary data-disabled:opacity-50',
        children === undefined && className,
      )}
    >
      <Base.Indicator className="grid place-items-center">
        {checked === 'some' ? (
          <Minus size={12} strokeWidth={3} aria-hidden="true" />
        ) : (
          <Check size={12} strokeWidth={3} aria-hidden="true" />
        )}
      </Base.Indicator>
    </Base.Root>
  )
  if (children === undefined) return box
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the Base UI checkbox inside
    <label className={cn('flex cursor-pointer items-start gap-2 [&>[role=checkbox]]:mt-0.5', className)}>
      {box}
      <span>{children}</span>
    </label>
  )
}
