'use client'

import { cn } from './cn.ts'
import { durationWords } from './duration-words.ts'
import { ganttScale } from './gantt-scale.ts'
import { ganttSpan } from './gantt-span.ts'
import { PlainButton } from './plain-button.tsx'
import { type State, stateTone, toneClass } from './state.ts'
import { StateGlyph } from './state-glyph.tsx'
import { useNow } from './use-now.tsx'

/** Times in milliseconds since 1970. `to: null` goes on until now. */
export type GanttBar = { from: number; to: number | null; state: State; title?: string }
/** `waiting`: for something outside; without it for the next try. */
export type GanttWait = { from: number; to: number | null; label: string; state?: 'waiting' }
export type GanttRow = {
  id: string
  name: string
  state: State
  bars: readonly GanttBar[]
  waits?: readonly GanttWait[]
  /** After the last bar; by default how long it took. */
  note?: string
}

export type GanttProps = {
  rows: readonly GanttRow[]
  start: number
  /** `null` while it goes on: then there is a line at now. */
  end: number | null
  label: string
  /** Under the axis, behind its unit: what it counts from. */
  from?: string
  selectedId?: string | null
  onSelect?: (id: string) => void
  className?: string
}

/** One row a step, each try a bar, waits dotted with their length, a line at now. */
export function Gantt({ rows, start, end, label, from, selectedId, onSelect, className }: GanttProps) {
  const clock = useNow(1000)
  const { now, until } = ganttSpan({ rows, start, end, clock: clock?.getTime() ?? null })
  const { lengthMs, ticks, unit } = ganttScale((until - start) * 1.08)
  const view: View = { start, now, lengthMs, ticks: ticks.length - 1 }
  const live = end === null && clock !== null
  return (
    <div className={cn('relative pb-2 [--gl:212px] max-md:[--gl:128px]', className)}>
      <div className="flex h-6 pr-6" aria-hidden="true">
        <span className="w-(--gl) flex-none" />
        <span className="relative flex-1">
          {ticks
            .filter((tick) => !live || Math.abs(tick.atMs - (now - start)) > lengthMs * 0.04)
            .map((tick) => (
              <em
                key={tick.atMs}
                className="absolute top-1.5 -translate-x-1/2 text-ink-3 text-meta tabular-nums not-italic"
                style={{ left: `${(tick.atMs / lengthMs) * 100}%` }}
              >
                {tick.text}
              </em>
            ))}
        </span>
      </div>
      <ol aria-label={`${label}, in ${unit}`} className="relative m-0 list-none p-0">
        {rows.map((row) => (
          <li key={row.id}>
            <Line row={row} view={view} selected={row.id === selectedId} onSelect={onSelect} />
          </li>
        ))}
        {live ? <NowLine share={(now - start) / lengthMs} /> : null}
      </ol>
      <div className="pr-6 text-right text-ink-3 text-meta">
        {from === undefined ? `wall time, ${unit}` : `${unit} ${from}`}
      </div>
    </div>
  )
}

type View = { start: number; now: number; lengthMs: number; ticks: number }

const left = (view: View, at: number) => `${(Math.max(0, at - view.start) / view.lengthMs) * 100}%`
const width = (view: View, from: number, to: number) => `${(Math.max(0, to - from) / view.lengthMs) * 100}%`

type LineProps = { row: GanttRow; view: View; selected: boolean; onSelect: ((id: string) => void) | undefined }

function Line({ row, view, selected, onSelect }: LineProps) {
  return (
    <PlainButton
      aria-pressed={onSelect === undefined ? undefined : selected}
      onClick={() => onSelect?.(row.id)}
      className={cn(
        'focus-inset group/row flex h-6.5 w-full cursor-pointer pr-6 text-left hover:bg-surface-2 max-md:h-11',
        selected && 'bg-surface-2',
      )}
    >
      <span
        className={cn(
          'flex w-(--gl) min-w-0 flex-none items-center gap-2 self-center pr-3 pl-4 text-small',
          row.bars.length === 0 && (row.waits ?? []).length === 0 ? 'text-ink-3' : 'text-ink',
        )}
      >
        <StateGlyph state={row.state} size={14} label />
        <span className="truncate" title={row.name}>
          {row.name}
        </span>
        {row.bars.length > 1 ? <span className="sr-only">{row.bars.length} tries</span> : null}
      </span>
      <span
        className="relative flex-1 self-stretch"
        style={{
          background: `repeating-linear-gradient(90deg, var(--line) 0 1px, transparent 1px calc(100% / ${view.ticks}))`,
        }}
      >
        {(row.waits ?? []).map((wait) => (
          <Wait key={wait.from} wait={wait} view={view} selected={selected} />
        ))}
        {row.bars.map((bar) => (
          <i
            key={bar.from}
            title={bar.title}
            className={cn(
              'absolute top-[calc(50%-5px)] h-2.5 min-w-1 rounded-[3px]',
              toneClass[stateTone[bar.state]].fill,
            )}
            style={{ left: left(view, bar.from), width: width(view, bar.from, bar.to ?? view.now) }}
          />
        ))}
        <Note row={row} view={view} selected={selected} />
      </span>
    </PlainButton>
  )
}

function Wait({ wait, view, selected }: { wait: GanttWait; view: View; selected: boolean }) {
  const outside = wait.state === 'waiting'
  return (
    <i
      className={cn(
        '@container absolute top-[calc(50%-1px)] border-t-2 border-dotted',
        outside ? 'border-wait-solid' : 'border-retry-solid',
      )}
      style={{ left: left(view, wait.from), width: width(view, wait.from, wait.to ?? view.now) }}
    >
      <span
        className={cn(
          '-translate-x-1/2 absolute -top-[9px] left-1/2 @max-[56px]:sr-only whitespace-nowrap bg-surface px-1.5 font-medium text-meta not-italic group-hover/row:bg-surface-2',
          outside ? 'text-wait' : 'text-retry',
          selected && 'bg-surface-2',
        )}
      >
        {wait.label}
      </span>
    </i>
  )
}

function NowLine({ share }: { share: number }) {
  return (
    <i
      aria-hidden="true"
      className="pointer-events-none absolute -top-1 bottom-0 z-2 w-[1.5px] bg-run-solid"
      style={{ left: `calc(var(--gl) + (100% - var(--gl) - 24px) * ${share})` }}
    >
      <b className="-translate-x-1/2 absolute -top-[17px] left-1/2 rounded-full bg-run-solid px-1.5 font-medium text-meta text-surface not-italic">
        now
      </b>
    </i>
  )
}

/** How long it took, after the last bar; nothing where there is no room behind it. */
function Note({ row, view, selected }: { row: GanttRow; view: View; selected: boolean }) {
  const last = row.bars[row.bars.length - 1]
  const end = last?.to ?? null
  if (last === undefined || end === null) return null
  // A wait is drawn there, and says how long it is.
  if (row.waits?.some((wait) => wait.from >= end)) return null
  if (view.start + view.lengthMs - end < view.lengthMs * 0.05) return null
  return (
    <span
      className={cn(
        // The line at now ends behind it.
        'absolute top-[calc(50%-8px)] z-3 ml-1.5 whitespace-nowrap bg-surface px-0.5 text-ink-3 text-meta tabular-nums group-hover/row:bg-surface-2',
        selected && 'bg-surface-2',
      )}
      style={{ left: left(view, end) }}
    >
      {row.note ?? durationWords(end - (row.bars[0]?.from ?? last.from))}
    </span>
  )
}
