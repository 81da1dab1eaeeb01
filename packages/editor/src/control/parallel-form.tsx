import type { Join, ParallelStep } from '@patchbay/flow/document'
import { firstsOf, laneCount } from '../container-rule.ts'
import { useEditorScope } from '../editor-scope.tsx'
import { EditFrame } from '../inspector/edit-frame.tsx'
import { ProblemLine, Wrong } from '../inspector/field-problem.tsx'
import { InlineDuration, InlineNumber, InlineSelect, Sentence } from '../inspector/sentence.tsx'
import { useDraft } from '../inspector/use-draft.ts'

/** What runs at the same time, and when the run goes on. */
export function ParallelForm({ step }: { step: ParallelStep }) {
  const { document, apply } = useEditorScope()
  const draft = useDraft<Join>(step.join ?? { kind: 'all' }, (join) => {
    const isPlain = join.kind === 'all' && join.timeoutMs === undefined
    return apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'parallel', join: isPlain ? null : join } })
  })
  const first = firstsOf(step.id, document)
  return (
    <EditFrame onLeave={draft.flush} field="join">
      <p className="text-ink-2">
        {first.length === 0
          ? 'Drag steps into it on the canvas. They start at the same time.'
          : 'These start at the same time, each with what follows it:'}
      </p>
      {first.length === 0 ? null : (
        <ul className="mt-1.5 grid grid-cols-1 gap-1">
          {first.map(({ id, name }) => (
            <li key={id} className="rounded-2 bg-surface-2 px-2.5 py-1.5">
              {name}
            </li>
          ))}
        </ul>
      )}
      <JoinSentence join={draft.value} lanes={laneCount(step, document)} put={draft.change} />
      {['join.count', 'join.timeoutMs', 'join', ''].map((path) => (
        <ProblemLine key={path} stepId={step.id} path={path} />
      ))}
      {draft.refused === null ? null : <Wrong>{draft.refused.message}</Wrong>}
    </EditFrame>
  )
}

type JoinProps = { join: Join; lanes: number; put: (join: Join, how: 'typed' | 'done') => void }
type Way = 'all' | 'any' | 'first' | 'some'

function JoinSentence({ join, lanes, put }: JoinProps) {
  const { mayEdit } = useEditorScope()
  const limit = join.timeoutMs === undefined ? {} : { timeoutMs: join.timeoutMs }
  const way: Way = join.kind === 'succeeded' ? (join.count === 1 ? 'first' : 'some') : join.kind
  const choose = (next: Way) => {
    if (next === 'all' || next === 'any') put({ kind: next, ...limit }, 'done')
    else put({ kind: 'succeeded', count: next === 'first' ? 1 : Math.max(2, lanes - 1), ...limit }, 'done')
  }
  return (
    <div className="mt-2 border-line border-t pt-2">
      <Sentence>
        The run goes on when{' '}
        <InlineSelect label="When the run goes on" value={way} disabled={!mayEdit} options={WAYS} onChange={choose} />
        {way === 'some' && join.kind === 'succeeded' ? (
          <span data-field="join.count">
            :{' '}
            <InlineNumber
              label="How many must have succeeded"
              value={join.count}
              disabled={!mayEdit}
              onChange={(count) => put({ kind: 'succeeded', count, ...limit }, 'typed')}
            />{' '}
            of {lanes}
          </span>
        ) : null}
        .
      </Sentence>
      <Sentence>
        <span data-field="join.timeoutMs">
          It may take{' '}
          <InlineSelect
            label="Time for all of them"
            value={join.timeoutMs === undefined ? 'any' : 'limit'}
            disabled={!mayEdit}
            options={[
              { value: 'any', label: 'as long as it takes' },
              { value: 'limit', label: 'at most' },
            ]}
            onChange={(next) => put(withLimit(join, next === 'any' ? undefined : 600_000), 'done')}
          />
          {join.timeoutMs === undefined ? (
            '.'
          ) : (
            <>
              {' '}
              <InlineDuration
                label="Longest time"
                valueMs={join.timeoutMs}
                units={['s', 'min', 'h', 'days']}
                disabled={!mayEdit}
                onChange={(timeoutMs) => put(withLimit(join, timeoutMs), 'typed')}
              />
              . After that this step fails.
            </>
          )}
        </span>
      </Sentence>
      {way === 'all' ? null : (
        <p className="text-ink-3 text-small">
          What is still under way then is let finish. It decides nothing any more.
        </p>
      )}
    </div>
  )
}

function withLimit(join: Join, timeoutMs: number | undefined): Join {
  const { timeoutMs: _old, ...rest } = join
  return timeoutMs === undefined ? rest : { ...rest, timeoutMs }
}

const WAYS: { value: Way; label: string }[] = [
  { value: 'all', label: 'all have succeeded' },
  { value: 'first', label: 'the first has succeeded' },
  { value: 'some', label: 'some have succeeded' },
  { value: 'any', label: 'one has ended, however' },
]
