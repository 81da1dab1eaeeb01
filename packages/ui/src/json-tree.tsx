'use client'

import { Braces, ChevronRight, CircleDashed, Hash, List, ToggleLeft, Type } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react'
import { cn } from './cn.ts'
import { CopyButton } from './copy-button.tsx'
import { type JsonLike, type JsonRow, type JsonType, jsonRows } from './json-rows.ts'

export type { JsonLike } from './json-rows.ts'

export type JsonTreeProps = {
  value: JsonLike
  /** "Output" */
  label: string
  /** How many levels are open at first. */
  open?: number
  copy?: boolean
  className?: string
}

/** A value as a tree with type icons. One tab stop; arrows move, open and close; Enter opens. */
export function JsonTree({ value, label, open = 2, copy = true, className }: JsonTreeProps) {
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [all, setAll] = useState<ReadonlySet<string>>(new Set())
  const [active, setActive] = useState<string | null>(null)
  const tree = useRef<HTMLDivElement>(null)
  const rows = useMemo(
    () => jsonRows(value, (path, depth) => changed.get(path) ?? depth < open - 1, all),
    [value, changed, all, open],
  )
  const current = rows.find((row) => row.path === active) ?? rows[0]

  const setOpen = (row: JsonRow, next: boolean) => setChanged((before) => new Map(before).set(row.path, next))
  const press = (row: JsonRow) => {
    if (row.more !== undefined) setAll((before) => new Set(before).add(row.parent ?? ''))
    else if (row.size !== null && row.size > 0) setOpen(row, !row.open)
  }
  const focus = (row: JsonRow | undefined) => {
    if (row === undefined) return
    setActive(row.path)
    const index = rows.indexOf(row)
    const line = tree.current?.querySelectorAll('[role=treeitem]')[index]
    if (line instanceof HTMLElement) line.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (current === undefined) return
    const step = keyStep(event.key, rows, current)
    if (step === null) return
    event.preventDefault()
    if (step.kind === 'focus') focus(step.row)
    if (step.kind === 'open') setOpen(current, step.open)
    if (step.kind === 'press') press(current)
  }

  return (
    <div className={cn('group/tree relative min-w-0', className)}>
      {copy ? (
        <CopyButton
          text={() => JSON.stringify(value, null, 2)}
          label={`Copy ${label}`}
          className="absolute top-0 right-0 z-1"
        />
      ) : null}
      {rows.length === 0 ? (
        <p className="text-ink-3">{Array.isArray(value) ? 'An empty list' : 'Nothing inside'}</p>
      ) : null}
      <div ref={tree} role="tree" aria-label={label} tabIndex={-1} hidden={rows.length === 0} onKeyDown={onKeyDown}>
        {rows.map((row) => (
          <Line
            key={row.path}
            row={row}
            current={row === current}
            onPress={() => press(row)}
            onFocus={() => setActive(row.path)}
          />
        ))}
      </div>
    </div>
  )
}

type LineProps = { row: JsonRow; current: boolean; onPress: () => void; onFocus: () => void }

function Line({ row, current, onPress, onFocus }: LineProps) {
  const holds = row.size !== null && row.size > 0
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it answers the keys
    <div
      role="treeitem"
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={holds ? row.open : undefined}
      aria-selected={false}
      tabIndex={current ? 0 : -1}
      onClick={onPress}
      onFocus={onFocus}
      className={cn(
        'focus-inset flex min-h-6.5 min-w-0 items-start gap-1.5 rounded-1 py-[3px] pr-1 hover:bg-surface-2',
        (holds || row.more !== undefined) && 'cursor-pointer',
      )}
      style={{ paddingLeft: row.depth * 16 + 2 }}
    >
      <ChevronRight
        size={12}
        strokeWidth={2}
        aria-hidden="true"
        className={cn('mt-1 flex-none text-ink-3', row.open && 'rotate-90', !holds && 'opacity-0')}
      />
      <span className="mt-[3px] flex-none text-ink-3" title={row.type}>
        {row.more === undefined ? icons[row.type] : null}
      </span>
      {row.name === '' ? null : <span className="flex-none text-ink-2">{row.name}</span>}
      <span className={cn('min-w-0 flex-1 break-words', valueLook(row))}>{row.text}</span>
    </div>
  )
}

function valueLook(row: JsonRow): string {
  if (row.more !== undefined) return 'font-medium text-signal'
  if (row.size !== null || row.type === 'nothing' || row.value === '') return 'text-ink-3'
  return row.type === 'text' ? 'text-ink' : 'font-mono text-ink text-small leading-5'
}

const look = { size: 13, strokeWidth: 1.75, 'aria-hidden': true } as const

const icons: Record<JsonType, ReactNode> = {
  text: <Type {...look} />,
  number: <Hash {...look} />,
  boolean: <ToggleLeft {...look} />,
  nothing: <CircleDashed {...look} />,
  list: <List {...look} />,
  object: <Braces {...look} />,
}

type KeyStep = { kind: 'focus'; row: JsonRow | undefined } | { kind: 'open'; open: boolean } | { kind: 'press' }

/** What a key does on a line, after the WAI-ARIA tree pattern. */
export function keyStep(key: string, rows: readonly JsonRow[], current: JsonRow): KeyStep | null {
  const index = rows.indexOf(current)
  const holds = current.size !== null && current.size > 0
  if (key === 'ArrowDown') return { kind: 'focus', row: rows[index + 1] }
  if (key === 'ArrowUp') return { kind: 'focus', row: rows[index - 1] }
  if (key === 'Home') return { kind: 'focus', row: rows[0] }
  if (key === 'End') return { kind: 'focus', row: rows[rows.length - 1] }
  if (key === 'Enter' || key === ' ') return { kind: 'press' }
  if (key === 'ArrowRight') {
    if (!holds) return null
    return current.open ? { kind: 'focus', row: rows[index + 1] } : { kind: 'open', open: true }
  }
  if (key !== 'ArrowLeft') return null
  if (holds && current.open) return { kind: 'open', open: false }
  return { kind: 'focus', row: rows.find((row) => row.path === current.parent) }
}
