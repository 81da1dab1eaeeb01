import { Avatar } from '@patchbay/ui/avatar'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { Flag } from 'lucide-react'
import type { CanvasStep } from '../canvas-model.ts'
import type { NodeMarks } from './node-marks.ts'
import { diffWord } from './node-marks.ts'

/** Top right of a node at rest: its number, or the triangle where something is wrong; a flag for a note. */
export function NodeCorner({ view, marks }: { view: CanvasStep; marks: NodeMarks }) {
  return (
    <span className="fc-node-signs">
      {view.step.note === undefined || view.step.note === '' ? null : (
        <span className="fc-node-flag" title={view.step.note}>
          <Flag size={12} strokeWidth={1.75} />
        </span>
      )}
      {marks.problem === null ? (
        <span className="fc-node-number">{view.number}</span>
      ) : (
        <span className="fc-node-problem" data-severity={marks.problem.severity} title={marks.problem.words}>
          <StateGlyph state="attention" />
        </span>
      )}
    </span>
  )
}

/** On its upper left corner: how it differs, who edits it, why a cable cannot end here. */
export function NodeBadges({ marks }: { marks: NodeMarks }) {
  const { diff, editors, refused } = marks
  return (
    <>
      {diff === null ? null : (
        <span className="fc-diff" data-diff={diff} aria-hidden="true">
          {diffWord[diff]}
        </span>
      )}
      {editors.length === 0 ? null : (
        <span className="fc-editors" aria-hidden="true">
          {editors.slice(0, 3).map((name) => (
            <Avatar key={name} name={name} size={20} />
          ))}
        </span>
      )}
      {refused === null ? null : (
        <span className="fc-refusal" aria-hidden="true">
          {refused}
        </span>
      )}
    </>
  )
}
