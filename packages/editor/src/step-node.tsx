import { cssVars } from '@patchbay/ui/css-vars'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { CircleCheck, CircleX, Clock, Eye, type LucideIcon, RotateCw, ShieldAlert, ShieldCheck } from 'lucide-react'
import { Jack, type JackProps } from './jack.tsx'
import { type FootTag, footTags, type NodeViewProps, nodeHeight, stepName } from './node-view.ts'
import { StepIcon } from './step-icon.tsx'
import type { StepState } from './step-state.ts'

/** A step: what it does in a sentence, with what, and how it fares. */
export function StepNode({ view, state, inRun, selected, tabbable }: NodeViewProps) {
  const tags = footTags(view, state, inRun)
  const asked = view.conditions.get(state?.port ?? '') ?? view.second
  const second = inRun && state?.detail !== undefined && !inFoot(state) ? state.detail : asked
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button may not hold the jacks; the canvas answers the keys
    <div
      role="button"
      tabIndex={tabbable ? 0 : -1}
      aria-pressed={selected}
      data-step={view.id}
      data-kind={view.step.kind}
      data-state={inRun ? (state?.state ?? 'queued') : undefined}
      data-short={view.box.height < 70 ? '' : undefined}
      className="fc-node"
      style={{ ...cssVars({ '--height': `${nodeHeight(view, state, inRun)}px` }) }}
    >
      <span className="sr-only">{stepName(view, state, inRun)}</span>
      {view.hasInput ? <Jack side="in" port="in" tone={inTone(state)} /> : null}
      <div className="fc-node-body" aria-hidden="true">
        <span className="fc-node-tile">
          <StepIcon step={view.step} connector={view.connector} />
        </span>
        <span className="fc-node-words">
          <span className="fc-node-name" title={view.step.name}>
            {view.step.name}
          </span>
          <span className="fc-node-second" title={second}>
            {second}
          </span>
        </span>
        <span className="fc-node-corner">
          {inRun ? (
            <StateGlyph state={state?.state ?? 'queued'} />
          ) : (
            <span className="fc-node-number">{view.number}</span>
          )}
        </span>
      </div>
      {view.step.kind === 'branch' ? (
        <div className="fc-node-foot" aria-hidden="true">
          {view.outs.map((out) => (
            <span key={out.port} className="fc-node-way" style={{ left: `${out.at * 100}%` }}>
              {out.label}
            </span>
          ))}
        </div>
      ) : tags.length > 0 ? (
        <div className="fc-node-foot" aria-hidden="true">
          {tags.map((tag) => (
            <Tag key={tag.kind} tag={tag} />
          ))}
        </div>
      ) : null}
      {view.outs.map((out) => (
        <Jack key={out.port} side="out" port={out.port} at={out.at} tone={outTone(out.port, state)} />
      ))}
      {view.hasError ? <Jack side="error" port="error" tone={state?.state === 'failed' ? 'bad' : 'rest'} /> : null}
    </div>
  )
}

function Tag({ tag }: { tag: FootTag }) {
  const Icon = tag.kind === 'tries' && tag.tone === 'ok' ? CircleCheck : icons[tag.kind]
  return (
    <span className="fc-tag" data-tone={tag.tone}>
      <Icon size={12} strokeWidth={1.75} aria-hidden="true" />
      <span className="fc-tag-words">{tag.words}</span>
    </span>
  )
}

const icons: Record<FootTag['kind'], LucideIcon> = {
  time: Clock,
  tries: RotateCw,
  failed: CircleX,
  once: ShieldCheck,
  read: Eye,
  unsafe: ShieldAlert,
}

const inFoot = (state: StepState) =>
  state.state === 'waiting' || state.state === 'attention' || state.state === 'retrying'

export function inTone(state: StepState | undefined): JackProps['tone'] {
  if (state?.state === 'running') return 'run'
  if (state?.state === 'retrying') return 'retry'
  return state?.state === 'succeeded' || state?.state === 'failed' || state?.state === 'waiting' ? 'ok' : 'rest'
}

function outTone(port: string, state: StepState | undefined): JackProps['tone'] {
  return state?.state === 'succeeded' && (state.port ?? 'out') === port ? 'ok' : 'rest'
}
