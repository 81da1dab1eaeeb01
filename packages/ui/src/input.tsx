import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn.ts'
import { useEarlyField } from './use-early-field.tsx'

export type InputProps = ComponentProps<'input'> & {
  /** Stands inside, before the text. */
  icon?: ReactNode
  /** Stands inside, after it: a unit, a key, a button. */
  after?: ReactNode
  /** Of the frame. */
  className?: string
}

/** One line of text. Sits in a `Field`, which ties its label, help and error to it. */
export function Input({ icon, after, className, ...rest }: InputProps) {
  const early = useEarlyField(rest)
  return (
    <span
      className={cn(frameClass, 'h-8.5 max-md:h-11', className)}
      data-invalid={rest['aria-invalid'] ? '' : undefined}
    >
      {icon === undefined ? null : <span className="flex-none text-ink-3">{icon}</span>}
      <input
        {...rest}
        {...early}
        className="h-full w-full min-w-0 bg-transparent text-ink text-ui outline-none max-md:text-[16px] disabled:text-ink-3"
      />
      {after}
    </span>
  )
}

export const frameClass =
  'focus-frame flex w-full min-w-0 items-center gap-[7px] rounded-2 border border-line-ui bg-surface px-2.5 text-ink data-invalid:border-bad-solid data-invalid:ring-1 data-invalid:ring-bad-solid has-disabled:border-line-2 has-disabled:bg-surface-2 has-[[readonly]:not([data-early])]:border-line-2 has-[[readonly]:not([data-early])]:bg-surface-2'

export type TextareaProps = ComponentProps<'textarea'>

export function Textarea({ className, rows = 3, ...rest }: TextareaProps) {
  const early = useEarlyField(rest)
  return (
    <span className={cn(frameClass, 'px-0', className)} data-invalid={rest['aria-invalid'] ? '' : undefined}>
      <textarea
        rows={rows}
        {...rest}
        {...early}
        className="w-full min-w-0 resize-y bg-transparent px-2.5 py-1.5 text-ink text-ui outline-none max-md:text-[16px]"
      />
    </span>
  )
}
