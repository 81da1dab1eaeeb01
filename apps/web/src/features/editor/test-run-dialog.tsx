'use client'

import type { Place } from '@patchbay/editor/contract'
import { useEditorScope } from '@patchbay/editor/editor-scope'
import type { LiveWarning, StepTestView, TestRunView } from '@patchbay/editor/test-types'
import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { durationWords } from '@patchbay/ui/duration-words'
import { Field } from '@patchbay/ui/field'
import { SayBox } from '@patchbay/ui/say-box'
import { Select } from '@patchbay/ui/select'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useState } from 'react'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import type { useSamples } from './use-samples.ts'
import type { Tests } from './use-tests.ts'

export type TestRunDialogProps = {
  tests: Tests
  sampled: Omit<ReturnType<typeof useSamples>, 'samples'>
  onOpen: (place: Place) => void
  onClose: () => void
}

/** Runs the whole draft once with a sample, and says step by step how it went. */
export function TestRunDialog({ tests, sampled, onOpen, onClose }: TestRunDialogProps) {
  const { document } = useEditorScope()
  const [run, setRun] = useState<TestRunView | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [live, setLive] = useState<LiveWarning | null>(null)
  const [busy, setBusy] = useState(false)
  const { chosenId } = sampled
  const go = async (confirmLive: string | null) => {
    if (chosenId === null) return
    setBusy(true)
    setTrouble(null)
    setLive(null)
    setRun(null)
    const told = await tests.runAll(chosenId, confirmLive, setRun)
    setBusy(false)
    if (told.ok) return
    if (told.live !== undefined) setLive(told.live)
    else setTrouble(told.message)
  }
  const open = (stepId: string) => {
    onClose()
    onOpen({ stepId, tab: 'test' })
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => (next ? undefined : onClose())}
      title="Test run"
      description="The draft runs once, from its start. Nothing of it counts as a run."
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Close
          </Button>
          <Button
            variant="primary"
            loading={busy}
            disabled={chosenId === null || live !== null}
            onClick={() => void go(null)}
          >
            {run === null ? 'Run the test' : 'Run it again'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 text-ui">
        <Field label="With">
          {(control) => (
            <Select
              {...control}
              value={chosenId}
              placeholder={document.steps.length === 0 ? 'Nothing starts the flow yet' : 'No event yet'}
              onValueChange={sampled.choose}
              options={sampled.list.map(({ id, label, hint }) => ({
                value: id,
                label,
                ...(hint === null ? {} : { help: hint }),
              }))}
            />
          )}
        </Field>
        {live === null ? null : (
          <SayBox
            state="attention"
            title={live.title}
            actions={
              <>
                <Button onClick={() => void go(live.acknowledgement)}>{live.button}</Button>
                <Button variant="quiet" onClick={() => setLive(null)}>
                  Do not
                </Button>
              </>
            }
          >
            {live.lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </SayBox>
        )}
        <InlineTrouble error={trouble} />
        {run === null ? null : <Steps run={run} onOpen={open} />}
      </div>
    </Dialog>
  )
}

const glyphs = { running: 'running', succeeded: 'succeeded', failed: 'failed', skipped: 'skipped' } as const

function Steps({ run, onOpen }: { run: TestRunView; onOpen: (stepId: string) => void }) {
  return (
    <section aria-label="How it went" aria-busy={run.state === 'running' || run.state === 'queued'}>
      <p role="status" className="mb-1 text-ink-2">
        {summary(run)}
      </p>
      <ol className="rounded-3 border border-line">
        {run.steps.map((step) => (
          <li
            key={step.id}
            className="flex min-h-9.25 items-center gap-2.5 border-line border-b px-3 py-1 last:border-b-0"
          >
            <StateGlyph state={glyphs[step.state]} size={16} label className="flex-none" />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{step.stepName}</span>
              {told(step) === null ? null : <span className="block text-ink-2 text-small">{told(step)}</span>}
            </span>
            <span className="flex-none text-ink-3 tabular-nums">
              {step.tookMs === null ? '' : durationWords(step.tookMs)}
            </span>
            <Button size="sm" onClick={() => onOpen(step.stepId)}>
              Open
            </Button>
          </li>
        ))}
      </ol>
    </section>
  )
}

function told({ error, notes }: StepTestView): string | null {
  return error?.message ?? notes[0] ?? null
}

function summary({ state, reason, tookMs, sampleLabel }: TestRunView): string {
  if (state === 'queued' || state === 'running') return `Running with ${sampleLabel}…`
  const took = tookMs === null ? '' : ` in ${durationWords(tookMs)}`
  return state === 'succeeded' ? `Worked${took}.` : (reason ?? `Failed${took}.`)
}
