import { ArrowUpRight, TrendingDown, TrendingUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { Card } from './card.tsx'
import { cn } from './cn.ts'
import { Sparkline } from './sparkline.tsx'

export type KpiCardProps = {
  /** "Runs that failed" */
  label: string
  value: ReactNode
  /** After the figure: "%", "s, half of runs". */
  unit?: ReactNode
  /** Against the time before. `good: null` has no colour. */
  trend?: { text: string; up: boolean; good: boolean | null }
  /** The consequence: "214 duplicates stopped". */
  note?: ReactNode
  points?: readonly number[]
  tone?: 'plain' | 'bad'
  /** Makes the corner's arrow: a link element without content, e.g. `<Link href="/runs?state=failed" />`'s render. */
  more?: (arrow: ReactNode, name: string) => ReactNode
  className?: string
}

export function KpiCard({ label, value, unit, trend, note, points, tone = 'plain', more, className }: KpiCardProps) {
  const Arrow = trend?.up ? TrendingUp : TrendingDown
  return (
    <Card className={cn('relative px-4 pt-[13px] pb-3', className)}>
      <div className="flex items-center justify-between">
        <h2 className="font-medium text-ink-2 text-ui">{label}</h2>
        {more?.(
          <ArrowUpRight size={15} strokeWidth={1.75} className="text-ink-3" aria-hidden="true" />,
          `${label}: show them`,
        )}
      </div>
      <div className="mt-1 mb-2 flex items-baseline gap-1.5 text-ink-2 text-small">
        <span className="text-figure text-ink tabular-nums">{value}</span>
        {unit}
      </div>
      <Sparkline points={points ?? []} tone={tone} />
      <div className="mt-[7px] flex flex-wrap gap-x-1.5 text-ink-3 text-small md:flex-nowrap md:overflow-hidden md:whitespace-nowrap">
        {trend === undefined ? null : (
          <span
            className={cn(
              'inline-flex items-center gap-[3px] font-medium tabular-nums',
              trend.good === null ? 'text-ink-2' : trend.good ? 'text-ok' : 'text-bad',
            )}
          >
            <Arrow size={13} strokeWidth={1.75} aria-hidden="true" />
            {trend.text}
          </span>
        )}
        <span className="md:truncate">{note ?? '\u00a0'}</span>
      </div>
    </Card>
  )
}
