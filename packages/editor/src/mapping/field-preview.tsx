'use client'

import type { Mapping } from '@patchbay/flow/mapping'
import { fieldSchema } from '@patchbay/flow/output-schema'
import { readsOf } from '@patchbay/flow/read-steps'
import { isListOnly } from '@patchbay/flow/schema-at'
import { useEditorScope } from '../editor-scope.tsx'
import { useDraggedSource, useIsDraggedOver } from './desk.ts'
import type { Fit } from './fit.ts'
import { chainOf } from './mapped-box.tsx'
import type { ItemSource, MappingFieldProps } from './mapping-field-props.ts'
import { missingIn, withIfMissing } from './missing.ts'
import { MissingLine } from './missing-line.tsx'
import { PreviewLine } from './preview-line.tsx'
import type { SourceNode, Sources } from './sources.ts'
import { thingsOf } from './things.ts'
import { useFieldScope } from './use-field-scope.ts'
import { usePreview } from './use-preview.ts'
import { useRecent } from './use-recent.ts'

type FieldPreviewProps = Pick<MappingFieldProps, 'field' | 'schema' | 'value' | 'onChange'> & {
  id: string
  item?: ItemSource | undefined
  sources: Sources
  dropKey: string
  fitOf: (source: SourceNode) => Fit
}

/** What the field becomes in the sample, or what the dragged value would make of it; and what was empty at times. */
export function FieldPreview({ field, schema, value, onChange, id, item, sources, dropKey, fitOf }: FieldPreviewProps) {
  const { samples, mayEdit } = useEditorScope()
  const recent = useRecent(sources)
  const scope = useFieldScope(sources, item)
  const dragged = useDraggedSource()
  const isOver = useIsDraggedOver(dropKey)
  const tried = isOver && dragged !== null ? fitOf(dragged) : null
  const isTrying = tried?.fits === true && (value?.kind !== 'template' || value.parts.length === 0)
  const shown = isTrying ? tried.mapping : value === undefined || value.kind === 'constant' ? null : value
  const preview = usePreview(shown, scope, { label: field.label, list: isListOnly(schema ?? fieldSchema(field)) })
  const missing = isTrying || value === undefined ? null : missingIn(value, recent)
  if (shown === null) return null
  const gone = isTrying ? null : goneIn(value, sources)
  if (gone !== null) return <PreviewLine id={id} preview={{ kind: 'wrong', message: gone, isBudget: false }} />
  const untried = isTrying || samples.chosen === null ? null : untriedIn(value, sources)
  if (missing === null && untried !== null)
    return (
      <p id={id} className="pl-[19px] text-ink-3 text-small">
        “{untried}” has given nothing yet. Test it to see what this becomes.
      </p>
    )
  if (missing === null || value === undefined) return <PreviewLine id={id} preview={preview} />
  const isUnanswered = missing.ifMissing === undefined
  const line = (
    <MissingLine
      field={field}
      name={value.kind === 'template' && value.parts.length > 1 ? lastWords(missing.ref, sources) : null}
      counted={missing.counted}
      things={thingsOf(sources)}
      ifMissing={missing.ifMissing}
      onChange={(ifMissing) => onChange(withIfMissing(value, missing.ref, ifMissing))}
      mayEdit={mayEdit}
    />
  )
  // With nothing in this sample the warning says all there is to say.
  if (preview === null || preview.kind === 'nothing')
    return (
      <PreviewLine id={id} preview={null}>
        {line}
      </PreviewLine>
    )
  return (
    <div id={id} className="flex flex-col">
      <PreviewLine preview={preview} />
      {isUnanswered ? (
        <PreviewLine preview={null}>{line}</PreviewLine>
      ) : (
        <p className="pl-[19px] text-ink-3 text-small">{line}</p>
      )}
    </div>
  )
}

/** A value that no longer comes to this step would be empty in every run. */
function goneIn(value: Mapping | undefined, sources: Sources): string | null {
  const refs =
    value?.kind === 'template'
      ? value.parts.flatMap((part) => ('ref' in part ? [part.ref] : []))
      : [chainOf(value?.kind === 'valueMap' ? value.of : (value ?? null))?.ref]
  const gone = refs.find((ref) => ref !== undefined && sources.rootOf(ref) === null)
  if (gone === undefined) return null
  const words = sources.wordsOf(gone)
  return words.startsWith('Step was removed')
    ? 'The step that gave this value was removed. Choose another one.'
    : `${words} does not come before this step any more. Choose another value.`
}

/** The first step that a mapping reads from and that has given nothing with this sample: nobody knows what it becomes. */
function untriedIn(value: Mapping | undefined, sources: Sources): string | null {
  const read = new Set(readsOf(value).map(({ stepId }) => stepId))
  const untried = sources.roots.find(
    ({ ref, step, value: given }) =>
      read.has(ref.from) && step !== null && step.kind !== 'trigger' && step.kind !== 'loop' && given === undefined,
  )
  return untried?.step?.name ?? null
}

function lastWords(ref: Parameters<Sources['wordsOf']>[0], sources: Sources): string {
  return sources.wordsOf(ref).split(' › ').at(-1) ?? ''
}
