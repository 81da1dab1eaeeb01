import { cn } from './cn.ts'

export type BarStripProps = {
  /** By the hour, oldest first. */
  values: readonly number[]
  /** "Runs by the hour" */
  label: string
  /** How many of the last stand out. */
  recent?: number
  className?: string
}

export function BarStrip({ values, label, recent = 6, className }: BarStripProps) {
  const high = Math.max(1, ...values)
  const total = values.reduce((sum, value) => sum + value, 0)
  return (
    <span
      role="img"
      aria-label={`${label}: ${total.toLocaleString('en-GB')} in all, at most ${high.toLocaleString('en-GB')} in one`}
      className={cn('inline-flex h-4.5 items-end gap-0.5 align-middle', className)}
    >
      {values.map((value, index) => (
        <i
          key={index}
          title={value.toLocaleString('en-GB')}
          className={cn('w-1.25 rounded-[1px]', index >= values.length - recent ? 'bg-cable' : 'bg-line-2')}
          style={{ height: value === 0 ? 1.5 : `${Math.max(12, (value / high) * 100)}%` }}
        />
      ))}
    </span>
  )
}
