import type { ActionManifest } from '@patchbay/connector-sdk/manifest'
import type { ActionStep, Step, StepPolicy } from '@patchbay/flow/document'
import { defaultPolicy, isRepeatSafe } from '@patchbay/flow/policy'
import { UNDO_PORT } from '@patchbay/flow/ports'
import type { Problem } from '@patchbay/flow/problem'
import { useEditorScope } from '../editor-scope.tsx'
import { EditFrame } from './edit-frame.tsx'
import { AuthFailure, UnknownOutcome } from './failure-choices.tsx'
import { FailureList } from './failure-list.tsx'
import { ProblemLine, Wrong } from './field-problem.tsx'
import { policyWith } from './policy-edits.ts'
import { Section } from './section.tsx'
import { InlineDuration, InlineNumber, InlineSelect, Sentence } from './sentence.tsx'
import { StillFails } from './still-fails.tsx'
import { TriesChart } from './tries-chart.tsx'
import { UndoSection } from './undo-section.tsx'
import { useDraft } from './use-draft.ts'

export type RetryTabProps = { step: Step; onOpenStep?: (stepId: string) => void }

/** What happens when a step does not work at once, and when it never does. */
export function RetryTab({ step, onOpenStep }: RetryTabProps) {
  const { manifests, document } = useEditorScope()
  const isUndo = document.edges.some(({ to, port }) => to === step.id && port === UNDO_PORT)
  const connector = step.kind === 'action' ? manifests[step.connector] : undefined
  const action = step.kind === 'action' ? connector?.actions[step.action] : undefined
  const called = step.kind === 'action' && action !== undefined && connector !== undefined
  return (
    <div className="px-4 pt-0.5 pb-3">
      {called ? <ActionTries step={step} action={action} title={connector.title} /> : <NothingToRetry step={step} />}
      {isUndo ? <UndoFails /> : <StillFails step={step} onOpenStep={onOpenStep} />}
      {called ? <UnknownOutcome step={step} action={action} title={connector.title} /> : null}
      {called && !isUndo ? (
        <UndoSection step={step} action={action} title={connector.title} onOpenStep={onOpenStep} />
      ) : null}
    </div>
  )
}

function UndoFails() {
  return (
    <Section title="If it still fails">
      <p className="text-ink-2">
        A person is asked: it stands among the problems, with what it was to take back. The other undos go on.
      </p>
    </Section>
  )
}

function NothingToRetry({ step }: { step: Step }) {
  return (
    <div className="pt-3 pb-2.5 text-ink-2">
      {step.kind === 'action' ? (
        <>
          <ProblemLine stepId={step.id} path="connector" />
          <ProblemLine stepId={step.id} path="action" />
        </>
      ) : (
        (FAILS_WHEN[step.kind] ??
        'This step sends nothing outside, so there is nothing to try again. It fails only when a value it needs cannot be had.')
      )}
    </div>
  )
}

/** What can go wrong with a step that makes no call itself. */
const FAILS_WHEN: Partial<Record<Step['kind'], string>> = {
  scope: 'It fails when a step that it tries fails and it has no steps for “If it fails”, or when one of those fails.',
  loop: 'It fails when an item fails, unless the others are to go on. Each step inside has tries of its own.',
  repeat: 'It fails when a step inside fails, or when the rule never holds. Each step inside has tries of its own.',
  parallel:
    'It fails when too few of its lanes succeed, or when they take too long. Each step inside has tries of its own.',
  subflow: 'It fails when the other flow fails, or cannot be started. The steps of that flow have tries of their own.',
  event:
    'It makes no call, so there is nothing to try again. That no event came is no failure: it has a way of its own.',
  approval:
    'It makes no call, so there is nothing to try again. “Refused” and “Nobody answered” are ways of their own.',
}

type ActionTriesProps = { step: ActionStep; action: ActionManifest; title: string }

function ActionTries({ step, action, title }: ActionTriesProps) {
  const { apply, mayEdit } = useEditorScope()
  const defaults = defaultPolicy(action)
  const draft = useDraft<Partial<StepPolicy> | null>(step.policy ?? null, (policy) =>
    apply({ kind: 'setPolicy', stepId: step.id, policy }),
  )
  const policy: StepPolicy = { ...defaults, ...draft.value }
  const put = (change: Partial<StepPolicy>, how: 'typed' | 'done') =>
    draft.change(policyWith(defaults, draft.value, change), how)
  return (
    <EditFrame onLeave={draft.flush}>
      <Section title="Try again" note={draft.value === null ? defaultWords(action) : 'changed from the default'}>
        {isRepeatSafe(action) ? null : <UnsafeNote action={action} title={title} />}
        <TrySentence policy={policy} put={put} />
        <TriesChart policy={policy} />
        <Sentence>
          If {title} says how long (<span className="font-mono text-small">Retry-After</span>), that long is waited, up
          to 24 h.
        </Sentence>
        <Sentence>
          <span data-field="policy.timeoutMs">
            One try may take{' '}
            <InlineDuration
              label="Time for one try"
              valueMs={policy.timeoutMs}
              units={['s', 'min']}
              disabled={!mayEdit}
              onChange={(timeoutMs) => put({ timeoutMs }, 'typed')}
            />
            .
          </span>
        </Sentence>
        <PolicyProblems stepId={step.id} refused={draft.refused} />
      </Section>
      <FailureList step={step} action={action} policy={policy} onRetryOn={(retryOn) => put({ retryOn }, 'done')}>
        <AuthFailure step={step} title={title} />
      </FailureList>
    </EditFrame>
  )
}

type Put = (change: Partial<StepPolicy>, how: 'typed' | 'done') => void

function TrySentence({ policy, put }: { policy: StepPolicy; put: Put }) {
  const { mayEdit } = useEditorScope()
  const disabled = !mayEdit
  return (
    <Sentence>
      <span data-field="policy.maxAttempts">
        Try{' '}
        <InlineNumber
          label="Number of tries"
          value={policy.maxAttempts}
          disabled={disabled}
          onChange={(maxAttempts) => put({ maxAttempts }, 'typed')}
        />
      </span>{' '}
      {policy.maxAttempts === 1 ? 'time.' : 'times: wait '}
      {policy.maxAttempts === 1 ? null : (
        <>
          <span data-field="policy.initialDelayMs">
            <InlineDuration
              label="First wait"
              valueMs={policy.initialDelayMs}
              disabled={disabled}
              onChange={(initialDelayMs) => put({ initialDelayMs }, 'typed')}
            />
          </span>
          , then{' '}
          <span data-field="policy.backoff">
            <InlineSelect
              label="How the wait grows"
              value={String(policy.backoff)}
              disabled={disabled}
              options={growths(policy.backoff)}
              onChange={(backoff) => put({ backoff: Number(backoff) }, 'done')}
            />
          </span>{' '}
          as long each time, up to{' '}
          <span data-field="policy.maxDelayMs">
            <InlineDuration
              label="Longest wait"
              valueMs={policy.maxDelayMs}
              disabled={disabled}
              onChange={(maxDelayMs) => put({ maxDelayMs }, 'typed')}
            />
          </span>
          .
        </>
      )}
    </Sentence>
  )
}

function UnsafeNote({ action, title }: { action: ActionManifest; title: string }) {
  const why = action.idempotency.kind === 'none' ? action.idempotency.why : ''
  return (
    <p className="mb-1.5 rounded-2 border border-attn-line bg-attn-tint px-3 py-2 text-ink-2 text-small">
      <b className="text-attn">Not repeat-safe.</b> {why} So it is tried again by itself only where {title} surely did
      nothing: it was not reached, or refused the call.
    </p>
  )
}

function PolicyProblems({ stepId, refused }: { stepId: string; refused: Problem | null }) {
  return (
    <>
      {[
        'policy.maxAttempts',
        'policy.initialDelayMs',
        'policy.backoff',
        'policy.maxDelayMs',
        'policy.timeoutMs',
        'policy',
      ].map((path) => (
        <ProblemLine key={path} stepId={stepId} path={path} />
      ))}
      {refused === null ? null : <Wrong>{refused.message}</Wrong>}
    </>
  )
}

function growths(current: number) {
  const usual = [1, 1.5, 2, 3, 4, 5, 10]
  const all = usual.includes(current) ? usual : [...usual, current].sort((a, b) => a - b)
  return all.map((factor) => ({ value: String(factor), label: `${String(factor).replace('.5', '½')} ×` }))
}

function defaultWords(action: ActionManifest): string {
  if (action.effect === 'read' || action.effect === 'pure') return 'the default for what only reads'
  return isRepeatSafe(action) ? 'the default for what is applied once' : 'the default for what is not repeat-safe'
}
