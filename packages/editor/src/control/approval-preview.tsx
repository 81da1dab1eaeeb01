import type { ApprovalStep } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import { useEditorScope } from '../editor-scope.tsx'
import { roughWords } from '../inspector/durations.ts'
import { useFieldScope } from '../mapping/use-field-scope.ts'
import { type Preview, usePreview } from '../mapping/use-preview.ts'
import { useSources } from '../mapping/use-sources.ts'

type Scope = ReturnType<typeof useFieldScope>

/** The page that is sent, filled from the sample. */
export function ApprovalPreview({ step }: { step: ApprovalStep }) {
  const { samples } = useEditorScope()
  const sources = useSources(step.id, 'question')
  const scope = useFieldScope(sources)
  const question = wordsOf(usePreview(step.question, scope, { label: 'Question' }))
  return (
    <figure aria-label="The page as it will be seen" className="m-0 rounded-3 border border-line bg-page p-3">
      <div className="rounded-3 border border-line bg-surface px-4 py-3.5">
        <p className="text-ink-3 text-small">{step.name}</p>
        <p className="mt-0.5 font-semibold text-h3">{question ?? 'The question stands here.'}</p>
        {step.facts.length === 0 ? null : (
          <dl className="mt-2.5 mb-0 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
            {step.facts.map((fact, index) => (
              <Fact key={index} label={fact.label} value={fact.value} scope={scope} />
            ))}
          </dl>
        )}
        {step.form.map((field) => (
          <div key={field.name} className="mt-2.5">
            <span className="text-ink-2 text-small">{field.label === '' ? field.name : field.label}</span>
            <span className="mt-1 block h-7 rounded-2 border border-line-2 bg-surface-2" />
          </div>
        ))}
        <div className="mt-3 grid grid-cols-2 gap-2 text-center font-medium">
          <span className="rounded-2 border border-line-ui py-1.5">Approve</span>
          <span className="rounded-2 border border-line-ui py-1.5">Refuse</span>
        </div>
        <p className="mt-2 text-ink-3 text-small">Open for {roughWords(step.deadlineMs)}.</p>
      </div>
      <figcaption className="mt-2 text-ink-3 text-small">
        {samples.chosen === null ? 'Filled in once there is a sample.' : `With ${samples.chosen.label}.`}
      </figcaption>
    </figure>
  )
}

function Fact({ label, value, scope }: { label: string; value: Mapping; scope: Scope }) {
  const words = wordsOf(usePreview(value, scope, { label }))
  return (
    <>
      <dt className="text-ink-3">{label === '' ? '…' : label}</dt>
      <dd className="m-0 min-w-0 truncate">{words ?? 'empty'}</dd>
    </>
  )
}

function wordsOf(preview: Preview | null): string | null {
  if (preview?.kind !== 'value') return null
  const text = plain(preview.value)
  return text === '' ? null : text
}

function plain(value: Json): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
