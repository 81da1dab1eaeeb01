import { durationWords } from '@patchbay/ui/duration-words'
import type { State } from '@patchbay/ui/state'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import type { TestRunView } from './test-types.ts'

/** A test of several steps: one line a step, as they come in. */
export function ProgressList({ run }: { run: TestRunView }) {
  const isOpen = run.state === 'queued' || run.state === 'running'
  return (
    <section aria-label="Test to here" className="border-line border-t px-4 py-2.5">
      <p role="status" className="flex items-center gap-2 font-medium">
        <StateGlyph state={isOpen ? 'running' : run.state === 'succeeded' ? 'succeeded' : 'failed'} size={14} />
        {isOpen ? 'Testing to here…' : (run.reason ?? `It got here, with ${run.sampleLabel}.`)}
      </p>
      <ol className="mt-1 flex flex-col">
        {run.steps.map((step) => (
          <li key={step.id} className="flex min-h-[26px] min-w-0 items-center gap-2">
            <StateGlyph state={glyph[step.state]} size={14} label />
            <span className="min-w-0 flex-1 truncate">{step.stepName}</span>
            <span className="max-w-[50%] flex-none truncate text-ink-3 text-small">
              {step.error?.message ?? step.notes[0] ?? (step.tookMs === null ? null : durationWords(step.tookMs))}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

const glyph: Record<TestRunView['steps'][number]['state'], State> = {
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  skipped: 'skipped',
}
