import { cn } from './cn.ts'

/** One bar, of the height of what will come. Appears after 300 ms. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cn('ui-late block h-3 rounded-1 bg-surface-3', className)} />
}

const widths = ['w-3/4', 'w-1/2', 'w-2/3', 'w-2/5', 'w-3/5']

/** Rows of a list or table while it loads: same heights, so nothing jumps when it is there. */
export function SkeletonRows({
  rows = 8,
  rowHeight = 37,
  label = 'Loading',
}: {
  rows?: number
  rowHeight?: number
  label?: string
}) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <div
          key={index}
          className="flex items-center gap-4 border-line border-b px-4 lg:px-7"
          style={{ height: rowHeight }}
        >
          <Skeleton className="size-4 rounded-full" />
          <Skeleton className={cn('h-3', widths[index % widths.length])} />
        </div>
      ))}
    </div>
  )
}
