'use client'

import type { Mapping } from '@patchbay/flow/mapping'
import type { Scope } from '@patchbay/mapping/scope'
import { Button } from '@patchbay/ui/button'
import { cn } from '@patchbay/ui/cn'
import { useEditorScope } from '../../editor-scope.tsx'
import { useDraggedSource } from '../desk.ts'
import { DropFrame } from '../drop-frame.tsx'
import { type Fit, fitOf } from '../fit.ts'
import type { SourceNode } from '../sources.ts'
import { TypeIcon } from '../type-icon.tsx'
import { usePreview } from '../use-preview.ts'
import { type ValueType, valueType } from '../value-type.ts'
import { valueWords } from '../value-words.ts'
import { ROW_PX } from './column-layout.ts'
import { mappingOfTarget, type TargetRow } from './list-draft.ts'
import type { Columns } from './use-columns.ts'

export type TargetColumnProps = {
  id: string
  targets: readonly TargetRow[]
  value: Mapping | undefined
  columns: Columns
  scope: Scope | null
  chosen: string | null
  carried: SourceNode | null
  onChoose: (name: string) => void
  onFill: (name: string, mapping: Mapping | null) => void
}

/** The right column: what is to be filled, and what each becomes. */
export function TargetColumn(props: TargetColumnProps) {
  return (
    <section className="rounded-3 border border-line-2 bg-surface" aria-label="Fields to fill">
      {props.targets.map((target) => (
        <TargetLine key={target.name} target={target} {...props} />
      ))}
    </section>
  )
}

function TargetLine({
  target,
  id,
  value,
  columns,
  scope,
  chosen,
  carried,
  onChoose,
  onFill,
}: TargetColumnProps & { target: TargetRow }) {
  const { mayEdit } = useEditorScope()
  const dragged = useDraggedSource()
  const mapping = mappingOfTarget(value, target.name)
  const preview = usePreview(mapping ?? null, scope, { label: target.field.label })
  const suggestion = mapping === undefined ? columns.suggested.find(({ name }) => name === target.name) : undefined
  const fit = (source: SourceNode): Fit => fitOf(source, target)
  const carriedFit = carried === null ? null : fit(carried)
  const press = () => {
    if (carriedFit === null) onChoose(target.name)
    else if (carriedFit.fits) onFill(target.name, carriedFit.mapping)
  }
  const words = becomes(mapping, preview)
  return (
    <div className="border-line border-b last:border-b-0">
      <DropFrame
        dropKey={`${id}-${target.name}`}
        fitOf={fit}
        onDrop={(_source, found) => onFill(target.name, found.mapping)}
        disabled={!mayEdit}
      >
        <div
          className={cn('flex items-center pr-2', chosen === target.name && 'bg-signal-soft')}
          style={{ height: ROW_PX - 1 }}
        >
          <button
            type="button"
            data-target={target.name}
            aria-pressed={chosen === target.name}
            aria-disabled={carriedFit?.fits === false}
            onClick={press}
            onKeyDown={(event) => {
              if (!mayEdit || mapping === undefined || (event.key !== 'Backspace' && event.key !== 'Delete')) return
              event.preventDefault()
              onFill(target.name, null)
            }}
            className={cn(
              'focus-inset flex h-full min-w-0 flex-1 items-center gap-2.5 px-3 pl-5 text-left',
              carriedFit?.fits === true && 'outline-dashed outline-1 outline-signal-solid -outline-offset-1',
              carriedFit?.fits === false && 'opacity-50',
            )}
          >
            <TypeIcon type={typeOfTarget(target)} />
            <span className="min-w-0 flex-none truncate">{target.field.label}</span>
            {target.field.required ? (
              <span className="flex-none font-medium text-ink-3 text-meta">required</span>
            ) : null}
            <span
              className={cn(
                'ml-auto min-w-0 truncate pl-3 text-small',
                preview?.kind === 'wrong' ? 'text-bad' : mapping === undefined ? 'text-ink-3' : 'text-ink-2',
              )}
            >
              {carriedFit?.fits === false
                ? carriedFit.why
                : suggestion === undefined
                  ? words
                  : valueWords(suggestion.source.value)}
            </span>
          </button>
          {suggestion === undefined || !mayEdit || dragged !== null ? null : (
            <Button
              size="sm"
              aria-label={`Use ${suggestion.source.label} for ${target.field.label}`}
              onClick={() => onFill(target.name, suggestion.mapping)}
            >
              Use
            </Button>
          )}
        </div>
      </DropFrame>
    </div>
  )
}

function becomes(mapping: Mapping | undefined, preview: ReturnType<typeof usePreview>): string {
  if (mapping === undefined) return 'left out'
  if (preview === null) return mapping.kind === 'constant' ? valueWords(mapping.value) : ''
  if (preview.kind === 'wrong') return 'goes wrong'
  return preview.kind === 'nothing' ? 'empty here' : valueWords(preview.value)
}

function typeOfTarget({ field, schema }: TargetRow): ValueType {
  if (field.type === 'choice') return 'choice'
  if (field.type === 'money') return 'money'
  if (field.type === 'number' || field.type === 'integer') return 'number'
  if (field.type === 'boolean') return 'yesNo'
  if (field.type === 'date' || field.type === 'dateTime') return 'date'
  if (field.type === 'text' || field.type === 'longText') return 'text'
  return valueType(field.name, schema, undefined)
}
