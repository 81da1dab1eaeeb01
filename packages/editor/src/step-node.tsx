import { cssVars } from '@patchbay/ui/css-vars'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import {
  CircleCheck,
  CircleX,
  Clock,
  Eye,
  FlaskConical,
  type LucideIcon,
  RotateCw,
  ShieldAlert,
  ShieldCheck,
  TriangleAlert,
} from 'lucide-react'
import type { CanvasStep } from './canvas-model.ts'
import { NodeBadges, NodeCorner } from './edit/node-badges.tsx'
import { Plus } from './edit/plus.tsx'
import { sentenceText } from './edit/step-sentence.ts'
import { Jack, type JackProps } from './jack.tsx'
import { type FootTag, footTags, type NodeViewProps, nodeHeight, stepName } from './node-view.ts'
import { StepIcon } from './step-icon.tsx'
import type { StepState } from './step-state.ts'
import { waysOf } from './step-ways.ts'

/** A step: what it does in a sentence, with what, and how it fares. */
export function StepNode({ view, state, inRun, selected, tabbable, marks }: NodeViewProps) {
  const tags = footTags(view, state, inRun, marks)
  const asked = view.conditions.get(state?.port ?? '') ?? view.second
  const second =
    inRun && state?.detail !== undefined && !(view.step.kind === 'action' && inFoot(state)) ? state.detail : asked
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button may not hold the jacks; the canvas answers the keys
    <div
      role="button"
      tabIndex={tabbable ? 0 : -1}
      aria-pressed={selected}
      data-step={view.id}
      data-kind={view.step.kind}
      data-state={inRun ? (state?.state ?? 'queued') : undefined}
      data-editing={marks.editing ? '' : undefined}
      data-diff={marks.diff ?? undefined}
      aria-disabled={marks.refused === null ? undefined : true}
      data-refused={marks.refused === null ? undefined : ''}
      data-aimed={marks.aimed ? '' : undefined}
      data-short={view.box.height < 70 ? '' : undefined}
      className="fc-node"
      style={{ ...cssVars({ '--height': `${nodeHeight(view, state, inRun)}px` }) }}
    >
      <span className="sr-only">{stepName(view, state, inRun, marks)}</span>
      {view.hasInput ? (
        <Jack side="in" port="in" tone={inTone(state)} plugged={view.plugged.in} open={marks.editing} />
      ) : null}
      <div className="fc-node-body" aria-hidden="true">
        <span className="fc-node-tile">
          <StepIcon step={view.step} connector={view.connector} />
        </span>
        <span className="fc-node-words">
          <span className="fc-node-name" title={sentenceText(view.sentence)}>
            <Sentence view={view} />
          </span>
          <span className="fc-node-second" title={second}>
            {second}
          </span>
        </span>
        <span className="fc-node-corner">
          {inRun ? <StateGlyph state={state?.state ?? 'queued'} /> : <NodeCorner view={view} marks={marks} />}
        </span>
      </div>
      {waysOf(view.step) !== null ? (
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
        <Jack
          key={out.port}
          side="out"
          port={out.port}
          at={out.at}
          tone={outTone(out.port, state)}
          plugged={out.plugged}
          open={marks.editing}
        />
      ))}
      {view.hasError ? (
        <Jack
          side="error"
          port="error"
          tone={state?.state === 'failed' ? 'bad' : 'rest'}
          plugged={view.plugged.error}
          open={marks.editing}
        />
      ) : null}
      {view.hasUndo ? (
        <Jack side="undo" port="undo" tone="rest" plugged={view.plugged.undo} open={marks.editing} />
      ) : null}
      <NodeBadges marks={marks} />
      {marks.editing ? <NodePlusses view={view} /> : null}
    </div>
  )
}

/** Its words, the values chosen for it set apart. */
function Sentence({ view }: { view: CanvasStep }) {
  return view.sentence.map((part, index) => (
    <span key={index} className={part.value ? 'fc-node-value' : undefined}>
      {index > 0 ? ' ' : ''}
      {part.text}
    </span>
  ))
}

/** Under a jack without a cable, and under the main one of a step that leads on. A frame lies below its cables, which have a + of their own. */
export function NodePlusses({ view }: { view: CanvasStep }) {
  const open = view.outs.filter((out) => !out.plugged || (view.outs.length === 1 && view.container === null))
  return (
    <>
      {open.map((out) => (
        <Plus
          key={out.port}
          target={{ kind: 'after', stepId: view.id, port: out.port }}
          className="fc-plus-under"
          style={{ left: `${out.at * 100}%` }}
        />
      ))}
      {view.hasError && !view.plugged.error ? (
        <Plus target={{ kind: 'after', stepId: view.id, port: 'error' }} className="fc-plus-aside" />
      ) : null}
      {view.hasUndo && !view.plugged.undo ? (
        <Plus target={{ kind: 'after', stepId: view.id, port: 'undo' }} className="fc-plus-undo" />
      ) : null}
    </>
  )
}

function Tag({ tag }: { tag: FootTag }) {
  const Icon = tag.kind === 'tries' && tag.tone === 'ok' ? CircleCheck : icons[tag.kind]
  return (
    <span className="fc-tag" data-tone={tag.tone} title={tag.words}>
      <Icon size={12} strokeWidth={1.75} aria-hidden="true" />
      {tag.short === true ? null : <span className="fc-tag-words">{tag.words}</span>}
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
  problem: TriangleAlert,
  untested: FlaskConical,
}

const inFoot = (state: StepState) =>
  state.state === 'waiting' || state.state === 'attention' || state.state === 'retrying'

const REACHED: ReadonlySet<StepState['state']> = new Set(['succeeded', 'failed', 'waiting', 'attention', 'cancelled'])

export function inTone(state: StepState | undefined): JackProps['tone'] {
  if (state?.state === 'running') return 'run'
  if (state?.state === 'retrying') return 'retry'
  return state !== undefined && REACHED.has(state.state) ? 'ok' : 'rest'
}

function outTone(port: string, state: StepState | undefined): JackProps['tone'] {
  return state?.state === 'succeeded' && (state.port ?? 'out') === port ? 'ok' : 'rest'
}
