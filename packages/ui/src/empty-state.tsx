import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { cn } from './cn.ts'
import { StateGlyph } from './state-glyph.tsx'

export type EmptyStateProps = {
  /** "No failed runs today" */
  title: ReactNode
  /** "The last one was on 18 Nov." */
  children?: ReactNode
  /** The way to it. */
  action?: ReactNode
  className?: string
}

/** Says what would be here and gives the way to it. */
export function EmptyState({ title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn('flex flex-col items-center justify-center gap-1 px-4 py-10 text-center', className)}>
      <svg width="64" height="38" viewBox="0 0 64 38" className="mb-1.5 text-cable" aria-hidden="true">
        <path
          d="M13 18C13 38 51 38 51 18"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeDasharray=".1 5"
          strokeLinecap="round"
        />
        {[13, 51].map((x) => (
          <g key={x} fill="var(--surface)" stroke="currentColor" strokeWidth="1.5">
            <circle cx={x} cy="11" r="8" />
            <circle cx={x} cy="11" r="4" />
          </g>
        ))}
      </svg>
      <div className="text-h3">{title}</div>
      {children === undefined ? null : <div className="max-w-[52ch] text-ink-3">{children}</div>}
      {action === undefined ? null : <div className="mt-2.5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}

export type ErrorStateProps = {
  /** "The runs did not load" */
  title: ReactNode
  /** What is safe: "Your flows keep running." */
  children?: ReactNode
  /** What somebody can look up: "7F3K". */
  reference?: string
  onRetry?: () => void
  retrying?: boolean
  /** In place of "Try again". */
  action?: ReactNode
  className?: string
}

/** What happened, what is safe, what to do: in that order. */
export function ErrorState({
  title,
  children,
  reference,
  onRetry,
  retrying = false,
  action,
  className,
}: ErrorStateProps) {
  return (
    <div
      role="alert"
      className={cn('flex flex-col items-center justify-center gap-1 px-4 py-10 text-center', className)}
    >
      <StateGlyph state="failed" size={20} className="mb-1.5" />
      <div className="text-h3">{title}</div>
      <div className="max-w-[52ch] text-ink-3">
        {children}
        {reference === undefined ? null : (
          <>
            {' '}
            Reference <span className="select-all font-mono text-small">{reference}</span>.
          </>
        )}
      </div>
      <div className="mt-2.5 flex flex-wrap justify-center gap-2">
        {onRetry === undefined ? null : (
          <Button icon={<RotateCw size={15} strokeWidth={1.75} />} onClick={onRetry} loading={retrying}>
            Try again
          </Button>
        )}
        {action}
      </div>
    </div>
  )
}
