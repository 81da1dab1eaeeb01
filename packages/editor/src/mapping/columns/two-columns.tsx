'use client'

import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { Mapping } from '@patchbay/flow/mapping'
import type { Scope } from '@patchbay/mapping/scope'
import { useRef } from 'react'
import { singular } from '../names.ts'
import { keyOf, type SourceNode } from '../sources.ts'
import { cableOf } from './cable-model.ts'
import { Cables, GAP_PX } from './cables.tsx'
import { BAND_PX, ROW_PX } from './column-layout.ts'
import { mappingOfTarget, type TargetRow } from './list-draft.ts'
import { ColumnHeads } from './sheet-head.tsx'
import { SourceColumn } from './source-column.tsx'
import { TargetColumn } from './target-column.tsx'
import type { Columns } from './use-columns.ts'

export type TwoColumnsProps = {
  id: string
  field: FieldSpec
  isList: boolean
  /** "orders" */
  things: string
  targets: readonly TargetRow[]
  value: Mapping | undefined
  columns: Columns
  scope: Scope | null
  chosen: string | null
  /** Picked up by the keyboard or a click, on its way to a field. */
  carried: SourceNode | null
  onCarry: (node: SourceNode | null) => void
  onChoose: (name: string | null) => void
  onFill: (name: string, mapping: Mapping | null) => void
  onMore: () => void
}

/** What there is, what is to be filled, and the cables from one to the other. */
export function TwoColumns(props: TwoColumnsProps) {
  const { id, field, isList, things, targets, value, columns, scope, chosen, carried } = props
  const root = useRef<HTMLDivElement>(null)
  const refs = targets.flatMap(({ name }) => cableOf(mappingOfTarget(value, name))?.refs ?? [])
  const lit = chosen === null ? undefined : cableOf(mappingOfTarget(value, chosen))?.refs[0]
  const height = Math.max((columns.own.length + columns.outer.length) * ROW_PX + BAND_PX, targets.length * ROW_PX) + 2
  const carry = (node: SourceNode) => {
    const isPutBack = carried?.key === node.key
    props.onCarry(isPutBack ? null : node)
    const first = root.current?.querySelector('[data-target]')
    if (!isPutBack && first instanceof HTMLElement) requestAnimationFrame(() => first.focus())
  }
  return (
    <div ref={root} className="min-w-0 flex-1 overflow-auto px-5 py-3">
      <ColumnHeads columns={columns} field={field} isList={isList} />
      <div
        className="grid min-w-[720px]"
        style={{ gridTemplateColumns: `minmax(220px,1fr) ${GAP_PX}px minmax(220px,1fr)` }}
      >
        <SourceColumn
          columns={columns}
          plugged={new Set(refs.map(keyOf))}
          carried={carried?.key ?? null}
          lit={lit === undefined ? null : keyOf(lit)}
          outerTitle={isList ? `From the ${singular(things)}, the same in each` : 'From elsewhere'}
          onCarry={carry}
          onMore={props.onMore}
        />
        <Cables
          targets={targets}
          value={value}
          columns={columns}
          chosen={chosen}
          height={height}
          onChoose={props.onChoose}
        />
        <TargetColumn
          id={id}
          targets={targets}
          value={value}
          columns={columns}
          scope={scope}
          chosen={chosen}
          carried={carried}
          onChoose={(name) => props.onChoose(chosen === name ? null : name)}
          onFill={props.onFill}
        />
      </div>
      <p role="status" className="sr-only">
        {carried === null ? '' : `${carried.label} is picked up. Choose the field that it fills, or press Escape.`}
      </p>
    </div>
  )
}
