'use client'

import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import { cn } from '@patchbay/ui/cn'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { TypeIcon } from '../mapping/type-icon.tsx'
import { valueType } from '../mapping/value-type.ts'
import { valueWords } from '../mapping/value-words.ts'
import { type TreeRow, treeRows } from './tree-rows.ts'

type ValueTreeProps = {
  value: Json
  label: string
  /** What is known of it, for its names in its app's words. */
  schema: JsonSchema | null
  timeZone: string
}

/** A value as people read it: names in words, one line each, groups and lists that open. One tab stop. */
export function ValueTree({ value, label, schema, timeZone }: ValueTreeProps) {
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [active, setActive] = useState<string | null>(null)
  const tree = useRef<HTMLDivElement>(null)
  const rows = useMemo(
    () => treeRows(value, { schema, isOpen: (path, depth) => changed.get(path) ?? depth === 0 }),
    [value, schema, changed],
  )
  const current = rows.find(({ path }) => path === active) ?? rows[0]
  const toggle = (row: TreeRow, open: boolean) => setChanged((before) => new Map(before).set(row.path, open))
  const focus = (row: TreeRow | undefined) => {
    if (row === undefined) return
    setActive(row.path)
    const line = tree.current?.querySelectorAll('[role=treeitem]')[rows.indexOf(row)]
    if (line instanceof HTMLElement) line.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (current === undefined) return
    const at = rows.indexOf(current)
    const act = {
      ArrowDown: () => focus(rows[at + 1]),
      ArrowUp: () => focus(rows[at - 1]),
      Home: () => focus(rows[0]),
      End: () => focus(rows.at(-1)),
      ArrowRight: () => (current.open === false ? toggle(current, true) : focus(rows[at + 1])),
      ArrowLeft: () => (current.open === true ? toggle(current, false) : focus(parentOf(rows, current))),
      Enter: () => (current.open === null ? undefined : toggle(current, !current.open)),
    }[event.key]
    if (act === undefined || event.altKey || event.metaKey || event.ctrlKey) return
    event.preventDefault()
    act()
  }
  if (rows.length === 0) return <p className="px-4 py-2 text-ink-3">Nothing came back.</p>
  return (
    <div ref={tree} role="tree" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown} className="px-1.5 py-1">
      {rows.map((row) => (
        <div
          key={row.path}
          role="treeitem"
          aria-level={row.depth + 1}
          aria-expanded={row.open ?? undefined}
          aria-selected={row === current}
          tabIndex={row === current ? 0 : -1}
          onClick={() => {
            setActive(row.path)
            if (row.open !== null) toggle(row, !row.open)
          }}
          onKeyDown={undefined}
          onFocus={() => setActive(row.path)}
          className={cn(
            'focus-inset flex min-h-[30px] min-w-0 items-center gap-1.5 rounded-1 py-0.5 pr-2.5 hover:bg-surface-2',
            row.open !== null && 'cursor-pointer',
          )}
          style={{ paddingLeft: 4 + row.depth * 16 }}
        >
          <span className="grid w-4 flex-none place-items-center text-ink-3">
            {row.open === null ? null : row.open ? (
              <ChevronDown size={13} aria-hidden />
            ) : (
              <ChevronRight size={13} aria-hidden />
            )}
          </span>
          <TypeIcon type={valueType(row.name, null, row.value)} />
          <span className="max-w-[55%] flex-none truncate" title={row.label}>
            {row.label}
          </span>
          <span className="min-w-0 flex-1 truncate text-right text-ink-2 tabular-nums" title={plain(row.value)}>
            {row.open === true ? '' : valueWords(row.value, { timeZone })}
          </span>
        </div>
      ))}
    </div>
  )
}

const parentOf = (rows: readonly TreeRow[], row: TreeRow): TreeRow | undefined =>
  rows.find(({ path }) => path === row.parent)

const plain = (value: Json): string | undefined =>
  value === null || typeof value === 'object' ? undefined : String(value)
