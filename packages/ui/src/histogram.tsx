'use client'

import { type PointerEvent, useRef, useState } from 'react'
import { cn } from './cn.ts'
import { clockWords, exactTimeWords } from './relative-time-words.ts'
import { useTimeZone } from './use-now.tsx'

/** Times in milliseconds since 1970. */
export type Bucket = { from: number; to: number; total: number; failed: number; retrying: number }
export type Range = { from: number; to: number }

export type HistogramProps = {
  buckets: readonly Bucket[]
  /** What is chosen now. */
  range?: Range | null
  onChoose: (range: Range | null) => void
  /** "Runs by time" */
  label: string
  className?: string
}

/** Drag across to choose a time; the same by keyboard with two sliders. A plain click clears. */
export function Histogram({ buckets, range = null, onChoose, label, className }: HistogramProps) {
  const timeZone = useTimeZone()
  const area = useRef<HTMLDivElement>(null)
  const [drag, setDrag] = useState<{ start: number; end: number } | null>(null)
  const high = Math.max(1, ...buckets.map((bucket) => bucket.total))
  const chosen = drag === null ? indexesOf(buckets, range) : ordered(drag)

  const indexAt = (event: PointerEvent) => {
    const box = area.current?.getBoundingClientRect()
    if (box === undefined || box.width === 0) return 0
    const index = Math.floor(((event.clientX - box.left) / box.width) * buckets.length)
    return Math.min(buckets.length - 1, Math.max(0, index))
  }
  const choose = (start: number, end: number) => onChoose(rangeOf(buckets, start, end))
  const finish = () => {
    if (drag === null) return
    setDrag(null)
    if (drag.start === drag.end && range !== null) onChoose(null)
    else choose(ordered(drag).start, ordered(drag).end)
  }
  return (
    <fieldset className={cn('m-0 min-w-0 border-0 p-0', className)}>
      <legend className="sr-only">{label}</legend>
      <div
        ref={area}
        className="relative flex h-11 cursor-col-resize touch-pan-y items-end gap-px border-line border-b"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setDrag({ start: indexAt(event), end: indexAt(event) })
        }}
        onPointerMove={(event) => setDrag((now) => (now === null ? null : { ...now, end: indexAt(event) }))}
        onPointerUp={finish}
        onPointerCancel={() => setDrag(null)}
      >
        {buckets.map((bucket, index) => (
          <Bar
            key={bucket.from}
            bucket={bucket}
            high={high}
            off={chosen !== null && (index < chosen.start || index > chosen.end)}
          />
        ))}
        {chosen === null ? null : <Chosen start={chosen.start} end={chosen.end} count={buckets.length} />}
        <Sliders buckets={buckets} chosen={chosen} label={label} timeZone={timeZone} onChoose={choose} />
      </div>
      <Axis buckets={buckets} timeZone={timeZone} />
    </fieldset>
  )
}

type SlidersProps = {
  buckets: readonly Bucket[]
  chosen: { start: number; end: number } | null
  label: string
  timeZone: string
  onChoose: (start: number, end: number) => void
}

/** The same choice without a pointer: from and to. */
function Sliders({ buckets, chosen, label, timeZone, onChoose }: SlidersProps) {
  const last = Math.max(0, buckets.length - 1)
  const { start, end } = chosen ?? { start: 0, end: last }
  const say = (at: number | undefined) => (at === undefined ? '' : exactTimeWords(new Date(at), timeZone))
  const look = 'pointer-events-none absolute inset-x-0 -bottom-px h-1 opacity-0 focus-visible:opacity-100'
  return (
    <>
      <input
        type="range"
        className={look}
        min={0}
        max={last}
        value={start}
        aria-label={`${label}, from`}
        aria-valuetext={say(buckets[start]?.from)}
        onChange={(event) => onChoose(Math.min(Number(event.target.value), end), end)}
      />
      <input
        type="range"
        className={look}
        min={0}
        max={last}
        value={end}
        aria-label={`${label}, to`}
        aria-valuetext={say(buckets[end]?.to)}
        onChange={(event) => onChoose(start, Math.max(Number(event.target.value), start))}
      />
    </>
  )
}

function Bar({ bucket, high, off }: { bucket: Bucket; high: number; off: boolean }) {
  const share = (value: number) => `${(value / high) * 100}%`
  return (
    <span
      className={cn('relative h-full min-w-0 flex-1', off && 'opacity-45')}
      title={`${bucket.total} in all, ${bucket.failed} failed, ${bucket.retrying} retrying`}
    >
      <i className="absolute inset-x-0 bottom-0 bg-line-2" style={{ height: share(bucket.total) }} />
      <i
        className="absolute inset-x-0 bottom-0 bg-retry-solid"
        style={{ height: share(bucket.failed + bucket.retrying) }}
      />
      <i className="absolute inset-x-0 bottom-0 bg-bad-solid" style={{ height: share(bucket.failed) }} />
    </span>
  )
}

function Chosen({ start, end, count }: { start: number; end: number; count: number }) {
  return (
    <span
      aria-hidden="true"
      className="pointer-events-none absolute inset-y-0 border-signal-solid border-x-2 bg-[color-mix(in_srgb,var(--signal-solid)_12%,transparent)]"
      style={{ left: `${(start / count) * 100}%`, width: `${((end - start + 1) / count) * 100}%` }}
    />
  )
}

function Axis({ buckets, timeZone }: { buckets: readonly Bucket[]; timeZone: string }) {
  const first = buckets[0]
  const last = buckets[buckets.length - 1]
  if (first === undefined || last === undefined) return null
  const marks = Array.from({ length: 7 }, (_, index) => first.from + ((last.to - first.from) * index) / 6)
  const long = last.to - first.from > 36 * 3_600_000
  return (
    <div className="flex justify-between pt-[3px] text-ink-3 text-meta tabular-nums" aria-hidden="true">
      {marks.map((at, index) => (
        <span key={at} className={index % 2 === 1 ? 'max-md:hidden' : ''}>
          {long ? exactTimeWords(new Date(at), timeZone).replace(/ \d{4},.*/, '') : clockWords(new Date(at), timeZone)}
        </span>
      ))}
    </div>
  )
}

const ordered = ({ start, end }: { start: number; end: number }) => ({
  start: Math.min(start, end),
  end: Math.max(start, end),
})

function rangeOf(buckets: readonly Bucket[], start: number, end: number): Range | null {
  const first = buckets[start]
  const last = buckets[end]
  return first === undefined || last === undefined ? null : { from: first.from, to: last.to }
}

export function indexesOf(buckets: readonly Bucket[], range: Range | null): { start: number; end: number } | null {
  if (range === null) return null
  const inside = buckets.flatMap((bucket, index) => (bucket.to > range.from && bucket.from < range.to ? [index] : []))
  const start = inside[0]
  const end = inside[inside.length - 1]
  return start === undefined || end === undefined ? null : { start, end }
}
