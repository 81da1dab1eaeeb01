'use client'

import type { FieldSpec, JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { FlowDocument } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import { type ComponentType, type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { DataPicker } from './data-picker.tsx'
import { type EditorScope, useEditorScope } from './editor-scope.tsx'
import { listOver, mappingOfTarget, targetsOf, withTarget } from './mapping/columns/list-draft.ts'
import { ResultTable } from './mapping/columns/result-table.tsx'
import { SentenceBar } from './mapping/columns/sentence-bar.tsx'
import { SheetHead } from './mapping/columns/sheet-head.tsx'
import { TargetPanel } from './mapping/columns/target-panel.tsx'
import { TwoColumns } from './mapping/columns/two-columns.tsx'
import { useColumns } from './mapping/columns/use-columns.ts'
import { DragLayer } from './mapping/drag-layer.tsx'
import { fitOf, singleFit } from './mapping/fit.ts'
import type { ItemSource, MappingFieldProps } from './mapping/mapping-field-props.ts'
import { singular } from './mapping/names.ts'
import type { SourceNode } from './mapping/sources.ts'
import { thingsOf } from './mapping/things.ts'
import { useFieldScope } from './mapping/use-field-scope.ts'
import { useSources } from './mapping/use-sources.ts'
import { connectorOf, titleOf } from './step-words.ts'

export type ListMappingSheetProps = {
  stepId: string
  path: string
  field: FieldSpec
  schema: JsonSchema | null
  value: Mapping | undefined
  /** A list to a list; otherwise one group of values to another. */
  isList: boolean
  /** Where the list is itself inside another's element. */
  item?: ItemSource | undefined
  /** Draws the field of the cable that is chosen. */
  Field: ComponentType<MappingFieldProps>
  onChange: (mapping: Mapping | null) => void
  onDone: () => void
}

/** Two columns and the cables between them, over the canvas: each field of the one is filled from the other. */
export function ListMappingSheet(props: ListMappingSheetProps) {
  const { stepId, path, field, schema, value, isList, item, onChange, onDone } = props
  const id = useId()
  const sheet = useRef<HTMLElement>(null)
  const targets = useMemo(() => targetsOf(field, schema, isList), [field, schema, isList])
  const outside = useSources(stepId, path, item)
  const columns = useColumns({ stepId, value, isList, targets, field, outerItem: item })
  const scope = useFieldScope(columns.sources, columns.item)
  const outerScope = useFieldScope(outside, item)
  const [chosen, setChosen] = useState<string | null>(null)
  const [carried, setCarried] = useState<SourceNode | null>(null)
  const [picking, setPicking] = useState<'source' | 'more' | null>(null)
  const { document, manifests, mayEdit } = useEditorScope()
  useReturnFocus(sheet)
  const fill = (name: string, mapping: Mapping | null) => {
    setCarried(null)
    onChange(withTarget(value, name, mapping))
  }
  const useAll = () =>
    onChange(columns.suggested.reduce<Mapping>((all, one) => withTarget(all, one.name, one.mapping), value ?? nothing))
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    if (carried !== null) setCarried(null)
    else if (chosen !== null) setChosen(null)
    else onDone()
  }
  const sourceTarget = { field, schema: { type: isList ? 'array' : 'object' } }
  const stopPicking = () => {
    setPicking(null)
    sheet.current?.focus()
  }
  const target = targets.find(({ name }) => name === chosen)
  const things = thingsOf(outside)
  return createPortal(
    <section
      ref={sheet}
      role="dialog"
      aria-labelledby={`${id}-title`}
      tabIndex={-1}
      data-picker-inside
      onKeyDown={leave}
      className="fixed top-topbar right-0 bottom-0 left-0 z-40 flex flex-col border-line-2 border-l bg-page shadow-3 outline-none xl:left-81"
    >
      <DragLayer />
      <SheetHead id={id} {...props} columns={columns} />
      <SentenceBar
        field={field}
        value={value}
        isList={isList}
        outside={outside}
        columns={columns}
        onChange={onChange}
        onChooseSource={() => mayEdit && setPicking('source')}
        onUseAll={useAll}
      />
      <div className="flex min-h-0 flex-1 bg-surface">
        <TwoColumns
          id={id}
          field={field}
          isList={isList}
          things={things}
          targets={targets}
          value={value}
          columns={columns}
          scope={scope}
          chosen={chosen}
          carried={carried}
          onCarry={setCarried}
          onChoose={setChosen}
          onFill={fill}
          onMore={() => setPicking('more')}
        />
        {target === undefined ? null : (
          <TargetPanel
            key={target.name}
            stepId={stepId}
            path={`${path}${isList ? '.each' : ''}${target.name === '' ? '' : `.fields.${target.name}`}`}
            target={target}
            value={mappingOfTarget(value, target.name)}
            item={columns.item}
            Field={props.Field}
            onChange={(mapping) => fill(target.name, mapping)}
            onClose={() => setChosen(null)}
          />
        )}
      </div>
      <ResultTable
        title={`What ${takerWords(document, { stepId, manifests, field })} gets`}
        value={value}
        targets={targets}
        outside={outside}
        scope={outerScope}
        things={things}
        noun={isList ? singular(field.label) : 'group'}
      />
      {picking !== null && sheet.current !== null ? (
        <DataPicker
          sources={outside}
          target={picking === 'source' ? sourceTarget : null}
          fitOf={(source) => (picking === 'source' && !source.isEach ? fitOf(source, sourceTarget) : singleFit(source))}
          anchor={sheet.current}
          onPick={(source, fit) => {
            if (picking === 'more') columns.addOuter(source.ref)
            else if (isList) onChange(listOver(fit.mapping, value))
            else columns.setGroup(source.ref)
            stopPicking()
          }}
          onClose={stopPicking}
        />
      ) : null}
    </section>,
    globalThis.document.body,
  )
}

const nothing: Mapping = { kind: 'object', fields: {} }

/** Who is given the result: the step's app, or the field itself where no app is behind it. */
function takerWords(
  document: FlowDocument,
  { stepId, manifests, field }: { stepId: string; manifests: EditorScope['manifests']; field: FieldSpec },
): string {
  const step = document.steps.find(({ id }) => id === stepId)
  const connector = step === undefined ? null : connectorOf(step)
  return connector === null ? `“${field.label}”` : titleOf(connector, manifests)
}

/** Takes the focus when it opens and gives it back when it goes. */
function useReturnFocus(sheet: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const before = globalThis.document.activeElement
    sheet.current?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [sheet])
}
