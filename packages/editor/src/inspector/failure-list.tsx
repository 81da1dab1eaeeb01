import type { ActionManifest } from '@patchbay/connector-sdk/manifest'
import type { ActionStep, RetryableCode, StepPolicy } from '@patchbay/flow/document'
import { Menu } from '@patchbay/ui/menu'
import { Tooltip } from '@patchbay/ui/tooltip'
import { KeyRound, Lock, Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { ProblemLine } from './field-problem.tsx'
import { type FailureWord, failureWords } from './retry-codes.ts'

export type FailureListProps = {
  step: ActionStep
  action: ActionManifest
  policy: StepPolicy
  onRetryOn: (codes: RetryableCode[]) => void
  children: ReactNode
}

/** Which failures are tried again and which not, as words that go from one row to the other. */
export function FailureList({ step, action, policy, onRetryOn, children }: FailureListProps) {
  const { mayEdit } = useEditorScope()
  const { retried, notRetried } = failureWords(action, policy, step)
  const add = (code: RetryableCode) => onRetryOn([...policy.retryOn, code])
  const remove = (code: RetryableCode) => onRetryOn(policy.retryOn.filter((kept) => kept !== code))
  const addable = notRetried.filter((word) => word.code !== null)
  return (
    <section
      aria-label="Which failures are tried again"
      className="grid grid-cols-1 gap-1.75 border-line border-t pt-2.5 pb-2.75"
    >
      <Row label="Retried" field="policy.retryOn">
        {retried.map((word) => (
          <Word
            key={word.words}
            word={word}
            label={`Do not retry: ${word.words}`}
            onMove={mayEdit ? remove : undefined}
          />
        ))}
        {retried.length === 0 ? <span className="py-0.5 text-ink-3 text-small">nothing</span> : null}
        {mayEdit && addable.length > 0 ? (
          <Menu
            trigger={
              <button
                type="button"
                className="inline-flex h-6 items-center gap-1 rounded-[6px] border border-line-ui border-dashed bg-surface px-1.75 text-ink-2 text-small hover:text-ink"
              >
                <Plus size={12} strokeWidth={1.75} aria-hidden="true" />
                Add
              </button>
            }
            items={addable.flatMap((word) =>
              word.code === null ? [] : [{ label: word.words, onSelect: () => add(word.code) }],
            )}
          />
        ) : null}
      </Row>
      <Row label="Not retried">
        {notRetried.map((word) => (
          <Word key={word.words} word={word} label={`Retry: ${word.words}`} onMove={mayEdit ? add : undefined} />
        ))}
      </Row>
      {children}
      <ProblemLine stepId={step.id} path="policy.retryOn" />
    </section>
  )
}

function Row({ label, field, children }: { label: string; field?: string; children: ReactNode }) {
  return (
    <div className="flex items-start" data-field={field}>
      <span className="w-22 flex-none py-0.5 font-medium">{label}</span>
      <div className="flex min-w-0 flex-1 flex-wrap gap-1.25">{children}</div>
    </div>
  )
}

type WordProps = { word: FailureWord; label: string; onMove: ((code: RetryableCode) => void) | undefined }

function Word({ word, label, onMove }: WordProps) {
  if (word.code === null) {
    const Icon = word.words.startsWith('key') ? KeyRound : Lock
    return (
      <Tooltip label={word.why}>
        <span
          // biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip says why it cannot be moved
          tabIndex={0}
          className="inline-flex h-6 items-center gap-1.25 rounded-[6px] border border-line bg-surface-2 px-1.75 text-ink-2 text-small"
        >
          <Icon size={11} strokeWidth={1.75} aria-hidden="true" />
          {word.words}
          <span className="sr-only">: {word.why}</span>
        </span>
      </Tooltip>
    )
  }
  const { code } = word
  return (
    <span className="inline-flex h-6 items-center rounded-[6px] border border-line-2 bg-surface pl-2 text-small">
      {word.words}
      {onMove === undefined ? (
        <span className="w-2" />
      ) : (
        <button
          type="button"
          aria-label={label}
          onClick={() => onMove(code)}
          className="grid size-6 place-items-center text-ink-3 hover:text-ink"
        >
          <X size={11} strokeWidth={1.75} aria-hidden="true" />
        </button>
      )}
    </span>
  )
}
