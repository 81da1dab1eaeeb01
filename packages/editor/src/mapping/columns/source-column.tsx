'use client'

import { Button } from '@patchbay/ui/button'
import { cn } from '@patchbay/ui/cn'
import { useRef } from 'react'
import { useEditorScope } from '../../editor-scope.tsx'
import { startDrag, useDraggedSource } from '../desk.ts'
import { valuesSeen } from '../emptiness.ts'
import type { SourceNode } from '../sources.ts'
import { TypeIcon } from '../type-icon.tsx'
import { useRecent } from '../use-recent.ts'
import { iconOfRef } from '../value-chip.tsx'
import { valueWords } from '../value-words.ts'
import { BAND_PX, ROW_PX } from './column-layout.ts'
import type { Columns } from './use-columns.ts'

export type SourceColumnProps = {
  columns: Columns
  /** Keys of sources that a cable leaves. */
  plugged: ReadonlySet<string>
  /** Key of the value that the keyboard carries. */
  carried: string | null
  lit: string | null
  outerTitle: string
  onCarry: (node: SourceNode) => void
  onMore: () => void
}

/** The left column: what each element has, and below it what is the same in each. */
export function SourceColumn(props: SourceColumnProps) {
  const { columns, outerTitle, onMore } = props
  const { mayEdit } = useEditorScope()
  return (
    <section className="overflow-hidden rounded-3 border border-line-2 bg-surface" aria-label="Values to take from">
      {columns.own.map((node) => (
        <SourceRow key={node.key} node={node} {...props} />
      ))}
      <div
        className="flex items-center justify-between gap-2 border-line border-b bg-surface-2 pr-1 pl-3 text-ink-2 text-small"
        style={{ height: BAND_PX }}
      >
        <span className="min-w-0 truncate">{outerTitle}</span>
        {mayEdit ? (
          <Button size="sm" variant="quiet" onClick={onMore}>
            More values
          </Button>
        ) : null}
      </div>
      {columns.outer.map((node) => (
        <SourceRow key={node.key} node={node} {...props} />
      ))}
    </section>
  )
}

function SourceRow({ node, columns, plugged, carried, lit, onCarry }: SourceColumnProps & { node: SourceNode }) {
  const { mayEdit } = useEditorScope()
  const row = useRef<HTMLButtonElement>(null)
  const dragged = useDraggedSource()
  const isLit = carried === node.key || dragged?.key === node.key || lit === node.key
  const from = () => {
    const box = row.current?.getBoundingClientRect()
    return { x: box?.right ?? 0, y: (box?.top ?? 0) + ROW_PX / 2 }
  }
  return (
    <button
      ref={row}
      type="button"
      data-source={node.key}
      aria-pressed={carried === node.key}
      disabled={!mayEdit}
      onClick={() => onCarry(node)}
      onPointerDown={(event) => {
        if (!mayEdit || event.button !== 0) return
        startDrag({ event, source: node, words: node.label, icon: iconOfRef(node.ref, columns.sources), from })
      }}
      style={{ height: ROW_PX }}
      className={cn(
        'focus-inset flex w-full touch-none select-none items-center gap-2.5 border-line border-b px-3 text-left last:border-b-0',
        isLit ? 'bg-signal-soft font-medium' : 'hover:bg-surface-2',
      )}
    >
      <TypeIcon type={node.type} />
      <span className="min-w-0 flex-none truncate">{labelOf(node, columns)}</span>
      <Seen node={node} columns={columns} />
      {plugged.has(node.key) ? <span className="sr-only">, in use</span> : null}
    </button>
  )
}

function Seen({ node, columns }: { node: SourceNode; columns: Columns }) {
  const recent = useRecent(columns.sources)
  const list = columns.item?.list
  const ref =
    node.ref.from === 'item' && list !== undefined
      ? { from: list.from, path: [...list.path, ...node.ref.path] }
      : node.ref
  const { values, empty } = valuesSeen(ref, recent)
  const of = empty + values.reduce((sum, { times }) => sum + times, 0)
  if (empty > 0 && of > 0 && node.type !== 'group' && node.type !== 'list')
    return (
      <span className="ml-auto min-w-0 truncate pl-3 text-attn text-small">
        empty in {empty} of {of}
      </span>
    )
  return <span className="ml-auto min-w-0 truncate pl-3 text-ink-2 text-small">{valueWords(node.value)}</span>
}

/** Outside of the element the source's name is needed to tell the values apart. */
function labelOf(node: SourceNode, { sources, own }: Columns): string {
  if (own.includes(node)) return node.label
  return sources.wordsOf(node.ref).split(' › ').slice(-2).join(' › ')
}
