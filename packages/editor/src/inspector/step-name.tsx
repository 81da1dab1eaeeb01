import type { Step } from '@patchbay/flow/document'
import { useEffect, useRef, useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { useFieldProblem } from './field-problem.tsx'
import { useDraft } from './use-draft.ts'

export type StepNameProps = {
  step: Step
  /** Another number starts the renaming: F2, or a problem with the name. */
  asked: number
}

/** The sentence of a step. A click makes it an input; Enter keeps it, Esc leaves it as it was. */
export function StepName({ step, asked }: StepNameProps) {
  const { apply, mayEdit } = useEditorScope()
  const [editing, setEditing] = useState(false)
  const before = useRef(step.name)
  const button = useRef<HTMLButtonElement>(null)
  const problem = useFieldProblem(step.id, 'name')
  const draft = useDraft(step.name, (name) =>
    name === step.name ? null : apply({ kind: 'renameStep', stepId: step.id, name }),
  )
  const start = () => {
    if (!mayEdit) return
    before.current = step.name
    setEditing(true)
  }
  useEffect(() => {
    if (asked > 0) start()
  }, [asked])
  const end = (name: string) => {
    draft.change(name, 'done')
    setEditing(false)
    requestAnimationFrame(() => button.current?.focus())
  }
  return (
    <div data-field="name" className="min-w-0">
      <h2 className="font-semibold text-[15px] leading-5">
        {editing ? (
          <NameInput
            value={draft.value}
            invalid={problem?.severity === 'error'}
            onType={draft.change}
            onLeave={() => {
              draft.flush()
              setEditing(false)
            }}
            onEnd={(kept) => end(kept ? draft.value : before.current)}
          />
        ) : mayEdit ? (
          <button
            ref={button}
            type="button"
            aria-label={`${draft.value || 'No name yet'}, rename`}
            aria-keyshortcuts="F2"
            onClick={start}
            className="-mx-1.5 line-clamp-2 max-w-full cursor-text rounded-1 px-1.5 text-left hover:bg-shade"
          >
            {draft.value === '' ? <span className="text-ink-3">Say what it does</span> : draft.value}
          </button>
        ) : (
          <span className="line-clamp-2">{draft.value}</span>
        )}
      </h2>
      {problem === undefined ? null : <p className="text-attn text-small">{problem.message}</p>}
    </div>
  )
}

type NameInputProps = {
  value: string
  invalid: boolean
  onType: (name: string) => void
  onLeave: () => void
  /** Enter keeps it, Esc does not. */
  onEnd: (kept: boolean) => void
}

function NameInput({ value, invalid, onType, onLeave, onEnd }: NameInputProps) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    input.current?.select()
  }, [])
  return (
    <input
      ref={input}
      aria-label="What the step does"
      aria-invalid={invalid || undefined}
      maxLength={200}
      value={value}
      className="-mx-1.5 -my-px w-full rounded-1 border border-line-ui bg-surface px-1.25 font-semibold text-ink"
      onChange={(event) => onType(event.target.value)}
      onBlur={onLeave}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        onEnd(event.key === 'Enter')
      }}
    />
  )
}
