import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import { cn } from '@patchbay/ui/cn'
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { useFocusField } from './focus-field.ts'
import { foldFields, pairFields } from './fold-fields.ts'

export type FoldedFieldsProps = {
  stepId: string
  fields: readonly FieldSpec[]
  /** Of the form, before the field's name: `input`. */
  path: string
  isFilled: (field: FieldSpec) => boolean
  /** Short ones that may stand two in a row. */
  isShort?: (field: FieldSpec) => boolean
  render: (field: FieldSpec) => ReactNode
  /** How many fields are seen at a glance. */
  seen?: number
}

/** The fields of a form, the rare ones folded away with their names in sight. */
export function FoldedFields({
  stepId,
  fields,
  path,
  isFilled,
  isShort = () => false,
  render,
  seen,
}: FoldedFieldsProps) {
  const { problems } = useEditorScope()
  const focus = useFocusField()
  const isAsked = (spec: FieldSpec) => focus !== undefined && isWithin(focus, `${path}.${spec.name}`)
  const isWrong = (spec: FieldSpec) =>
    problems.some((problem) => problem.stepId === stepId && isWithin(problem.field ?? '', `${path}.${spec.name}`))
  // Settled once: a field must not move because it was just filled in.
  const [{ shown, folded }] = useState(() => foldFields(fields, (spec) => isFilled(spec) || isWrong(spec), seen))
  const [opened, setOpened] = useState(false)
  const filled = folded.filter(isFilled).length
  const open = opened || folded.some(isAsked)
  const id = useId()
  return (
    <>
      <Rows fields={shown} isShort={isShort} render={render} />
      {folded.length === 0 ? null : (
        <div className="not-first:mt-3.75 border-line border-t">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpened(!open)}
            className="flex w-full min-w-0 items-center gap-2 pt-3 pb-1 text-left font-medium text-ink-2 hover:text-ink"
          >
            <ChevronRight
              size={15}
              strokeWidth={1.75}
              aria-hidden="true"
              className={cn('flex-none transition-transform duration-(--m-fast)', open && 'rotate-90')}
            />
            <span className="flex-none">{folded.length === 1 ? '1 more field' : `${folded.length} more fields`}</span>
            {open ? null : (
              <span className="truncate font-normal text-ink-3">
                {[
                  ...(filled === 0 ? [] : [`${filled} filled in`]),
                  ...folded.map(({ label }) => inSentence(label)),
                ].join(', ')}
              </span>
            )}
          </button>
          <div id={id} hidden={!open} className="pt-2.5">
            {open ? <Rows fields={folded} isShort={isShort} render={render} /> : null}
          </div>
        </div>
      )}
    </>
  )
}

function Rows({ fields, isShort, render }: Required<Pick<FoldedFieldsProps, 'fields' | 'isShort' | 'render'>>) {
  return (
    <div className="grid grid-cols-1 gap-3.75">
      {pairFields(fields, isShort).map((row) => (
        <div
          key={row.map(({ name }) => name).join(' ')}
          className={cn('grid min-w-0 items-start gap-3', row.length === 2 && 'grid-cols-2')}
        >
          {row.map(render)}
        </div>
      ))}
    </div>
  )
}

/** "Label format" → "label format"; "HTML" stays. */
function inSentence(label: string): string {
  return /^.[a-z ]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label
}

function isWithin(field: string, path: string): boolean {
  return field === path || field.startsWith(`${path}.`)
}
