'use client'

import { Button } from '@patchbay/ui/button'
import { IconButton } from '@patchbay/ui/icon-button'
import { Input } from '@patchbay/ui/input'
import { Menu } from '@patchbay/ui/menu'
import { FlaskConical, Search, X } from 'lucide-react'
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { useEditorScope } from './editor-scope.tsx'
import { useOpener } from './mapping/desk.ts'
import { DragLayer } from './mapping/drag-layer.tsx'
import { emptyShare } from './mapping/emptiness.ts'
import type { Fit, Target } from './mapping/fit.ts'
import { pickerAct, whyNot } from './mapping/picker-keys.ts'
import { firstOpen, openTo, type PickerRow, pickerRows } from './mapping/picker-rows.ts'
import { itemId, PickerTree } from './mapping/picker-tree.tsx'
import type { SourceNode, Sources } from './mapping/sources.ts'
import { suggestFor } from './mapping/suggest.ts'
import { useBeside } from './mapping/use-beside.ts'
import { useRecent } from './mapping/use-recent.ts'
import { StillChip } from './mapping/value-chip.tsx'

export type DataPickerProps = {
  sources: Sources
  /** The field that is being filled, for what is suggested; null where any value will do. */
  target: Target | null
  /** What may be picked, and the mapping that it makes. */
  fitOf: (source: SourceNode) => Fit
  /** The picker stands left of the panel that this is in. */
  anchor: HTMLElement
  onPick: (source: SourceNode, fit: Fit & { fits: true }) => void
  onClose: () => void
}

/** The values of earlier steps as a tree with those of the sample; picked by click, by keyboard, or dragged by its jack. */
export function DataPicker({ sources, target, fitOf, anchor, onPick, onClose }: DataPickerProps) {
  const id = useId()
  const recent = useRecent(sources)
  const search = useRef<HTMLInputElement>(null)
  const [words, setWords] = useState('')
  const opener = useOpener()
  const start = useMemo(() => (opener === null ? null : openTo(sources, opener.ref)), [opener, sources])
  const [active, setActive] = useState(start?.key ?? null)
  const suggested = useMemo(
    () =>
      target === null
        ? []
        : suggestFor(target, sources.all, { emptyShare: (source) => emptyShare(source, recent) }).filter(
            ({ source }) => fitOf(source).fits,
          ),
    // What fits follows from the target.
    [target, sources, recent],
  )
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () =>
      new Set([
        ...firstOpen(
          sources,
          suggested.map(({ source }) => source),
        ),
        ...(start?.open ?? []),
      ]),
  )
  const [from, setFrom] = useState(opener)
  // Another chip of the same field was pressed while it was open.
  if (from !== opener) {
    setFrom(opener)
    setWords('')
    setActive(start?.key ?? null)
    setOpen(new Set([...open, ...(start?.open ?? [])]))
  }
  const rows = useMemo(() => pickerRows(sources, open, words), [sources, open, words])
  const place = useBeside(anchor, search)
  const pick = (node: SourceNode) => {
    const fit = fitOf(node)
    if (fit.fits) onPick(node, fit)
  }
  const toggle = (key: string) =>
    setOpen((now) => {
      const next = new Set(now)
      if (!next.delete(key)) next.add(key)
      return next
    })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      onClose()
      return
    }
    const [best] = words === '' ? suggested : []
    // Nothing is marked yet: what fits best is what Enter takes.
    if (event.key === 'Enter' && active === null && best !== undefined) {
      event.preventDefault()
      pick(best.source)
      return
    }
    const fits = (node: SourceNode) => fitOf(node).fits
    const act = pickerAct(event.key, { rows, active, fits, isSearching: words !== '' })
    if (act === null) return
    event.preventDefault()
    if (act.kind === 'pick') pick(act.node)
    else if (act.kind === 'toggle') toggle(act.key)
    else setActive(act.key)
  }
  const said = whyNot(
    rows.find((row) => row.key === active),
    (node) => {
      const fit = fitOf(node)
      return fit.fits ? null : fit.why
    },
  )
  return createPortal(
    <section
      role="dialog"
      aria-labelledby={`${id}-title`}
      style={place}
      className="fixed z-50 flex w-[372px] max-w-[calc(100vw-16px)] flex-col rounded-3 border border-line-2 bg-surface shadow-3"
      onKeyDown={(event) => (event.key === 'Escape' ? onKeyDown(event) : event.stopPropagation())}
    >
      <DragLayer />
      <div className="flex items-center justify-between py-2 pr-2 pl-3">
        <h2 id={`${id}-title`} className="font-semibold text-h3">
          Values from earlier steps
        </h2>
        <IconButton label="Close" size="sm" icon={<X size={15} strokeWidth={1.75} aria-hidden />} onClick={onClose} />
      </div>
      <div className="px-3 pb-2.5">
        <Input
          ref={search}
          icon={<Search size={15} strokeWidth={1.75} aria-hidden />}
          role="combobox"
          aria-label={`Search ${sources.all.length} values`}
          placeholder={`Search ${sources.all.length} values`}
          aria-expanded="true"
          aria-haspopup="tree"
          aria-controls={`${id}-tree`}
          aria-activedescendant={active === null ? undefined : itemId(id, active)}
          value={words}
          onChange={(event) => {
            const typed = event.target.value
            setWords(typed)
            setActive(typed === '' ? null : (firstHit(pickerRows(sources, open, typed), fitOf)?.key ?? null))
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {target !== null && suggested.length > 0 && words === '' ? (
        <div className="px-3 pb-2.5">
          <p className="text-ink-3 text-small">
            Fits “{target.field.label}”
            {active === null ? (suggested.length === 1 ? ', Enter takes it' : ', Enter takes the first') : ''}
          </p>
          <div className="mt-1 flex flex-wrap gap-1.5">
            {suggested.map(({ source }) => (
              <button
                key={source.key}
                type="button"
                className="flex min-h-6 min-w-0 max-w-full items-center rounded-[11px_5px_5px_11px]"
                aria-label={`Use ${sources.wordsOf(source.ref)}`}
                onClick={() => pick(source)}
              >
                <StillChip reference={source.ref} sources={sources} />
              </button>
            ))}
          </div>
        </div>
      ) : null}
      <PickerTree
        id={id}
        rows={rows}
        sources={sources}
        recent={recent}
        active={active}
        isPlaced={place.visibility === undefined}
        fitOf={fitOf}
        onPick={pick}
        onToggle={toggle}
        onActive={setActive}
      />
      <div role="status">
        {said === null ? null : <p className="border-line border-t px-3 py-2 text-small">{said}</p>}
      </div>
      <SampleFoot />
    </section>,
    document.body,
  )
}

/** What Enter picks while one types: the first value that is meant and that fits. */
function firstHit(rows: readonly PickerRow[], fitOf: DataPickerProps['fitOf']): PickerRow | undefined {
  const hits = rows.filter((row) => row.kind === 'value' && row.isHit)
  const fitting = hits.filter((row) => row.kind === 'value' && fitOf(row.node).fits)
  return fitting.find((row) => row.kind === 'value' && row.isExact) ?? fitting[0] ?? hits[0]
}

function SampleFoot() {
  const { samples, host } = useEditorScope()
  const { chosen, recent } = samples
  return (
    <div className="flex items-center gap-2 border-line border-t px-3 py-2 text-ink-3 text-small">
      <FlaskConical size={14} strokeWidth={1.75} aria-hidden />
      <span className="min-w-0 flex-1 truncate">
        {chosen === null
          ? 'No samples yet. Send an event, and its values stand here.'
          : `Sample values: ${chosen.label}`}
      </span>
      {recent.length > 1 ? (
        <Menu
          align="end"
          side="top"
          trigger={
            <Button variant="quiet" size="sm" className="text-signal">
              Change
            </Button>
          }
          items={recent.map((sample) => ({
            label: sample.label,
            checked: sample.id === chosen?.id,
            onSelect: () => host.chooseSample(sample.id),
          }))}
        />
      ) : null}
    </div>
  )
}
