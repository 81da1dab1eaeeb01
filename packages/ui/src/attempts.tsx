import type { ReactNode } from 'react'
import { cn } from './cn.ts'
import { ClockTime, Duration, Elapsed } from './relative-time.tsx'

export type Attempt = {
  number: number
  startedAt: string
  endedAt: string | null
  state: 'succeeded' | 'failed' | 'running' | 'waiting' | 'attention'
  /** "503 service unavailable" */
  message?: ReactNode
}

/** The tries of one step, the waits between them dotted. */
export function AttemptList({ attempts, className }: { attempts: readonly Attempt[]; className?: string }) {
  return (
    <ol className={cn('m-0 flex list-none flex-col p-0', className)}>
      {attempts.map((attempt, index) => (
        <li key={attempt.number} className="flex gap-2.5 pb-2.5">
          <span className="relative flex w-3.5 flex-none justify-center pt-[5px]" aria-hidden="true">
            <i className={cn('z-1 size-3 border-[1.5px]', jacks[attempt.state])} />
            {index < attempts.length - 1 ? (
              <i className="absolute top-[21px] -bottom-[11px] w-0 border-cable border-l-2 border-dotted" />
            ) : null}
          </span>
          <div className="min-w-0 flex-1">
            <div className="flex items-baseline gap-2">
              <b className="font-medium">Try {attempt.number}</b>
              <span className="text-ink-3 text-small tabular-nums">
                <ClockTime at={attempt.startedAt} />
                {attempt.endedAt === null ? null : (
                  <>
                    {' → '}
                    <ClockTime at={attempt.endedAt} />
                  </>
                )}
              </span>
              <span className="flex-1" />
              <Took attempt={attempt} />
            </div>
            {attempt.message === undefined ? null : (
              <div className="break-words text-ink-2 text-small">{attempt.message}</div>
            )}
          </div>
        </li>
      ))}
    </ol>
  )
}

function Took({ attempt }: { attempt: Attempt }) {
  if (attempt.endedAt === null) {
    return attempt.state === 'running' ? (
      <span className="rounded-1 bg-run-soft px-1.5 font-medium text-meta text-run">
        <Elapsed from={attempt.startedAt} /> so far
      </span>
    ) : null
  }
  const tookMs = new Date(attempt.endedAt).getTime() - new Date(attempt.startedAt).getTime()
  return <Duration ms={tookMs} fine className="text-ink-3 text-small tabular-nums" />
}

const jacks: Record<Attempt['state'], string> = {
  succeeded: 'rounded-full border-ok-solid bg-ok-solid',
  failed: 'rounded-[3px] border-bad-solid bg-bad-solid',
  attention: 'rounded-[3px] border-attn-solid bg-attn-solid',
  waiting: 'rounded-1 border-wait-solid bg-wait-solid',
  running: 'rounded-full border-2 border-run-solid bg-[radial-gradient(var(--run-solid)_0_2px,var(--surface)_2.5px)]',
}
