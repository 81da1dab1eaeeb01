import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export type BadgeProps = {
  /** `live` is filled, `sandbox` outlined: grey both, they are facts and no alarm. */
  kind?: 'plain' | 'live' | 'sandbox' | 'attn' | 'bad' | 'ok' | 'retry' | 'signal'
  children: ReactNode
  className?: string
}

/** `<Badge kind="live">Live</Badge>`, `<Badge>v14</Badge>` */
export function Badge({ kind = 'plain', children, className }: BadgeProps) {
  return (
    <span
      className={cn(
        'inline-flex flex-none items-center gap-1 whitespace-nowrap rounded-1 px-1.5 py-px align-middle font-medium text-meta',
        looks[kind],
        className,
      )}
    >
      {children}
    </span>
  )
}

const looks = {
  plain: 'bg-surface-3 text-ink-2',
  live: 'bg-surface-3 font-semibold text-ink',
  sandbox: 'text-ink-2 ring-1 ring-line-ui ring-inset',
  attn: 'bg-attn-soft text-attn',
  bad: 'bg-bad-soft text-bad',
  ok: 'bg-ok-soft text-ok',
  retry: 'bg-retry-soft text-retry',
  signal: 'bg-signal-soft text-signal',
} as const

/** A count beside a word in tabs, heads and the navigation. */
export function Count({
  children,
  tone = 'plain',
  className,
}: {
  children: ReactNode
  tone?: 'plain' | 'attn'
  className?: string
}) {
  return (
    <span
      className={cn(
        'inline-block flex-none rounded-full px-1.5 font-medium text-meta tabular-nums',
        tone === 'attn' ? 'bg-attn-soft text-attn' : 'bg-surface-3 text-ink-2',
        className,
      )}
    >
      {children}
    </span>
  )
}
