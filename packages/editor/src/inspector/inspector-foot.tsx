import type { Step } from '@patchbay/flow/document'
import { Button } from '@patchbay/ui/button'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { Play } from 'lucide-react'
import type { ReactNode } from 'react'
import type { StepTab } from '../contract.ts'
import { useEditorScope } from '../editor-scope.tsx'

export type InspectorFootProps = {
  step: Step
  tab: StepTab
  onTestStep: () => void
  lastTest: ReactNode
}

/** Testing the step, and how the last test went. */
export function InspectorFoot({ step, tab, onTestStep, lastTest }: InspectorFootProps) {
  const { problems, apply, mayEdit } = useEditorScope()
  const missing = problems.filter(({ stepId, code }) => stepId === step.id && MISSING.has(code)).length
  const own =
    step.kind === 'action' &&
    [step.policy, step.onAuthFailure, step.onUnknown, step.ifFails, step.withoutUndo].some((each) => each !== undefined)
  // The Test tab has a foot of its own.
  if (tab === 'test' || !TESTABLE.has(step.kind)) return null
  return (
    <footer className="flex min-h-13 flex-none flex-wrap items-center gap-2 border-line border-t bg-surface px-4 py-2.5">
      {mayEdit ? (
        <Button
          icon={<Play size={15} strokeWidth={1.75} aria-hidden="true" />}
          disabled={missing > 0}
          aria-describedby={missing > 0 ? 'inspector-missing' : undefined}
          aria-keyshortcuts="Meta+Enter Control+Enter"
          onClick={onTestStep}
        >
          Test this step
        </Button>
      ) : null}
      {missing > 0 ? (
        <span id="inspector-missing" className="inline-flex items-center gap-1.5 text-attn text-small">
          <StateGlyph state="attention" size={14} />
          {missing === 1 ? '1 required value is missing' : `${missing} required values are missing`}
        </span>
      ) : (
        <span className="min-w-0 text-ink-3 text-small">{lastTest}</span>
      )}
      {tab === 'retry' && own && mayEdit ? (
        <Button
          variant="quiet"
          size="sm"
          className="ml-auto px-1 text-signal"
          onClick={() =>
            apply({
              kind: 'batch',
              operations: [
                { kind: 'setPolicy', stepId: step.id, policy: null },
                { kind: 'setFailureChoices', stepId: step.id, onUnknown: null, onAuthFailure: null },
                { kind: 'setIfFails', stepId: step.id, ifFails: null },
                { kind: 'setWithoutUndo', stepId: step.id, withoutUndo: null },
              ],
            })
          }
        >
          Back to the defaults
        </Button>
      ) : null}
    </footer>
  )
}

const MISSING = new Set(['input_missing', 'value_empty', 'connection_missing'])

/** Kinds that do something by themselves with what came before. */
const TESTABLE: ReadonlySet<Step['kind']> = new Set(['action', 'set', 'branch', 'filter'])
