import { StateGlyph } from '@patchbay/ui/state-glyph'
import { Jack } from './jack.tsx'
import { type NodeViewProps, stepName } from './node-view.ts'
import { iconOf } from './step-icon.tsx'
import { inTone } from './step-node.tsx'
import type { StepState } from './step-state.ts'

/** A loop or a parallel: a frame around its steps, with its rule in words. */
export function ContainerNode({ view, state, inRun, selected, tabbable }: NodeViewProps) {
  const Icon = iconOf(view.step)
  const done = state?.state === 'succeeded' ? 'ok' : 'rest'
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button may not hold the jacks; the canvas answers the keys
    <div
      role="button"
      tabIndex={tabbable ? 0 : -1}
      aria-pressed={selected}
      data-step={view.id}
      data-kind={view.step.kind}
      data-state={inRun ? (state?.state ?? 'queued') : undefined}
      className="fc-box"
    >
      <span className="sr-only">{stepName(view, state, inRun)}</span>
      {view.hasInput ? <Jack side="in" port="in" tone={inTone(state)} /> : null}
      <div className="fc-box-head" aria-hidden="true">
        <Icon size={13} strokeWidth={1.75} aria-hidden="true" />
        <b>{view.step.name}</b>
        <span className="fc-box-rule">{iterationWords(state) ?? view.second}</span>
        {inRun ? (
          <StateGlyph state={state?.state ?? 'queued'} size={14} />
        ) : (
          <span className="fc-node-number">{view.number}</span>
        )}
      </div>
      {view.container === 'parallel' ? (
        <>
          <Jack side="fork" port="fork" tone={state === undefined || state.state === 'queued' ? 'rest' : 'ok'} />
          <Jack side="join" port="join" tone={done} />
        </>
      ) : null}
      {view.outs.map((out) => (
        <Jack key={out.port} side="out" port={out.port} at={out.at} tone={done} />
      ))}
      {view.hasError ? <Jack side="error" port="error" tone={state?.state === 'failed' ? 'bad' : 'rest'} /> : null}
    </div>
  )
}

/** "12 of 40 done, 1 failed" */
export function iterationWords(state: StepState | undefined): string | null {
  if (state?.iterations === undefined) return null
  const { done, failed, total } = state.iterations
  return `${done} of ${total} done${failed > 0 ? `, ${failed} failed` : ''}`
}
