import { cn } from './cn.ts'

export type SparklineProps = {
  points: readonly number[]
  tone?: 'plain' | 'bad'
  height?: number
  /** What the line says, in words. Left out where words beside it say so. */
  label?: string
  className?: string
}

/** A small line with its ground and a dot at now. Nothing but an SVG path. */
export function Sparkline({ points, tone = 'plain', height = 40, label, className }: SparklineProps) {
  const line = sparkPath(points)
  const last = points.length > 0 ? 1 - shareOf(points, points.length - 1) : 0.5
  const naming = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
  return (
    <span
      {...naming}
      className={cn('relative mr-1 block', tone === 'bad' ? 'text-bad-solid' : 'text-ink-2', className)}
      style={{ height }}
    >
      <svg
        width="100%"
        height="100%"
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        aria-hidden="true"
        className="block overflow-visible"
      >
        <path d={`${line}L100 100L0 100Z`} className={tone === 'bad' ? 'fill-bad-soft' : 'fill-surface-3'} />
        <path
          d={line}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <i
        className="absolute -right-[2.5px] size-[5px] rounded-full bg-current"
        style={{ top: `calc(${(last * 100).toFixed(2)}% - 2.5px)` }}
      />
    </span>
  )
}

/** A path through the points in a square of 100, 10 % kept free above and below. */
export function sparkPath(points: readonly number[]): string {
  if (points.length === 0) return 'M0 50L100 50'
  if (points.length === 1) return `M0 ${place(points, 0)}L100 ${place(points, 0)}`
  return points
    .map(
      (_, index) =>
        `${index === 0 ? 'M' : 'L'}${((index / (points.length - 1)) * 100).toFixed(2)} ${place(points, index)}`,
    )
    .join('')
}

const place = (points: readonly number[], index: number) => ((1 - shareOf(points, index)) * 100).toFixed(2)

function shareOf(points: readonly number[], index: number): number {
  const low = Math.min(...points)
  const high = Math.max(...points)
  if (high === low) return high === 0 ? 0.08 : 0.5
  return 0.1 + (((points[index] ?? low) - low) / (high - low)) * 0.8
}
