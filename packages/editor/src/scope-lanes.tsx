import { Flag } from 'lucide-react'
import type { CanvasStep } from './canvas-model.ts'
import { Plus } from './edit/plus.tsx'
import { contentTop } from './flow-layout.ts'
import { Jack } from './jack.tsx'
import { laneNames, laneWords } from './lanes.ts'
import type { StepState } from './step-state.ts'

/** The dashed lines between a scope's lanes, the jack its failures leave by, and the words of what always runs. */
export function LaneHeads({ view, state }: { view: CanvasStep; state: StepState | undefined }) {
  return view.lanes.slice(1).map(({ lane, x }, index) => (
    <div key={lane} className="fc-lane" data-lane={lane} style={{ left: x }} aria-hidden="true">
      {lane === 'finally' ? (
        <span className="fc-lane-head">
          <Flag size={13} strokeWidth={1.75} aria-hidden="true" />
          {laneWords.finally}
        </span>
      ) : null}
      {lane === 'catch' && index === 0 ? (
        <span className="fc-lane-jack" style={{ top: contentTop('scope') + 34 - laneTop }}>
          <Jack side="fails" port="fails" tone={state?.port === 'caught' ? 'bad' : 'rest'} plugged open={false} />
        </span>
      ) : null}
    </div>
  ))
}

/** Where the lines between lanes begin, from the upper border. */
const laneTop = 40

/** The lanes that hold nothing yet, to be begun. */
export function LaneAdders({ view }: { view: CanvasStep }) {
  const missing = laneNames.filter((name) => name !== 'try' && !view.lanes.some(({ lane }) => lane === name))
  if (missing.length === 0) return null
  return (
    <div className="fc-lane-adders" aria-hidden="true">
      {missing.map((lane) => (
        <span key={lane} className="fc-lane-add" data-scope={view.id} data-lane={lane}>
          <Plus target={{ kind: 'inside', containerId: view.id, lane }} className="fc-plus-lane" />
          {laneWords[lane]}
        </span>
      ))}
    </div>
  )
}
