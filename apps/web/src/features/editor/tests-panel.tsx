'use client'

import type { TestRunView } from '@patchbay/editor/test-types'
import { Badge } from '@patchbay/ui/badge'
import { Button } from '@patchbay/ui/button'
import { EmptyState } from '@patchbay/ui/empty-state'
import { Duration, RelativeTime } from '@patchbay/ui/relative-time'
import type { State } from '@patchbay/ui/state'
import { StateGlyph } from '@patchbay/ui/state-glyph'

export type TestsPanelProps = {
  runs: readonly TestRunView[]
  nameOf: (stepId: string) => string
  onOpen: (stepId: string) => void
  onTest: () => void
}

const states: Record<TestRunView['state'], State> = {
  queued: 'queued',
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
}

/** What was tried, newest first. A test is no run: it is counted nowhere else. */
export function TestsPanel({ runs, nameOf, onOpen, onTest }: TestsPanelProps) {
  if (runs.length === 0) {
    return (
      <EmptyState title="Nothing was tested yet" action={<Button onClick={onTest}>Test run</Button>}>
        A test runs the draft with a real event, on sandbox accounts unless you choose live.
      </EmptyState>
    )
  }
  return (
    <ul aria-label="Test runs" className="flex flex-col p-1.5">
      {runs.map((run) => {
        const at = run.failedStepId ?? run.stepId
        return (
          <li key={run.id} className="flex min-h-9.25 items-center gap-2.5 rounded-2 px-2.5 py-1 hover:bg-surface-2">
            <StateGlyph state={states[run.state]} size={16} label className="flex-none" />
            <span className="w-58 flex-none truncate font-medium max-xl:w-44">{whatWords(run, nameOf)}</span>
            <span className="min-w-0 flex-1 truncate text-ink-2">
              with {run.sampleLabel}
              {run.reason === null ? '' : `: ${run.reason}`}
            </span>
            {run.environment === 'none' ? null : (
              <Badge kind={run.environment}>{run.environment === 'live' ? 'Live' : 'Sandbox'}</Badge>
            )}
            <span className="w-14 flex-none text-right text-ink-3 tabular-nums">
              <Duration ms={run.tookMs} />
            </span>
            <span className="w-36 flex-none truncate text-ink-3">
              <RelativeTime at={run.at} /> · {run.by}
            </span>
            {at === null ? (
              <span className="w-23 flex-none" />
            ) : (
              <Button size="sm" className="w-23 flex-none" onClick={() => onOpen(at)}>
                Go to step
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function whatWords({ kind, stepId }: TestRunView, nameOf: (stepId: string) => string): string {
  if (kind === 'flow' || stepId === null) return 'The whole flow'
  return kind === 'step' ? nameOf(stepId) : `To “${nameOf(stepId)}”`
}
