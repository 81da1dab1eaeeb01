import { Button } from '@patchbay/ui/button'
import { IconButton } from '@patchbay/ui/icon-button'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { MiniMap, useReactFlow, useStore } from '@xyflow/react'
import {
  LayoutDashboard,
  LocateFixed,
  Map as MapIcon,
  Maximize,
  Minus,
  Plus,
  SquareDashedMousePointer,
  StickyNote,
  X,
} from 'lucide-react'
import type { EditFlowNode } from './edit/edit-nodes.ts'
import { stateCounts } from './state-counts.ts'
import type { StepStates } from './step-state.ts'

export type CanvasToolsProps = {
  /** Shown only while a run goes on. */
  follow: { on: boolean; toggle: () => void } | null
  map: { on: boolean; toggle: () => void }
  onFit: () => void
  /** Only while the flow is edited. */
  edit?: { boxing: boolean; onBoxing: () => void; onTidy: () => void; onNote: () => void }
}

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const

/** Zoom, fit, follow; bottom left. */
export function CanvasTools({ follow, map, onFit, edit }: CanvasToolsProps) {
  const flow = useReactFlow()
  const percent = useStore((store) => Math.round(store.transform[2] * 100))
  const durationMs = motionMs()
  return (
    <div className="fc-float-tools bottom-3 left-3" role="toolbar" aria-label="View of the flow">
      <IconButton
        size="sm"
        label="Zoom out"
        keys="−"
        icon={<Minus {...icon} />}
        onClick={() => flow.zoomOut({ duration: durationMs })}
      />
      <span className="min-w-10 px-1 text-center font-medium text-ink-2 text-small leading-7 tabular-nums max-md:leading-9">
        {percent}%
      </span>
      <IconButton
        size="sm"
        label="Zoom in"
        keys="+"
        icon={<Plus {...icon} />}
        onClick={() => flow.zoomIn({ duration: durationMs })}
      />
      <IconButton size="sm" label="Show all of it" keys="1" icon={<Maximize {...icon} />} onClick={onFit} />
      {edit === undefined ? null : (
        <>
          <IconButton size="sm" label="Tidy up" keys="L" icon={<LayoutDashboard {...icon} />} onClick={edit.onTidy} />
          <i className="mx-0.5 my-1 w-px bg-line" aria-hidden="true" />
          <IconButton
            size="sm"
            label={edit.boxing ? 'Move the view by dragging' : 'Choose several by dragging'}
            aria-pressed={edit.boxing}
            icon={<SquareDashedMousePointer {...icon} />}
            onClick={edit.onBoxing}
            className={edit.boxing ? 'bg-surface-3 max-md:hidden' : 'max-md:hidden'}
          />
          <IconButton size="sm" label="Write a note" icon={<StickyNote {...icon} />} onClick={edit.onNote} />
        </>
      )}
      {map.on ? null : (
        <IconButton
          size="sm"
          label="Show the map"
          icon={<MapIcon {...icon} />}
          onClick={map.toggle}
          className="max-md:hidden"
        />
      )}
      {follow === null ? null : (
        <>
          <i className="mx-0.5 my-1 w-px bg-line" aria-hidden="true" />
          <Button
            size="sm"
            variant="quiet"
            aria-pressed={follow.on}
            icon={<LocateFixed size={15} strokeWidth={1.75} aria-hidden="true" />}
            onClick={follow.toggle}
            className={follow.on ? 'text-signal hover:text-signal' : ''}
          >
            Follow the signal
          </Button>
        </>
      )}
    </div>
  )
}

/** "3 done, 1 retrying, 3 to come"; top left. */
export function StateLegend({ ids, states, over }: { ids: readonly string[]; states: StepStates; over: boolean }) {
  return (
    <ul
      aria-label="Steps by state"
      className="absolute top-3 left-3 z-4 m-0 flex max-w-[calc(100%-24px)] list-none flex-wrap gap-x-3.5 gap-y-1 rounded-2 border border-line bg-surface px-3 py-1.5 text-ink-2 text-small shadow-2"
    >
      {stateCounts(ids, states, { over }).map(({ state, count, word }) => (
        <li key={state} className="flex items-center gap-[5px] tabular-nums">
          <StateGlyph state={state} size={13} />
          {count} {word}
        </li>
      ))}
    </ul>
  )
}

/** Bottom right; can be hidden. */
export function CanvasMap({ colourOf, onHide }: { colourOf: (node: EditFlowNode) => string; onHide: () => void }) {
  return (
    <div className="max-md:hidden">
      <MiniMap<EditFlowNode>
        className="fc-minimap"
        pannable
        zoomable
        ariaLabel="Map of the flow"
        nodeColor={colourOf}
        nodeStrokeWidth={0}
        nodeBorderRadius={24}
        style={{ width: 136, height: 96 }}
      />
      <div className="absolute right-3.5 bottom-[84px] z-6">
        <IconButton
          size="sm"
          label="Hide the map"
          icon={<X size={13} strokeWidth={1.75} aria-hidden="true" />}
          onClick={onHide}
          className="size-6"
        />
      </div>
    </div>
  )
}

/** The panel's pace, or none for those who asked for less motion. */
export function motionMs(): number {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 260
}
