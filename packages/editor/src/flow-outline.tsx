'use client'

import type { FlowDocument, Step } from '@patchbay/flow/document'
import { cn } from '@patchbay/ui/cn'
import { durationWords } from '@patchbay/ui/duration-words'
import { stateTone, stateWord, toneClass } from '@patchbay/ui/state'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import { Fragment, useMemo } from 'react'
import { ERROR, type FlowWalk, UNDO, walkOf } from './flow-walk.ts'
import { laneOf, laneWords } from './lanes.ts'
import type { Manifests } from './manifests.ts'
import { iconOf } from './step-icon.tsx'
import type { StepState, StepStates } from './step-state.ts'
import { wayLabel } from './step-ways.ts'
import { connectorOf, secondLine } from './step-words.ts'

export type FlowOutlineProps = {
  document: FlowDocument
  manifests: Manifests
  states?: StepStates
  selectedId: string | null
  onSelect: (id: string) => void
  /** Of a flow that a step runs; null where it is not known. */
  flowName?: (flowId: string) => string | null
  /** "Order journey, version 14" */
  label: string
  /** One line a step, for a pointer: beside the canvas, which says the rest. */
  dense?: boolean
  className?: string
}

/** The flow as a list of sentences with their states: on a phone, and for those who hear it. */
export function FlowOutline(props: FlowOutlineProps) {
  const { document, manifests, states, selectedId, onSelect, flowName, label, dense = false, className } = props
  const walk = useMemo(() => walkOf(document), [document])
  const lines = useMemo(() => outlineLines(walk), [walk])
  return (
    <ol aria-label={label} className={cn('m-0 list-none p-0', className)}>
      {lines.map(({ id, depth, way }) => {
        const step = walk.steps.get(id)
        if (step === undefined) return null
        const state = states?.[id]
        const connector = connectorOf(step)
        const Icon = iconOf(step)
        return (
          <Fragment key={id}>
            {way === null ? null : (
              <li
                className="pt-1.5 pr-4 font-medium text-ink-3 text-meta"
                style={{ paddingLeft: 16 + depth * (dense ? 14 : 20) }}
              >
                {way}
              </li>
            )}
            <li>
              <button
                type="button"
                aria-pressed={id === selectedId}
                onClick={() => onSelect(id)}
                className={cn(
                  'focus-inset flex w-full items-center text-left hover:bg-surface-2',
                  dense ? 'min-h-7 gap-2 py-0.5 pr-3' : 'min-h-11 gap-2.5 py-1.5 pr-4',
                  id === selectedId && 'bg-signal-soft hover:bg-signal-soft',
                )}
                style={{ paddingLeft: 16 + depth * (dense ? 14 : 20) }}
              >
                {dense ? null : <StepNumber number={walk.numbers.get(id)} />}
                <span className="flex-none text-ink-2">
                  {connector === null ? (
                    <Icon size={15} strokeWidth={1.75} aria-hidden="true" />
                  ) : (
                    <VendorMark connector={connector} size={15} />
                  )}
                </span>
                <span className="min-w-0 flex-1">
                  <span
                    className={cn(
                      'block',
                      dense ? 'truncate' : 'font-medium',
                      dense && isContainer(step) && 'font-semibold',
                      state?.state === 'skipped' && 'text-ink-2',
                    )}
                    title={dense ? step.name : undefined}
                  >
                    {step.name}
                  </span>
                  {dense ? null : (
                    <span className="block truncate text-ink-3 text-small">
                      {state?.detail ??
                        secondLine(step, manifests, { document, ...(flowName === undefined ? {} : { flowName }) })}
                    </span>
                  )}
                </span>
                {dense ? <StepNumber number={walk.numbers.get(id)} /> : null}
                {states === undefined ? null : <OutlineState state={state} />}
              </button>
            </li>
          </Fragment>
        )
      })}
    </ol>
  )
}

const StepNumber = ({ number }: { number: number | undefined }) => (
  <span className="w-4 flex-none text-right font-mono text-ink-3 text-meta">{number}</span>
)

const isContainer = ({ kind }: Step): boolean =>
  kind === 'loop' || kind === 'repeat' || kind === 'parallel' || kind === 'scope'

function OutlineState({ state }: { state: StepState | undefined }) {
  const now = state?.state ?? 'queued'
  const took = state?.tookMs === undefined || state.tookMs === null ? null : durationWords(state.tookMs)
  return (
    <span
      className={cn(
        'inline-flex flex-none items-center gap-1.5 text-small',
        now === 'succeeded' ? 'text-ink-3' : toneClass[stateTone[now]].text,
      )}
    >
      {now === 'succeeded' && took !== null ? took : stateWord[now]}
      <StateGlyph state={now} label={now === 'succeeded' && took !== null ? true : undefined} />
    </span>
  )
}

export type OutlineLine = {
  id: string
  depth: number /** The words of the choice that leads here. */
  way: string | null
}

/**
 * What stands in a container or behind a choice is set in by one, and so is what undoes a step. The lanes of a container
 * stand level: set in further, “If it fails” would seem to belong to the step before it.
 */
export function outlineLines(walk: FlowWalk): OutlineLine[] {
  const depths = new Map<string, number>()
  const begun = new Set<string>()
  return walk.order.map((id) => {
    const step = walk.steps.get(id)
    const parentDepth = step?.parent === undefined ? undefined : depths.get(step.parent)
    const edges = walk.into(id)
    const from = edges[0]
    const lane = laneHead(walk, id, begun)
    const way = edges.length === 1 && from !== undefined ? wayOf(walk, from.from, from.port) : lane
    const before = edges.map((edge) => depths.get(edge.from) ?? 0)
    const base = before.length > 0 ? Math.min(...before) : parentDepth === undefined ? 0 : parentDepth + 1
    const depth =
      base +
      (way === null || isLaned(walk, id) ? 0 : 1) -
      (edges.length > 1
        ? joinBack(
            walk,
            edges.map((edge) => edge.from),
            base,
          )
        : 0)
    depths.set(id, Math.max(0, depth))
    return { id, depth: Math.max(0, depth), way }
  })
}

/** Where several ways meet again, the list goes back out by the step that parted them. */
function joinBack(walk: FlowWalk, from: readonly string[], base: number): number {
  return base > 0 && from.some((id) => walk.into(id).some((edge) => wayOf(walk, edge.from, edge.port) !== null)) ? 1 : 0
}

function wayOf(walk: FlowWalk, from: string, port: string): string | null {
  if (port === ERROR) return 'If it fails'
  if (port === UNDO) return 'Undo'
  return wayLabel(walk.steps.get(from), port)
}

/** A first step of what catches, or of what always runs. */
function isLaned(walk: FlowWalk, id: string): boolean {
  const step = walk.steps.get(id)
  return step !== undefined && laneOf(step) !== 'try' && walk.into(id).length === 0
}

/** The words of a lane, over the first step in it. */
function laneHead(walk: FlowWalk, id: string, begun: Set<string>): string | null {
  const step = walk.steps.get(id)
  if (step === undefined || !isLaned(walk, id)) return null
  const key = `${step.parent} ${laneOf(step)}`
  if (begun.has(key)) return null
  begun.add(key)
  return laneWords[laneOf(step)]
}
