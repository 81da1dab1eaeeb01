'use client'

import type { Mapping } from '@patchbay/flow/mapping'
import { cn } from '@patchbay/ui/cn'
import { ArrowRightLeft, SquareFunction, Type } from 'lucide-react'
import { keyOf } from '../sources.ts'
import { type CableEnd, cableOf, cablePath, placePills } from './cable-model.ts'
import { sourceHeights, targetHeight } from './column-layout.ts'
import { mappingOfTarget, type TargetRow } from './list-draft.ts'
import type { Columns } from './use-columns.ts'

export const GAP_PX = 180

type Drawn = { name: string; label: string; from: number; to: number; end: CableEnd }

/** The cables between the columns, and on them what changes a value on its way. */
export function Cables({
  targets,
  value,
  columns,
  chosen,
  height,
  onChoose,
}: {
  targets: readonly TargetRow[]
  value: Mapping | undefined
  columns: Columns
  chosen: string | null
  height: number
  onChoose: (name: string) => void
}) {
  const heights = sourceHeights(columns)
  const drawn = targets.flatMap((target, index) => drawnOf(target, { index, value, heights }))
  const thin = columns.suggested.flatMap(({ name, source }) => {
    const from = heights.get(source.key)
    const index = targets.findIndex((target) => target.name === name)
    return from === undefined || index < 0 ? [] : [{ name, from, to: targetHeight(index) }]
  })
  const pills = drawn.filter(({ end }) => end.pill !== null)
  const places = placePills(
    pills.map(({ from, to, end }) => ({ from, to, words: end.pill?.words ?? '' })),
    GAP_PX,
  )
  return (
    <div className="pointer-events-none relative z-10" style={{ width: GAP_PX, height }}>
      <svg className="absolute inset-0 overflow-visible" width={GAP_PX} height={height} aria-hidden="true">
        {thin.map(({ name, from, to }) => (
          <path key={name} d={cablePath(from, to, GAP_PX)} fill="none" stroke="var(--signal-line)" strokeWidth={1.5} />
        ))}
        {drawn.map((cable, index) => (
          <CableLine key={`${cable.name}-${index}`} cable={cable} isChosen={chosen === cable.name} />
        ))}
        {[...heights].map(([key, y]) => (
          <Jack key={key} x={0} y={y} state={jackState(drawn, thin, { from: y })} />
        ))}
        {targets.map((target, index) => (
          <Jack
            key={target.name}
            x={GAP_PX}
            y={targetHeight(index)}
            state={jackState(drawn, thin, { to: targetHeight(index) })}
          />
        ))}
      </svg>
      {pills.map((cable, index) => {
        const place = places[index]
        return place === undefined ? null : (
          <PillOn key={cable.name} cable={cable} place={place} isChosen={chosen === cable.name} onChoose={onChoose} />
        )
      })}
    </div>
  )
}

function CableLine({ cable: { from, to }, isChosen }: { cable: Drawn; isChosen: boolean }) {
  const path = cablePath(from, to, GAP_PX)
  const colour = isChosen ? 'var(--signal-solid)' : 'var(--cable)'
  return (
    <g>
      <path d={path} fill="none" stroke="var(--surface)" strokeWidth={7} />
      <path d={path} fill="none" stroke={colour} strokeWidth={isChosen ? 3 : 2} />
      <rect x={GAP_PX - 17} y={to - 3} width={9} height={6} rx={2} fill={colour} />
    </g>
  )
}

function Jack({ x, y, state }: { x: number; y: number; state: 'open' | 'plugged' | 'suggested' }) {
  const ring = state === 'suggested' ? 'var(--signal-solid)' : 'var(--line-ui)'
  return (
    <g>
      <circle cx={x} cy={y} r={6.25} fill="var(--surface)" stroke={ring} strokeWidth={1.5} />
      <circle
        cx={x}
        cy={y}
        r={3}
        fill={state === 'plugged' ? 'var(--cable)' : 'var(--surface)'}
        stroke={state === 'plugged' ? 'none' : ring}
      />
    </g>
  )
}

const icons = { function: SquareFunction, valueMap: ArrowRightLeft, words: Type }

function PillOn({
  cable,
  place,
  isChosen,
  onChoose,
}: {
  cable: Drawn
  place: { x: number; y: number }
  isChosen: boolean
  onChoose: (name: string) => void
}) {
  const { pill } = cable.end
  if (pill === null) return null
  const Icon = icons[pill.kind]
  return (
    <button
      type="button"
      aria-label={`${pill.words} on the way to ${cable.label}. Change`}
      aria-pressed={isChosen}
      onClick={() => onChoose(cable.name)}
      style={{ left: place.x, top: place.y }}
      className={cn(
        'pointer-events-auto absolute inline-flex h-6 max-w-36 -translate-x-1/2 -translate-y-1/2 items-center gap-1 rounded-full border bg-surface px-2 font-medium text-meta',
        isChosen
          ? 'border-signal-solid text-signal ring-3 ring-signal-solid/20'
          : 'border-line-ui text-ink-2 hover:bg-surface-2',
      )}
    >
      <Icon size={12} strokeWidth={1.75} className="flex-none" aria-hidden="true" />
      <span className="min-w-0 truncate">{pill.words}</span>
    </button>
  )
}

function drawnOf(
  { name, field }: TargetRow,
  { index, value, heights }: { index: number; value: Mapping | undefined; heights: ReadonlyMap<string, number> },
): Drawn[] {
  const end = cableOf(mappingOfTarget(value, name))
  if (end === null) return []
  return end.refs.flatMap((ref, at): Drawn[] => {
    const from = heights.get(keyOf(ref))
    // One pill is enough where several values come together.
    const own = at === 0 ? end : { ...end, pill: null }
    return from === undefined ? [] : [{ name, label: field.label, from, to: targetHeight(index), end: own }]
  })
}

function jackState(
  drawn: readonly Drawn[],
  thin: readonly { from: number; to: number }[],
  at: { from?: number; to?: number },
): 'open' | 'plugged' | 'suggested' {
  const here = (cable: { from: number; to: number }) => cable.from === at.from || cable.to === at.to
  if (drawn.some(here)) return 'plugged'
  return thin.some(here) ? 'suggested' : 'open'
}
