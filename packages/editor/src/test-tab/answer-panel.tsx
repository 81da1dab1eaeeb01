'use client'

import type { Step } from '@patchbay/flow/document'
import { portsOf } from '@patchbay/flow/ports'
import { Button } from '@patchbay/ui/button'
import { CopyButton } from '@patchbay/ui/copy-button'
import { durationWords } from '@patchbay/ui/duration-words'
import { LogLines } from '@patchbay/ui/log-lines'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { type ReactNode, useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { isAsTested } from './is-as-tested.ts'
import { OutputShape } from './output-shape.tsx'
import { PanelHead } from './panel-head.tsx'
import type { StepTestView } from './test-types.ts'
import { useOwnSchema } from './use-own-schema.ts'
import { ValueTree } from './value-tree.tsx'

type AnswerPanelProps = {
  step: Step
  last: StepTestView | null
  running: boolean
  seenAt: ReactNode
  /** Null where the sample cannot be kept, or the person may not. */
  onKeep: (() => void) | null
}

/** What came back from the last test of this step. */
export function AnswerPanel({ step, last, running, seenAt, onKeep }: AnswerPanelProps) {
  const { workspace } = useEditorScope()
  return (
    <section aria-label="What came back" aria-busy={running} className="flex min-w-0 flex-col">
      <PanelHead title="What came back" note={last === null ? undefined : <Facts last={last} />}>
        {last?.output == null ? null : (
          <CopyButton text={() => JSON.stringify(last.output, null, 2)} label="Copy what came back" />
        )}
      </PanelHead>
      <div className="min-h-0 flex-1">
        {running ? (
          <p className="flex items-center gap-2 px-4 py-2 text-ink-2">
            <StateGlyph state="running" size={14} />
            Under way…
          </p>
        ) : null}
        {!running && last === null ? (
          <p className="px-4 pb-3 text-ink-3">
            Test this step to see what it gives. Later steps can then be mapped from it.
          </p>
        ) : null}
        {!running && last !== null ? <Body step={step} last={last} timeZone={workspace.timeZone} /> : null}
        {running ? null : seenAt}
      </div>
      {running ? null : <OutputShape step={step} answer={last?.output ?? null} />}
      {running || last === null ? null : <Foot step={step} last={last} onKeep={onKeep} />}
    </section>
  )
}

function Facts({ last }: { last: StepTestView }) {
  return (
    <>
      {last.environment === 'none' ? null : `${last.environment}, `}
      <RelativeTime at={last.at} />
      {last.tookMs === null ? null : `, ${durationWords(last.tookMs)}`}
    </>
  )
}

function Body({ step, last, timeZone }: { step: Step; last: StepTestView; timeZone: string }) {
  const schema = useOwnSchema(step)
  return (
    <>
      {last.error === null ? null : (
        <div role="status" className="mx-4 mb-2 flex gap-2 rounded-2 bg-bad-tint px-3 py-2">
          <StateGlyph state="failed" size={14} className="mt-1 flex-none" />
          <span className="min-w-0 break-words">
            {last.error.message}
            {last.error.status === undefined ? null : <span className="text-ink-3"> ({last.error.status})</span>}
          </span>
        </div>
      )}
      {last.error === null && last.port !== null && step.kind !== 'action' ? (
        <Way step={step} port={last.port} />
      ) : null}
      {last.notes.length === 0 ? null : (
        <ul className="px-4 pb-1 text-ink-2">
          {last.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {last.output === null ? null : (
        <ValueTree value={last.output} label="What came back" schema={schema} timeZone={timeZone} />
      )}
      <Log last={last} />
    </>
  )
}

/** Where a step that decides sent it: "Goes on by In stock". */
function Way({ step, port }: { step: Step; port: string }) {
  const label = portsOf(step).find(({ id }) => id === port)?.label
  const words = port === 'filtered' ? 'It ends here: the rule does not hold.' : `It goes on by “${label ?? port}”.`
  return (
    <p className="flex items-center gap-2 px-4 pb-1">
      <StateGlyph state={port === 'filtered' ? 'skipped' : 'succeeded'} size={14} />
      {words}
    </p>
  )
}

function Log({ last }: { last: StepTestView }) {
  const [open, setOpen] = useState(false)
  if (last.log.length === 0) return null
  return (
    <div className="px-4 pb-2">
      <Button variant="quiet" size="sm" aria-expanded={open} className="-ml-2.5" onClick={() => setOpen(!open)}>
        {`Log, ${last.log.length === 1 ? '1 line' : `${last.log.length} lines`}`}
      </Button>
      {open ? <LogLines lines={last.log} label="Log of this test" /> : null}
    </div>
  )
}

function Foot({ step, last, onKeep }: { step: Step; last: StepTestView; onKeep: (() => void) | null }) {
  const current = isAsTested(step, last)
  return (
    <p className="mt-auto flex min-h-[38px] flex-wrap items-center gap-x-2 border-line border-t px-4 py-1 text-small">
      <StateGlyph state={!current ? 'attention' : last.state === 'succeeded' ? 'succeeded' : 'failed'} size={14} />
      <span className="min-w-0 flex-1">
        {current ? `With ${last.sampleLabel}, by ${last.by}` : 'The step has changed since. Test it again.'}
      </span>
      {onKeep === null ? null : (
        <Button variant="quiet" size="sm" className="text-signal" onClick={onKeep}>
          Keep as a sample
        </Button>
      )}
    </p>
  )
}
