'use client'

import { cn } from '@patchbay/ui/cn'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import type { EditorSample } from '../contract.ts'
import { useEditorScope } from '../editor-scope.tsx'
import { StepIcon } from '../step-icon.tsx'
import { connectorOf } from '../step-words.ts'
import { startDrag, useDraggedSource } from './desk.ts'
import { emptiness } from './emptiness.ts'
import type { Fit } from './fit.ts'
import type { PickerRow } from './picker-rows.ts'
import type { SourceNode, SourceRoot, Sources } from './sources.ts'
import { TypeIcon } from './type-icon.tsx'
import { iconOfRef } from './value-chip.tsx'
import { valueWords } from './value-words.ts'

type TreeProps = {
  id: string
  rows: readonly PickerRow[]
  sources: Sources
  /** Tells how often a value is empty. */
  recent: readonly EditorSample[]
  active: string | null
  /** The picker stands where it will stay, as high as it will be. */
  isPlaced: boolean
  fitOf: (node: SourceNode) => Fit
  onPick: (node: SourceNode) => void
  onToggle: (key: string) => void
  onActive: (key: string) => void
}

/** The rows of the picker. The focus stays in the search above; arrows move the row that is marked. */
export function PickerTree(props: TreeProps) {
  const { id, rows, active, isPlaced } = props
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (active === null) return
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const opensAt = useRef(active)
  useEffect(() => {
    if (!isPlaced || opensAt.current === null) return
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'center' })
  }, [isPlaced])
  return (
    <div
      ref={box}
      id={`${id}-tree`}
      role="tree"
      aria-label="Values"
      className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-2"
    >
      {rows.length === 0 ? (
        <div role="treeitem" tabIndex={-1} aria-selected={false} className="px-2 py-3 text-ink-3">
          No value is called that. Values of steps that come after this one cannot be used.
        </div>
      ) : null}
      {rows.map((row) => (
        <Line key={row.key} row={row} {...props} />
      ))}
    </div>
  )
}

function Line({ row, ...props }: TreeProps & { row: PickerRow }) {
  return row.kind === 'root' ? <RootLine row={row} {...props} /> : <ValueLine row={row} {...props} />
}

function RootLine({ row, id, active, onToggle, onActive }: TreeProps & { row: PickerRow & { kind: 'root' } }) {
  const { root } = row
  const { document } = useEditorScope()
  const number = root.step === null ? null : document.steps.indexOf(root.step) + 1
  return (
    <div
      role="treeitem"
      id={itemId(id, row.key)}
      aria-level={1}
      aria-expanded={row.isOpen}
      aria-selected={active === row.key}
      tabIndex={-1}
      onClick={() => {
        onActive(row.key)
        onToggle(row.key)
      }}
      onKeyDown={undefined}
      className={cn(
        '-mx-1.5 mt-1 flex h-[34px] cursor-pointer items-center gap-[7px] border-line border-t pr-3 pl-2.5 hover:bg-surface-2',
        active === row.key && 'bg-surface-3',
      )}
    >
      <Twist isOpen={row.isOpen} />
      <RootIcon root={root} />
      <b className="flex-none">{root.label}</b>
      <span className="min-w-0 flex-1 truncate text-ink-3 text-small">
        {root.detail}
        {root.certain ? '' : ' · only on some ways'}
      </span>
      {number === null ? null : <span className="text-ink-3 text-small tabular-nums">{number}</span>}
    </div>
  )
}

function ValueLine({ row, ...props }: TreeProps & { row: PickerRow & { kind: 'value' } }) {
  const { id, sources, active, onPick, onToggle, onActive } = props
  const { node } = row
  const dragged = useDraggedSource()
  const line = useRef<HTMLDivElement>(null)
  const fit = props.fitOf(node)
  const isDragged = dragged?.key === node.key
  const from = () => {
    const box = line.current?.getBoundingClientRect()
    return { x: (box?.right ?? 0) - 13, y: (box?.top ?? 0) + 14 }
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search above has the focus and the keys
    <div
      ref={line}
      role="treeitem"
      id={itemId(id, row.key)}
      aria-level={row.level}
      aria-expanded={row.isOpen ?? undefined}
      aria-selected={active === row.key}
      aria-disabled={!fit.fits}
      title={fit.fits ? undefined : fit.why}
      tabIndex={-1}
      onClick={() => {
        onActive(row.key)
        if (fit.fits) onPick(node)
        else if (row.isOpen !== null) onToggle(row.key)
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        startDrag({ event, source: node, words: dragWords(node, sources), icon: iconOfRef(node.ref, sources), from })
      }}
      style={{ paddingLeft: (row.level - 2) * 18 }}
      className={cn(
        'flex h-[29px] cursor-pointer touch-none select-none items-center gap-2 rounded-[6px] pr-2 hover:bg-surface-2',
        active === row.key && 'bg-surface-3',
        isDragged && 'bg-signal-soft font-medium text-signal hover:bg-signal-soft',
        !fit.fits && row.isOpen === null && 'text-ink-3',
      )}
    >
      <button
        type="button"
        tabIndex={-1}
        aria-hidden="true"
        className={cn('grid size-6 flex-none place-items-center', row.isOpen === null && 'pointer-events-none')}
        onClick={(event) => {
          event.stopPropagation()
          onToggle(row.key)
        }}
      >
        {row.isOpen === null ? null : <Twist isOpen={row.isOpen} />}
      </button>
      <TypeIcon type={node.type} />
      <span className="min-w-0 flex-none truncate">{node.label}</span>
      {row.ownName === null ? null : (
        <code className="min-w-0 truncate font-mono text-ink-3 text-small">{row.ownName}</code>
      )}
      <Sample node={node} recent={props.recent} tone={isDragged ? 'text-signal' : 'text-ink-2'} />
      <span
        aria-hidden="true"
        className={cn(
          'size-2.5 flex-none rounded-full border-[1.5px]',
          isDragged
            ? 'border-signal-solid bg-signal-solid shadow-[inset_0_0_0_2px_var(--surface)]'
            : 'border-line-ui bg-surface',
        )}
      />
    </div>
  )
}

function Sample({ node, recent, tone }: { node: SourceNode; recent: readonly EditorSample[]; tone: string }) {
  const { workspace } = useEditorScope()
  const counted = node.isEach || node.ref.path.length === 0 ? null : emptiness(node.ref, recent)
  if (counted !== null && counted.empty > 0)
    return (
      <span className="ml-auto min-w-0 truncate pl-3 text-attn text-small">
        empty in {counted.empty} of {counted.of}
      </span>
    )
  const words = node.value === undefined ? '' : valueWords(node.value, workspace)
  return (
    <span className={cn('ml-auto min-w-0 truncate pl-3 text-small', tone)}>
      {node.isEach && words !== '' ? `${words}, …` : words}
    </span>
  )
}

function RootIcon({ root }: { root: SourceRoot }): ReactNode {
  return root.step === null ? (
    <TypeIcon type={root.type} />
  ) : (
    <StepIcon step={root.step} connector={connectorOf(root.step)} size={18} />
  )
}

function Twist({ isOpen }: { isOpen: boolean }) {
  const Icon = isOpen ? ChevronDown : ChevronRight
  return <Icon size={13} strokeWidth={1.75} className="flex-none text-ink-3" aria-hidden="true" />
}

/** On the chip that is dragged, without the step: it is seen where it comes from. */
function dragWords(node: SourceNode, sources: Sources): string {
  const [, ...rest] = sources.wordsOf(node.ref).split(' › ')
  return rest.length === 0 ? sources.wordsOf(node.ref) : rest.slice(-2).join(' › ')
}

export function itemId(id: string, key: string): string {
  return `${id}-${key.replace(/[^A-Za-z0-9]+/g, '-')}`
}
