'use client'

import { Button } from '@patchbay/ui/button'
import { lazy, Suspense, useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import type { FieldBodyProps } from './field-body-props.ts'
import { count } from './value-words.ts'

const ListMappingSheet = lazy(async () => ({ default: (await import('../list-mapping-sheet.tsx')).ListMappingSheet }))

/** What the two columns have made so far, and the way to them. */
export function ListMappingButton({
  isList,
  stepId,
  path,
  field,
  schema,
  value,
  onChange,
  sources,
  id,
  item,
  Field,
}: FieldBodyProps & { isList: boolean }) {
  const [open, setOpen] = useState(false)
  const { mayEdit } = useEditorScope()
  return (
    <div className="flex min-h-8.5 items-center gap-2">
      <span id={`${id}-summary`} className="min-w-0 flex-1 text-ink-2">
        {summary(isList, value, sources.wordsOf)}
      </span>
      <Button
        id={`${id}-draw`}
        aria-labelledby={`${id}-draw ${id}-label`}
        aria-describedby={`${id}-summary`}
        onClick={() => setOpen(true)}
      >
        {mayEdit ? 'Draw the lines' : 'See the lines'}
      </Button>
      {open ? (
        <Suspense fallback={null}>
          <ListMappingSheet
            stepId={stepId}
            path={path}
            field={field}
            schema={schema}
            value={value}
            isList={isList}
            item={item}
            Field={Field}
            onChange={onChange}
            onDone={() => setOpen(false)}
          />
        </Suspense>
      ) : null}
    </div>
  )
}

function summary(
  isList: boolean,
  value: FieldBodyProps['value'],
  wordsOf: FieldBodyProps['sources']['wordsOf'],
): string {
  const each = value?.kind === 'list' ? value.each : value
  const many = each?.kind === 'object' ? Object.keys(each.fields).length : each === undefined ? 0 : 1
  const fields = `${count(many, 'field')} filled`
  if (!isList) return value?.kind === 'object' ? fields : 'Nothing is filled yet.'
  if (value?.kind !== 'list') return 'No list is chosen yet.'
  const from = value.of.kind === 'reference' ? wordsOf(value.of.ref) : 'a list'
  return `One for each of ${from}, ${fields}`
}
