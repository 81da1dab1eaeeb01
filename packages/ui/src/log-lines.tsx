'use client'

import { cn } from './cn.ts'
import { clockWords, exactTimeWords } from './relative-time-words.ts'
import { useTimeZone } from './use-now.tsx'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export type LogLine = {
  /** Milliseconds since 1970, or ISO 8601. */
  at: number | string
  level: LogLevel
  message: string
  /** Shown after the message, as JSON. */
  data?: unknown
}

export type LogLinesProps = {
  lines: readonly LogLine[]
  label: string
  /** What is going on now: a last line with a cursor. */
  live?: string
  className?: string
}

export function LogLines({ lines, label, live, className }: LogLinesProps) {
  const timeZone = useTimeZone()
  return (
    <ol aria-label={label} className={cn('m-0 list-none p-0 py-0.5 font-mono text-small', className)}>
      {lines.map((line, index) => (
        <li key={index} className={cn('flex flex-wrap gap-x-2.5 px-4 py-px text-ink-2', grounds[line.level])}>
          <time
            dateTime={new Date(line.at).toISOString()}
            title={exactTimeWords(new Date(line.at), timeZone)}
            className="flex-none text-ink-3"
          >
            {logClock(new Date(line.at), timeZone)}
          </time>
          <span className={cn('w-9 flex-none', levels[line.level])}>{line.level}</span>
          {/* Where little room is left beside the time, below it: there a long word fits whole. */}
          <span className="min-w-0 grow basis-64 whitespace-pre-wrap break-words">
            {line.message}
            {line.data === undefined ? null : <span className="text-ink-3"> {JSON.stringify(line.data)}</span>}
          </span>
        </li>
      ))}
      {live === undefined ? null : (
        <li className="flex gap-2.5 px-4 py-px text-run">
          <span className="min-w-0 flex-1 break-words">
            {live}
            <i aria-hidden="true" className="ml-1.5 inline-block h-3.5 w-[7px] bg-run-solid align-[-2px]" />
          </span>
        </li>
      )}
    </ol>
  )
}

/** Minutes, seconds and thousandths after the hour: "12:02:09.114". */
function logClock(at: Date, timeZone: string): string {
  return `${clockWords(at, timeZone, { seconds: true })}.${String(at.getMilliseconds()).padStart(3, '0')}`
}

const grounds: Record<LogLevel, string> = {
  debug: 'text-ink-3',
  info: '',
  warn: 'bg-retry-tint text-ink',
  error: 'bg-bad-tint text-ink',
}

const levels: Record<LogLevel, string> = {
  debug: 'text-ink-3',
  info: 'text-ink-3',
  warn: 'text-retry',
  error: 'text-bad',
}
