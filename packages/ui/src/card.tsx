import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn.ts'

export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return <section {...rest} className={cn('min-w-0 rounded-3 border border-line bg-surface', className)} />
}

export type CardHeadProps = {
  title: ReactNode
  note?: ReactNode
  count?: ReactNode
  aside?: ReactNode
  className?: string
}

export function CardHead({ title, note, count, aside, className }: CardHeadProps) {
  return (
    <div className={cn('flex items-center gap-2 px-4 pt-[13px] pb-[11px]', className)}>
      <h2 className="text-h2">{title}</h2>
      {count}
      {note === undefined ? null : <span className="text-ink-3 text-small">{note}</span>}
      <span className="flex-1" />
      {aside}
    </div>
  )
}

/** Name and value in two columns. */
export function Facts({
  items,
  className,
}: {
  items: readonly { name: ReactNode; value: ReactNode }[]
  className?: string
}) {
  return (
    <dl className={cn('m-0 grid grid-cols-[104px_minmax(0,1fr)] gap-x-3 gap-y-[7px]', className)}>
      {items.map((item, index) => (
        <div key={index} className="contents">
          <dt className="text-ink-3">{item.name}</dt>
          <dd className="m-0 min-w-0 break-words">{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** A link in running text. Also for a button that acts like one. */
export const linkClass = 'rounded-1 font-medium text-signal hover:underline'

/** "● Live": what is shown changes by itself. */
export function LiveMark({ children = 'Live', className }: { children?: ReactNode; className?: string }) {
  return (
    <span
      className={cn('inline-flex flex-none items-center gap-[7px] pl-[3px] font-medium text-run text-small', className)}
    >
      <i className="ui-live-dot" aria-hidden="true" />
      {children}
    </span>
  )
}
