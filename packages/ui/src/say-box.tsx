import { FlaskConical, ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'
import { type State, stateTone, toneClass } from './state.ts'
import { StateGlyph } from './state-glyph.tsx'

export type SayBoxProps = {
  state: State
  /** "Try 3 of 6 is under way" */
  title: ReactNode
  /** At the right of the title: "1.2 s of 10 s", "since 08:14". */
  aside?: ReactNode
  /** 0 to 1: a thin bar under the title. */
  progress?: number
  /** What happened. */
  children?: ReactNode
  /** What is safe. */
  safe?: ReactNode
  /** The one thing to do, and its alternative. */
  actions?: ReactNode
  /** Of its title: 2 where it stands right below a page's own. */
  level?: 2 | 3
  className?: string
}

/** What happened → what is safe → what to do. */
export function SayBox({ state, title, aside, progress, children, safe, actions, level = 3, className }: SayBoxProps) {
  const Heading = level === 2 ? 'h2' : 'h3'
  const tone = toneClass[stateTone[state]]
  return (
    <section className={cn('flex flex-col gap-2 rounded-3 border px-3.5 py-3', tone.line, tone.tint, className)}>
      <div className="flex items-center gap-2">
        <StateGlyph state={state} />
        <Heading className={cn('min-w-0 flex-1 font-semibold text-ui', tone.text)}>{title}</Heading>
        {aside === undefined ? null : <span className="flex-none text-ink-2 text-small tabular-nums">{aside}</span>}
      </div>
      {progress === undefined ? null : (
        <span className="relative block h-1 overflow-hidden rounded-full" aria-hidden="true">
          <span className={cn('absolute inset-0 opacity-25', tone.fill)} />
          <span
            className={cn(
              'absolute inset-0 origin-left rounded-full transition-transform duration-(--m-slow)',
              tone.fill,
            )}
            style={{ transform: `scaleX(${Math.min(1, Math.max(0, progress))})` }}
          />
        </span>
      )}
      {children === undefined ? null : <div className="text-ink">{children}</div>}
      {safe === undefined ? null : (
        <div className="flex gap-[7px] text-ink-2">
          <ShieldCheck size={15} strokeWidth={1.75} className="mt-0.5 flex-none text-ok" aria-hidden="true" />
          <div>{safe}</div>
        </div>
      )}
      {actions === undefined ? null : (
        <div className="flex flex-wrap items-center gap-2 pt-0.5 max-md:[&>*]:flex-1">{actions}</div>
      )}
    </section>
  )
}

export type BannerProps = { state?: State; children: ReactNode; action?: ReactNode; className?: string }

/** A band over the page: "Runs are waiting. 214 events are safely queued and start by themselves." */
export function Banner({ state = 'attention', children, action, className }: BannerProps) {
  const tone = toneClass[stateTone[state]]
  return (
    <div
      role="status"
      className={cn(
        'flex min-h-10 flex-none items-center gap-2.5 border-b px-4 py-1.5 lg:px-7',
        tone.line,
        tone.tint,
        className,
      )}
    >
      <StateGlyph state={state} />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  )
}

/** The striped band "Nothing here is real" over every sandbox page. */
export function SandboxBand({
  children,
  action,
  className,
}: {
  children?: ReactNode
  action?: ReactNode
  className?: string
}) {
  return (
    <div
      className={cn(
        'ui-stripes flex min-h-9 flex-none items-center gap-[9px] border-line border-b px-4 py-1 text-ink-2 text-small lg:px-7',
        className,
      )}
    >
      <FlaskConical size={15} strokeWidth={1.75} className="flex-none" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <b className="text-ink">Nothing here is real.</b> {children}
      </div>
      {action}
    </div>
  )
}
