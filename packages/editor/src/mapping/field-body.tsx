'use client'

import type { Mapping, Reference, TemplatePart } from '@patchbay/flow/mapping'
import { useEffect, useRef } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { closePicker, useIsPickerOpen } from './desk.ts'
import { emptiness, valuesSeen } from './emptiness.ts'
import { ExpressionBox } from './expression-box.tsx'
import type { FieldBodyProps } from './field-body-props.ts'
import { writePath } from './functions/path-source.ts'
import { releaseKeys } from './hold-keys.ts'
import { ListMappingButton } from './list-mapping-button.tsx'
import { chainOf, MappedBox } from './mapped-box.tsx'
import type { MappingFieldProps } from './mapping-field-props.ts'
import { missingIn } from './missing.ts'
import { TextBox } from './text-box.tsx'
import type { TextAsk } from './text-editor/text-editor.tsx'
import { thingsOf } from './things.ts'
import { useRecent } from './use-recent.ts'
import { ValueMapEditor } from './value-map-editor.tsx'

/** What stands under the label: the control of the way that the field is filled. */
export function FieldBody(props: FieldBodyProps) {
  const { mode, insert } = props
  if (mode !== 'text' && mode !== 'expression') insert.current = null
  switch (mode) {
    case 'fixed':
      return <FixedBody {...props} />
    case 'mapped':
      return <MappedBody {...props} />
    case 'text':
      return <TextBody {...props} />
    case 'valueMap':
      return <ValueMapBody {...props} />
    case 'expression':
      return <ExpressionBody {...props} />
    default:
      return <ListMappingButton {...props} isList={mode === 'each'} />
  }
}

function FixedBody({ id, field, value, onChange, control, invalid, hint }: FieldBodyProps) {
  const { mayEdit } = useEditorScope()
  return control({
    value: value?.kind === 'constant' ? value.value : undefined,
    onChange: (next) => onChange(next === undefined ? null : { kind: 'constant', value: next }),
    id: `${id}-control`,
    labelledBy: `${id}-label`,
    describedBy: describedBy(id, invalid),
    required: field.required,
    invalid,
    disabled: !mayEdit,
    ...(hint === undefined ? {} : { hint }),
  })
}

function MappedBody({ id, field, value, onChange, sources, isPending, invalid, onOpen }: FieldBodyProps) {
  const { mayEdit } = useEditorScope()
  const recent = useRecent(sources)
  const mapping = isPending ? null : (value ?? null)
  const missing = missingIn(mapping ?? undefined, recent)
  return (
    <MappedBox
      mapping={mapping}
      asks={field.type === 'list' ? 'Choose a list' : 'Choose a value'}
      sources={sources}
      mayBeEmpty={missing !== null && missing.ifMissing === undefined}
      disabled={!mayEdit}
      invalid={invalid}
      labelledBy={`${id}-label`}
      describedBy={describedBy(id, invalid)}
      onOpen={onOpen}
      onChange={onChange}
    />
  )
}

function TextBody({ id, field, value, onChange, sources, invalid, insert, onOpen }: FieldBodyProps) {
  const { mayEdit } = useEditorScope()
  const recent = useRecent(sources)
  const pending = useRef<TextAsk | null>(null)
  const handle = useRef<Omit<TextAsk, 'typed'> | null>(null)
  insert.current = (ref) => {
    const ask = pending.current ?? handle.current
    pending.current = null
    ask?.put({ ref })
    return ask !== null
  }
  const isAsking = useIsPickerOpen(id)
  useEffect(() => {
    const asked = pending.current
    if (isAsking || asked === null) return
    // Nothing was picked, so the key that asked for a value was meant as itself.
    pending.current = null
    // A chip that was pressed takes the focus back itself.
    if (asked.typed === null) return
    asked.type(asked.typed)
    asked.focus()
  }, [isAsking])
  const parts = value?.kind === 'template' ? value.parts : []
  return (
    <TextBox
      id={`${id}-control`}
      parts={parts}
      sources={sources}
      multiline={field.type === 'longText'}
      disabled={!mayEdit}
      invalid={invalid}
      required={field.required}
      labelledBy={`${id}-label`}
      describedBy={describedBy(id, invalid)}
      mayBeEmpty={({ ref, ifMissing }) => ifMissing === undefined && emptiness(ref, recent).empty > 0}
      // Text that is gone is no value: an optional field is then left out and not sent empty.
      onChange={(next: TemplatePart[]) => onChange(next.length === 0 ? null : { kind: 'template', parts: next })}
      onAsk={(ask) => {
        pending.current = ask
        onOpen()
      }}
      handle={(next) => {
        handle.current = next
        if (next !== null) releaseKeys(id, next.append)
        if (next === null) closePicker(id)
      }}
    />
  )
}

function ExpressionBody({ id, field, value, onChange, sources, invalid, insert }: FieldBodyProps) {
  const { mayEdit } = useEditorScope()
  const put = useRef<((text: string) => void) | null>(null)
  insert.current = (ref) => {
    put.current?.(writePath(ref))
    return put.current !== null
  }
  const before = value?.kind === 'expression' ? value : null
  return (
    <ExpressionBox
      label={field.label}
      source={before?.source ?? ''}
      sources={sources}
      disabled={!mayEdit}
      invalid={invalid}
      describedBy={describedBy(id, invalid)}
      onChange={(source) => onChange({ ...before, kind: 'expression', source })}
      handle={(next) => {
        put.current = next
      }}
    />
  )
}

function ValueMapBody(props: FieldBodyProps) {
  const { field, value, onChange, sources, item } = props
  const { mayEdit } = useEditorScope()
  const recent = useRecent(sources)
  const map = value?.kind === 'valueMap' ? value : null
  const chain = chainOf(map?.of ?? null)
  const seen =
    chain === null || chain.calls.length > 0 ? { values: [], empty: 0 } : valuesSeen(seenRef(chain.ref, item), recent)
  const change = (of: Mapping | null) => {
    if (of === null) onChange(null)
    else onChange(map === null ? { kind: 'valueMap', of, entries: [], otherwise: { kind: 'error' } } : { ...map, of })
  }
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <MappedBody {...props} value={map?.of} isPending={map === null} onChange={change} />
      {map === null ? null : (
        <ValueMapEditor
          field={field}
          value={map}
          seen={seen.values}
          note={
            recent.length === 0
              ? 'No samples yet: write the values that can come.'
              : `Values seen in the last ${recent.length} ${thingsOf(sources)}`
          }
          disabled={!mayEdit}
          onChange={onChange}
        />
      )}
    </div>
  )
}

/** What was seen in the element that is shown says little; what was seen in all of them says what may come. */
function seenRef(ref: Reference, item: MappingFieldProps['item']): Reference {
  if (ref.from !== 'item' || item?.list === undefined) return ref
  return { from: item.list.from, path: [...item.list.path, ...ref.path] }
}

function describedBy(id: string, invalid: boolean): string {
  return invalid ? `${id}-problem ${id}-said` : `${id}-said`
}
