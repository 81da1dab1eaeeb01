import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn.ts'
import { PlainButton } from './plain-button.tsx'

/**
 * A table is a table. Rows 37 px (`dense`), 41 px, or 53 px (`tall`, two lines). The first and last cell carry the page's gutter.
 * Below 768 px show `RowList` instead: two-line rows.
 */
export function Table({
  density = 'normal',
  gutter = 'page',
  className,
  ...rest
}: ComponentProps<'table'> & { density?: 'dense' | 'normal' | 'tall'; gutter?: 'page' | 'card' }) {
  return (
    <table
      {...rest}
      data-density={density}
      data-gutter={gutter}
      className={cn(
        'group/table w-full border-separate border-spacing-0 tabular-nums',
        '[&_td:first-child]:pl-4 [&_td:last-child]:pr-4 [&_th:first-child]:pl-4 [&_th:last-child]:pr-4',
        gutter === 'page' &&
          'lg:[&_td:first-child]:pl-7 lg:[&_td:last-child]:pr-7 lg:[&_th:first-child]:pl-7 lg:[&_th:last-child]:pr-7',
        className,
      )}
    />
  )
}

export function TableHead({ sticky = true, className, ...rest }: ComponentProps<'thead'> & { sticky?: boolean }) {
  return <thead {...rest} className={cn(sticky && '[&_th]:sticky [&_th]:top-0 [&_th]:z-10', className)} />
}

export function TableBody(props: ComponentProps<'tbody'>) {
  return <tbody {...props} className={cn('[&>tr:last-child>td]:border-b-0', props.className)} />
}

export type SortDirection = 'ascending' | 'descending'

export type HeadCellProps = Omit<ComponentProps<'th'>, 'onClick'> & {
  number?: boolean
  /** `null`: can be sorted by, is not. Left out: cannot. */
  sort?: SortDirection | null
  onSort?: () => void
}

export function HeadCell({ number = false, sort, onSort, className, children, ...rest }: HeadCellProps) {
  const Arrow = sort === 'ascending' ? ArrowUp : sort === 'descending' ? ArrowDown : ArrowUpDown
  return (
    <th
      scope="col"
      {...rest}
      aria-sort={sort === undefined ? undefined : (sort ?? 'none')}
      className={cn(
        'whitespace-nowrap border-line border-b bg-surface px-3 py-2 text-left font-medium text-ink-3 text-small leading-4',
        number && 'text-right',
        className,
      )}
    >
      {onSort === undefined ? (
        children
      ) : (
        <PlainButton onClick={onSort} className="-my-1 inline-flex items-center gap-1 rounded-1 py-1 hover:text-ink">
          {children}
          <Arrow size={12} strokeWidth={1.75} aria-hidden="true" className={sort === null ? 'opacity-0' : ''} />
        </PlainButton>
      )}
    </th>
  )
}

export type RowProps = ComponentProps<'tr'> & { selected?: boolean; interactive?: boolean }

export function Row({ selected = false, interactive = false, className, ...rest }: RowProps) {
  return (
    <tr
      {...rest}
      aria-selected={selected || undefined}
      className={cn(
        interactive && 'cursor-pointer hover:[&>td]:bg-surface-2',
        selected && '[&>td]:bg-signal-soft hover:[&>td]:bg-signal-soft',
        className,
      )}
    />
  )
}

export type CellProps = ComponentProps<'td'> & {
  number?: boolean
  quiet?: boolean
  strong?: boolean
  /** Takes what is left, cut with dots. */
  fill?: boolean
  /** At most 240 px, cut with dots: names that people give. */
  cut?: boolean
}

export function Cell({
  number = false,
  quiet = false,
  strong = false,
  fill = false,
  cut = false,
  className,
  ...rest
}: CellProps) {
  return (
    <td
      {...rest}
      className={cn(
        'h-10.25 whitespace-nowrap border-line border-b px-3 group-data-[density=dense]/table:h-9.25 group-data-[density=tall]/table:h-13.25',
        number && 'text-right',
        quiet && 'text-ink-3',
        strong && 'font-medium',
        cut && 'max-w-60 overflow-hidden text-ellipsis',
        fill && 'w-[34%] max-w-0 overflow-hidden text-ellipsis',
        className,
      )}
    />
  )
}

export type RowListItemProps = {
  /** Glyph at the left. */
  glyph?: ReactNode
  title: ReactNode
  aside?: ReactNode
  second?: ReactNode
  foot?: ReactNode
  footAside?: ReactNode
  className?: string
}

/** What a table row becomes on a phone; put it inside a link or a button. */
export function RowListItem({ glyph, title, aside, second, foot, footAside, className }: RowListItemProps) {
  return (
    <span className={cn('flex gap-3 border-line border-b px-4 py-[11px] text-left', className)}>
      {glyph === undefined ? null : <span className="mt-[3px] flex-none">{glyph}</span>}
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate font-semibold text-read">{title}</span>
          <span className="flex-none text-ink-3 text-small tabular-nums">{aside}</span>
        </span>
        {second === undefined ? null : <span className="block truncate text-ink-2 text-small">{second}</span>}
        {foot === undefined && footAside === undefined ? null : (
          <span className="flex items-center gap-2 pt-0.5 text-small">
            <span className="flex-1">{foot}</span>
            <span className="truncate text-ink-3">{footAside}</span>
          </span>
        )}
      </span>
    </span>
  )
}
