'use client'

import { describeMapping } from '@patchbay/flow/describe'
import type { Mapping } from '@patchbay/flow/mapping'
import { type KeyboardEvent, useEffect, useId, useRef } from 'react'
import { DataPicker } from './data-picker.tsx'
import { useEditorScope } from './editor-scope.tsx'
import { useFocusField } from './inspector/focus-field.ts'
import { closePicker, leavePicker, openPicker, useIsPickerOpen } from './mapping/desk.ts'
import { DropFrame } from './mapping/drop-frame.tsx'
import { FieldBody } from './mapping/field-body.tsx'
import type { FieldInsert } from './mapping/field-body-props.ts'
import { FieldHead } from './mapping/field-head.tsx'
import { Dropped, FieldNotes } from './mapping/field-notes.tsx'
import { FieldPreview } from './mapping/field-preview.tsx'
import { type Fit, fitOf, takenTypes } from './mapping/fit.ts'
import type { MappingFieldProps } from './mapping/mapping-field-props.ts'
import { changeMode, type Mode } from './mapping/modes.ts'
import type { SourceNode } from './mapping/sources.ts'
import { isNotYet, useCalm } from './mapping/use-calm.ts'
import { useMode } from './mapping/use-mode.ts'
import { useSlash } from './mapping/use-slash.ts'
import { useSources } from './mapping/use-sources.ts'

export type { FixedControl, ItemSource, MappingFieldProps } from './mapping/mapping-field-props.ts'

/** One input of a step: its label, where its value comes from, and what that is in the chosen sample. */
export function MappingField(props: MappingFieldProps) {
  const { stepId, field, path, schema, value, onChange, requiredWords, wantsValue = false, focus, item } = props
  const id = useId()
  const { document, mayEdit, problems } = useEditorScope()
  const sources = useSources(stepId, path, item)
  const root = useRef<HTMLDivElement>(null)
  const insert = useRef<FieldInsert | null>(null)
  const place = { wordsOf: sources.wordsOf, required: field.required }
  const { mode, isPending, drops, setMode } = useMode({ value, onChange, wantsValue, place })
  const isText = mayEdit && mode === 'fixed' && isPlainText(field)
  const slash = useSlash({ id, root, isText, onChange })
  const isPicking = useIsPickerOpen(id)
  const asked = useFocusField()
  const takes = takenTypes({ field, schema })
  const problem = problems.find(
    (one) => one.stepId === stepId && one.severity === 'error' && isAt(one.field, { path, mode }),
  )
  const calm = useCalm({ stepId, path }, problem, focus === true || asked === path)
  const shown = calm.isCalm ? undefined : problem
  const target = { field, schema }
  const way = slash.isAsking ? 'text' : mode
  const fit = (source: SourceNode) => insertable(way, source) ?? fitOf(source, target)
  useFocus(root, focus)
  useEffect(() => () => closePicker(id), [id])
  const put = (source: SourceNode, found: Fit & { fits: true }) => {
    if (slash.put(source.ref)) return
    if (insert.current?.(source.ref) === true) return
    if (mode === 'valueMap' && value?.kind === 'valueMap') onChange({ ...value, of: found.mapping })
    else onChange(mode === 'valueMap' ? startedMap(found.mapping) : kept(found.mapping, value))
  }
  const close = () => leavePicker(id, () => focusSoon(root))
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key for the picker works wherever in the field the focus is
    <div
      ref={root}
      data-field={path}
      className="flex min-w-0 flex-col gap-[5px]"
      onBlur={calm.onBlur}
      onKeyDown={(event) => {
        if (!mayEdit || !(slash.onKey(event) || asksForPicker(event))) return
        event.preventDefault()
        event.stopPropagation()
        openPicker(id)
      }}
    >
      <FieldHead
        id={id}
        field={field}
        mode={mode}
        takesText={takes.size === 0 || takes.has('string')}
        requiredWords={requiredWords}
        missing={shown !== undefined && isNotYet(shown) ? shown.message : null}
        mayEdit={mayEdit}
        onOpen={() => openPicker(id)}
        onMode={(next) => {
          setMode(next)
          if (next !== 'mapped' || changeMode(value, next, place).next !== 'keep') return
          // Once the menu has given the focus back: the picker takes it then.
          requestAnimationFrame(() => openPicker(id))
        }}
      />
      <DropFrame dropKey={id} fitOf={fit} onDrop={put} disabled={!mayEdit}>
        <FieldBody
          {...props}
          id={id}
          mode={mode}
          isPending={isPending}
          sources={sources}
          invalid={shown !== undefined}
          {...(isText ? { hint: 'Type, or / for a value' } : {})}
          insert={insert}
          Field={MappingField}
          onOpen={() => openPicker(id)}
        />
      </DropFrame>
      <Dropped said={drops} />
      {isPending && value !== undefined ? (
        <p id={`${id}-said`} className="text-ink-3 text-small">
          Until there is a new value it stays {describeMapping(document, value)}.
        </p>
      ) : (
        <FieldPreview {...props} id={`${id}-said`} sources={sources} dropKey={id} fitOf={fit} />
      )}
      <FieldNotes id={id} problem={shown !== undefined && isNotYet(shown) ? undefined : shown} help={field.help} />
      {isPicking && root.current !== null ? (
        <DataPicker
          sources={sources}
          target={
            way === 'text' || way === 'expression' || way === 'valueMap'
              ? { field: { ...field, type: 'json' }, schema: null }
              : target
          }
          fitOf={fit}
          anchor={root.current}
          onPick={(source, found) => {
            put(source, found)
            close()
          }}
          onClose={close}
        />
      ) : null}
    </div>
  )
}

/** A text that is typed, and not one of a list of the vendor's. */
function isPlainText({ type, lookup }: MappingFieldProps['field']): boolean {
  return lookup === undefined && (type === 'text' || type === 'longText')
}

/** In words and in formulas any plain value has its place. */
function insertable(mode: Mode, source: SourceNode): Fit | null {
  if (mode === 'expression') return { fits: true, mapping: { kind: 'reference', ref: source.ref } }
  if (mode === 'valueMap' && !source.isEach) return { fits: true, mapping: { kind: 'reference', ref: source.ref } }
  if (mode !== 'text') return null
  if (source.isEach || source.type === 'group') return { fits: false, why: 'Takes a single value' }
  return { fits: true, mapping: { kind: 'reference', ref: source.ref } }
}

function startedMap(of: Mapping): Mapping {
  return { kind: 'valueMap', of, entries: [], otherwise: { kind: 'error' } }
}

/** What is to happen when a value is missing stays the same when another one takes its place. */
function kept(next: Mapping, before: Mapping | undefined): Mapping {
  if (before === undefined || !('ifMissing' in before) || before.ifMissing === undefined) return next
  return next.kind === 'reference' || next.kind === 'expression' ? { ...next, ifMissing: before.ifMissing } : next
}

function asksForPicker(event: KeyboardEvent): boolean {
  if (event.code !== 'KeyM' || event.ctrlKey || event.metaKey) return false
  const target = event.target
  const types = target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  return types ? event.altKey : true
}

/** A group's members say themselves what is wrong with them; the form names them without the word `fields`. */
function isAt(field: string | undefined, { path, mode }: { path: string; mode: Mode }): boolean {
  const plain = field?.replaceAll('.fields.', '.')
  const own = path.replaceAll('.fields.', '.')
  return plain === own || (mode !== 'fields' && plain?.startsWith(`${own}.`) === true)
}

function useFocus(root: React.RefObject<HTMLElement | null>, focus: boolean | undefined): void {
  useEffect(() => {
    if (focus !== true) return
    root.current?.scrollIntoView({ block: 'center' })
    focusIn(root.current)
  }, [focus, root])
}

/** Back into the field, whose control may be on its way: the editor of texts is loaded when the first one is shown. */
function focusSoon(root: React.RefObject<HTMLElement | null>, triesLeft = 60): void {
  requestAnimationFrame(() => {
    if (root.current !== null && !focusIn(root.current) && triesLeft > 0) focusSoon(root, triesLeft - 1)
  })
}

function focusIn(root: HTMLElement | null): boolean {
  const body = root?.querySelector('[data-field-body]')
  const control = (body ?? root)?.querySelector('button, input, textarea, [contenteditable="true"], [tabindex="0"]')
  if (!(control instanceof HTMLElement)) return false
  const isNew = control.isContentEditable && !control.contains(document.getSelection()?.anchorNode ?? null)
  control.focus()
  // Words that became a text just now are gone on with at their end.
  if (isNew) document.getSelection()?.selectAllChildren(control)
  if (isNew) document.getSelection()?.collapseToEnd()
  return true
}
