import { StateGlyph } from '@patchbay/ui/state-glyph'
import { Undo2 } from 'lucide-react'
import { NodeBadges, NodeCorner } from './edit/node-badges.tsx'
import { sentenceText } from './edit/step-sentence.ts'
import { Jack } from './jack.tsx'
import { type NodeViewProps, stepName } from './node-view.ts'

/** What takes another step back: a slip at its left, on a dotted cable. Filled once it has been carried out. */
export function UndoNode({ view, state, inRun, selected, tabbable, marks }: NodeViewProps) {
  const when = inRun ? (state?.detail ?? undoneWords[state?.state ?? 'queued'] ?? 'Only if needed') : 'If it fails'
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button may not hold the jacks; the canvas answers the keys
    <div
      role="button"
      tabIndex={tabbable ? 0 : -1}
      aria-pressed={selected}
      data-step={view.id}
      data-kind="undo"
      data-state={inRun ? (state?.state ?? 'queued') : undefined}
      data-editing={marks.editing ? '' : undefined}
      data-diff={marks.diff ?? undefined}
      aria-disabled={marks.refused === null ? undefined : true}
      data-refused={marks.refused === null ? undefined : ''}
      data-aimed={marks.aimed ? '' : undefined}
      className="fc-node fc-undo"
    >
      <span className="sr-only">{stepName(view, state, inRun, marks)}</span>
      <Jack side="in" port="in" tone="rest" plugged open={false} />
      <span className="fc-undo-mark" aria-hidden="true">
        <Undo2 size={14} strokeWidth={1.75} />
      </span>
      <span className="fc-node-words" aria-hidden="true">
        <span className="fc-node-name" title={sentenceText(view.sentence)}>
          {sentenceText(view.sentence)}
        </span>
        <span className="fc-node-second">{when}</span>
      </span>
      <span className="fc-node-corner" aria-hidden="true">
        {inRun ? (
          state === undefined ? null : (
            <StateGlyph state={state.state} />
          )
        ) : marks.problem === null ? null : (
          <NodeCorner view={view} marks={marks} />
        )}
      </span>
      <NodeBadges marks={marks} />
    </div>
  )
}

const undoneWords: Partial<Record<string, string>> = {
  running: 'Undoing',
  retrying: 'Undoing, trying again',
  succeeded: 'Undone',
  failed: 'Could not be undone',
  attention: 'Needs a person',
  waiting: 'Waiting',
}
