import { StateGlyph } from '@patchbay/ui/state-glyph'
import { NodeBadges, NodeCorner } from './edit/node-badges.tsx'
import { Plus } from './edit/plus.tsx'
import { Jack } from './jack.tsx'
import { type NodeViewProps, stepName } from './node-view.ts'
import { LaneAdders, LaneHeads } from './scope-lanes.tsx'
import { iconOf } from './step-icon.tsx'
import { inTone, NodePlusses } from './step-node.tsx'
import type { StepState } from './step-state.ts'

/** A loop, a repeat, a parallel or a scope: a frame around its steps, with its rule in words. */
export function ContainerNode({ view, state, inRun, selected, tabbable, marks }: NodeViewProps) {
  const Icon = iconOf(view.step)
  const open = marks.editing
  const done = state?.state === 'succeeded' ? 'ok' : 'rest'
  const first = view.lanes.length > 1 ? view.lanes[0]?.width : undefined
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
      className="fc-box"
    >
      <span className="sr-only">{stepName(view, state, inRun, marks)}</span>
      {view.hasInput ? (
        <Jack
          side="in"
          port="in"
          at={view.axis / view.box.width}
          tone={inTone(state)}
          plugged={view.plugged.in}
          open={open}
        />
      ) : null}
      <div className="fc-box-head" style={first === undefined ? undefined : { maxWidth: first }} aria-hidden="true">
        <Icon size={13} strokeWidth={1.75} aria-hidden="true" />
        <b>{view.step.name}</b>
        <span className="fc-box-rule">{progressWords(state) ?? view.second}</span>
        {inRun ? <StateGlyph state={state?.state ?? 'queued'} size={14} /> : <NodeCorner view={view} marks={marks} />}
      </div>
      {open && view.empty ? <EmptyContainer id={view.id} width={first} /> : null}
      {view.container === 'scope' ? <LaneHeads view={view} state={state} /> : null}
      {view.container === 'scope' && open ? <LaneAdders view={view} /> : null}
      {view.container === 'parallel' ? (
        <>
          <Jack
            side="fork"
            port="fork"
            tone={state === undefined || state.state === 'queued' ? 'rest' : 'ok'}
            plugged
            open={false}
          />
          <Jack side="join" port="join" tone={done} plugged open={false} />
        </>
      ) : null}
      {view.outs.map((out) => (
        <Jack key={out.port} side="out" port={out.port} at={out.at} tone={done} plugged={out.plugged} open={open} />
      ))}
      {view.hasError ? (
        <Jack
          side="error"
          port="error"
          tone={state?.state === 'failed' ? 'bad' : 'rest'}
          plugged={view.plugged.error}
          open={open}
        />
      ) : null}
      <NodeBadges marks={marks} />
      {open ? <NodePlusses view={view} /> : null}
    </div>
  )
}

/** `width`: of the lane it stands in. */
function EmptyContainer({ id, width }: { id: string; width: number | undefined }) {
  return (
    <div
      className="fc-box-empty"
      style={width === undefined ? undefined : { right: 'auto', width: width - 40 }}
      aria-hidden="true"
    >
      <Plus target={{ kind: 'inside', containerId: id }} className="fc-plus-inside" />
      Put steps in here
    </div>
  )
}

/** "9,214 of 10,000 done, 3 failed"; of a repeat "pass 3 of 20 at most". */
export function progressWords(state: StepState | undefined): string | null {
  if (state?.passes !== undefined) return `pass ${figure(state.passes.at)} of ${figure(state.passes.limit)} at most`
  if (state?.iterations === undefined) return null
  const { done, failed, total } = state.iterations
  return `${figure(done)} of ${figure(total)} done${failed > 0 ? `, ${figure(failed)} failed` : ''}`
}

const figure = (count: number) => count.toLocaleString('en-US')
