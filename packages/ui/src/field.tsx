'use client'

import { CircleX } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { cn } from './cn.ts'

export type FieldProps = {
  label: ReactNode
  /** Said in words, never by an asterisk. */
  required?: boolean
  help?: ReactNode
  /** What is wrong, and how to mend it. */
  error?: ReactNode
  /** At the right end of the label: a mode, a count, a link. */
  aside?: ReactNode
  className?: string
  /** Spread it on the control: ties label, help and error to it. */
  children: (control: FieldControl) => ReactNode
}

export type FieldControl = {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  'aria-required': true | undefined
}

/** `<Field label="Name" required>{(control) => <Input {...control} … />}</Field>` */
export function Field({ label, required = false, help, error, aside, className, children }: FieldProps) {
  const id = useId()
  const wrong = error !== undefined && error !== null && error !== false && error !== ''
  const described = [wrong ? `${id}-error` : null, help === undefined ? null : `${id}-help`].filter(
    (part) => part !== null,
  )
  const control: FieldControl = {
    id,
    'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
    'aria-invalid': wrong || undefined,
    'aria-required': required || undefined,
  }
  return (
    <div className={cn('flex min-w-0 flex-col gap-[5px]', className)}>
      <div className="flex items-center gap-1.5">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {required ? <span className="text-ink-3 text-meta">required</span> : null}
        {aside === undefined ? null : <span className="ml-auto text-ink-3 text-meta">{aside}</span>}
      </div>
      {children(control)}
      {wrong ? (
        <p id={`${id}-error`} role="alert" className="flex items-start gap-1.5 text-bad text-small">
          <CircleX size={13} strokeWidth={1.75} className="mt-[2.5px] flex-none" aria-hidden="true" />
          <span>{error}</span>
        </p>
      ) : null}
      {help === undefined ? null : (
        <p id={`${id}-help`} className="text-ink-3 text-small">
          {help}
        </p>
      )}
    </div>
  )
}
