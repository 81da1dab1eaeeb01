'use client'

import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { Mapping } from '@patchbay/flow/mapping'
import { Button } from '@patchbay/ui/button'
import { IconButton } from '@patchbay/ui/icon-button'
import { ArrowLeft, ChevronLeft, ChevronRight } from 'lucide-react'
import { useEditorScope } from '../../editor-scope.tsx'
import { StepIcon } from '../../step-icon.tsx'
import { connectorOf } from '../../step-words.ts'
import { singular } from '../names.ts'
import { GAP_PX } from './cables.tsx'
import type { Columns } from './use-columns.ts'

type SheetHeadProps = {
  id: string
  stepId: string
  field: FieldSpec
  isList: boolean
  value: Mapping | undefined
  columns: Columns
  onDone: () => void
}

/** What becomes what, for which step, and the way back. */
export function SheetHead({ id, stepId, field, isList, value, onDone, columns }: SheetHeadProps) {
  const { document, samples } = useEditorScope()
  const step = document.steps.find((one) => one.id === stepId)
  const of = value?.kind === 'list' && value.of.kind === 'reference' ? value.of.ref : columns.group?.ref
  const from = of === undefined ? null : columns.sources.wordsOf(of).split(' › ').join(' ').toLowerCase()
  const title =
    from === null ? field.label : `${from.charAt(0).toUpperCase()}${from.slice(1)} to ${field.label.toLowerCase()}`
  return (
    <div className="flex min-h-16 flex-none items-center gap-3 border-line border-b bg-surface px-3 py-2">
      <IconButton
        label="Back to the step"
        icon={<ArrowLeft size={16} strokeWidth={1.75} aria-hidden />}
        onClick={onDone}
      />
      {step === undefined ? null : <StepIcon step={step} connector={connectorOf(step)} size={34} />}
      <div className="min-w-0 flex-1">
        <h2 id={`${id}-title`} className="truncate font-semibold text-h2">
          {title}
        </h2>
        <p className="truncate text-ink-3 text-small">
          {step?.name} › {field.label}
          {isList ? '' : ', field by field'}
        </p>
      </div>
      {samples.chosen === null ? null : (
        <span className="hidden text-ink-2 text-small md:inline">
          Previews use <b className="font-medium text-ink">{samples.chosen.label}</b>
        </span>
      )}
      <Button onClick={onDone}>Done</Button>
    </div>
  )
}

/** Over the columns: what stands in them, and which element the values are from. */
export function ColumnHeads({ columns, field, isList }: { columns: Columns; field: FieldSpec; isList: boolean }) {
  const { elements, index, setIndex, item } = columns
  const many = elements.length
  const place = Math.min(index, many - 1)
  return (
    <div
      className="grid min-w-[720px] items-center pb-2"
      style={{ gridTemplateColumns: `minmax(220px,1fr) ${GAP_PX}px minmax(220px,1fr)` }}
    >
      <div className="flex min-h-7 items-center gap-2">
        <h3 className="font-semibold">
          {isList ? `Each ${item?.name ?? 'element'}` : (columns.group?.label ?? 'Values')}
        </h3>
        {many > 0 ? <span className="text-ink-3 text-small">{many} in this one</span> : null}
        {many > 1 ? (
          <span className="ml-auto flex items-center text-ink-2 text-small tabular-nums">
            <IconButton
              label="Previous"
              size="sm"
              disabled={place === 0}
              icon={<ChevronLeft size={14} strokeWidth={1.75} aria-hidden />}
              onClick={() => setIndex(place - 1)}
            />
            {place + 1} of {many}
            <IconButton
              label="Next"
              size="sm"
              disabled={place === many - 1}
              icon={<ChevronRight size={14} strokeWidth={1.75} aria-hidden />}
              onClick={() => setIndex(place + 1)}
            />
          </span>
        ) : null}
      </div>
      <span />
      <div className="flex min-h-7 items-center justify-between">
        <h3 className="font-semibold">{isList ? `Each ${singular(field.label)}` : field.label}</h3>
        <span className="pr-3 text-ink-3 text-small">becomes</span>
      </div>
    </div>
  )
}
