'use client'

import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import type { Scope } from '@patchbay/mapping/scope'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useEffect, useState } from 'react'
import { useEditorScope } from '../../editor-scope.tsx'
import { previewScope } from '../preview-scope.ts'
import type { Sources } from '../sources.ts'
import { evaluate, usePreview } from '../use-preview.ts'
import { count, isEmptyValue, valueWords } from '../value-words.ts'
import { mappingOfTarget, type TargetRow } from './list-draft.ts'

export type ResultTableProps = {
  title: string
  value: Mapping | undefined
  targets: readonly TargetRow[]
  outside: Sources
  scope: Scope | null
  /** "orders" */
  things: string
  /** "item" */
  noun: string
}

/** What comes out in the sample, and whether what is required was there in all of them. */
export function ResultTable({ title, value, targets, outside, scope, things, noun }: ResultTableProps) {
  const { samples } = useEditorScope()
  const preview = usePreview(value ?? null, scope)
  const filled = useFilled({ value, targets, outside })
  const rows = rowsOf(preview?.kind === 'value' ? preview.value : undefined)
  const shown = targets.filter(({ name }) => mappingOfTarget(value, name) !== undefined)
  return (
    <section
      aria-label={title}
      className="flex max-h-[34%] min-h-28 flex-none flex-col border-line border-t bg-surface"
    >
      <div className="flex min-h-10 items-center gap-2.5 px-5">
        <h3 className="font-semibold text-h3">{title}</h3>
        <span className="text-ink-3 text-small">
          {preview?.kind === 'value' && samples.chosen !== null
            ? `${count(rows.length, noun)} for ${lowerFirst(samples.chosen.label)}`
            : null}
        </span>
        <Filled filled={filled} things={things} />
      </div>
      {preview?.kind === 'wrong' ? <p className="px-5 pb-3 text-bad">{preview.message}</p> : null}
      {preview?.kind === 'nothing' ? <p className="px-5 pb-3 text-ink-3">Nothing comes out in this sample.</p> : null}
      {rows.length === 0 || shown.length === 0 ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="min-h-0 overflow-auto" tabIndex={0} aria-label={`${title}, table`}>
          <table className="w-full text-left">
            <thead>
              <tr className="border-line border-y bg-surface-2 text-ink-2 text-small">
                {shown.map(({ name, field }) => (
                  <th key={name} scope="col" className={cellClass(rows[0], name)}>
                    {field.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <tr key={index} className="border-line border-b">
                  {shown.map(({ name }) => (
                    <td key={name} className={cellClass(row, name)}>
                      {cellWords(row, name)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

type FilledCount = { missing: { label: string; samples: number }[]; of: number; failed: number }

function Filled({ filled, things }: { filled: FilledCount | null; things: string }) {
  if (filled === null || filled.of === 0) return null
  const first = filled.missing[0]
  const isFine = first === undefined && filled.failed === 0
  return (
    <span role="status" className="ml-auto flex items-center gap-1.5 text-ink-2 text-small">
      <StateGlyph state={isFine ? 'succeeded' : 'attention'} size={14} />
      {isFine
        ? `Every required field is filled in all of the last ${filled.of} ${things}`
        : first === undefined
          ? `Goes wrong in ${filled.failed} of the last ${filled.of} ${things}`
          : `${first.label} is empty in ${first.samples} of the last ${filled.of} ${things}`}
    </span>
  )
}

/** Runs the whole mapping over the recent samples, a moment after the last change. */
function useFilled({
  value,
  targets,
  outside,
}: Pick<ResultTableProps, 'value' | 'targets' | 'outside'>): FilledCount | null {
  const { samples, workspace } = useEditorScope()
  const [filled, setFilled] = useState<FilledCount | null>(null)
  const key = JSON.stringify(value)
  useEffect(() => {
    if (value === undefined) {
      setFilled(null)
      return
    }
    let isStale = false
    const run = async () => {
      const required = targets.filter(({ field }) => field.required)
      const missing = new Map<string, number>()
      let failed = 0
      for (const sample of samples.recent) {
        const result = await evaluate(value, previewScope(outside, { sample, workspace }))
        if (isStale) return
        if (result.kind === 'wrong') failed += 1
        const rows = rowsOf(result.kind === 'value' ? result.value : undefined)
        for (const { name, field } of required)
          if (rows.some((row) => isEmptyValue(cellOf(row, name))))
            missing.set(field.label, (missing.get(field.label) ?? 0) + 1)
      }
      setFilled({
        missing: [...missing].map(([label, many]) => ({ label, samples: many })),
        of: samples.recent.length,
        failed,
      })
    }
    const timer = setTimeout(() => void run(), 250)
    return () => {
      isStale = true
      clearTimeout(timer)
    }
    // `key` stands for the mapping.
  }, [key, samples.recent, targets, outside, workspace])
  return filled
}

function rowsOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

function cellOf(row: Json | undefined, name: string): Json | undefined {
  if (name === '') return row
  return row !== null && typeof row === 'object' && !Array.isArray(row) && Object.hasOwn(row, name)
    ? row[name]
    : undefined
}

function cellWords(row: Json, name: string): string {
  const value = cellOf(row, name)
  return value === undefined ? '' : valueWords(value)
}

function cellClass(row: Json | undefined, name: string): string {
  const isNumber = typeof cellOf(row, name) === 'number'
  return `h-9 max-w-60 truncate px-3 first:pl-5 last:pr-5 font-normal ${isNumber ? 'text-right tabular-nums' : ''}`
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
