'use client'

import type { Condition } from '@patchbay/flow/mapping'
import { Button } from '@patchbay/ui/button'
import { cn } from '@patchbay/ui/cn'
import { IconButton } from '@patchbay/ui/icon-button'
import { Select } from '@patchbay/ui/select'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { CircleX, Plus, X } from 'lucide-react'
import { useEditorScope } from './editor-scope.tsx'
import { CompareRow } from './mapping/compare-row.tsx'
import { asGroup, fromGroup, type Group, isBlank, newCompare, replaceAt } from './mapping/condition-tree.ts'
import type { ItemSource } from './mapping/mapping-field-props.ts'
import type { Sources } from './mapping/sources.ts'
import { useFieldScope } from './mapping/use-field-scope.ts'
import { useVerdict } from './mapping/use-preview.ts'
import { useSources } from './mapping/use-sources.ts'

export type ConditionFieldProps = {
  stepId: string
  /** Dotted as in a Problem: `condition`, `cases.0.condition`. */
  path: string
  value: Condition
  onChange: (condition: Condition) => void
  /** Its accessible name: "The rule of In stock". */
  label?: string
  /** Inside a list mapping: what `item` is. */
  item?: ItemSource
}

/** A rule in plain words: rows of value, comparison, value, in groups that need all or any of them. */
export function ConditionField({ stepId, path, value, onChange, label = 'Rule', item }: ConditionFieldProps) {
  const { problems } = useEditorScope()
  const sources = useSources(stepId, path, item)
  const problem = problems.find(
    (one) => one.stepId === stepId && one.field?.startsWith(path) && one.severity === 'error',
  )
  return (
    <fieldset aria-label={label} data-field={path} className="flex min-w-0 flex-col gap-2">
      <GroupRows
        group={asGroup(value)}
        sources={sources}
        label={label}
        depth={0}
        onChange={(group) => onChange(fromGroup(group, value))}
      />
      <Verdict value={value} sources={sources} item={item} />
      {problem === undefined ? null : (
        <p className="flex items-start gap-1.5 text-bad text-small">
          <CircleX size={13} strokeWidth={1.75} className="mt-[2.5px] flex-none" aria-hidden="true" />
          <span>{problem.message}</span>
        </p>
      )}
    </fieldset>
  )
}

type GroupProps = {
  group: Group
  sources: Sources
  label: string
  depth: number
  onChange: (group: Group) => void
  onRemove?: () => void
}

/** Deeper than this nobody reads a rule any more; what came so by import or API is still shown. */
const MAX_DEPTH = 2

function GroupRows({ group, sources, label, depth, onChange, onRemove }: GroupProps) {
  const { mayEdit } = useEditorScope()
  const add = (condition: Condition) => onChange({ kind: group.kind, of: [...group.of, condition] })
  return (
    <div
      className={cn('flex min-w-0 flex-col gap-2', depth > 0 && 'rounded-2 border border-line-2 bg-surface-2 p-2.5')}
    >
      {group.of.length > 1 || depth > 0 ? (
        <div className="flex items-center gap-2">
          <Select
            size="sm"
            className="w-auto"
            label={`How many rows of ${label.toLowerCase()} must be true`}
            disabled={!mayEdit}
            value={group.kind}
            onValueChange={(kind) => onChange({ kind, of: group.of })}
            options={[
              { value: 'all', label: 'All of these' },
              { value: 'any', label: 'Any of these' },
            ]}
          />
          {onRemove === undefined || !mayEdit ? null : (
            <IconButton
              label="Remove this group"
              size="sm"
              className="ml-auto"
              icon={<X size={14} strokeWidth={1.75} aria-hidden />}
              onClick={onRemove}
            />
          )}
        </div>
      ) : null}
      {group.of.map((condition, index) => (
        <Row
          // Rows have no names of their own; they are told apart by where they stand.
          key={index}
          condition={condition}
          sources={sources}
          label={`${label}, row ${index + 1}`}
          depth={depth}
          onChange={(next) => onChange(replaceAt(group, index, next))}
          onRemove={group.of.length > 1 || depth > 0 ? () => onChange(replaceAt(group, index, null)) : undefined}
        />
      ))}
      {mayEdit ? (
        <div className="flex gap-1">
          <Button
            size="sm"
            variant="quiet"
            icon={<Plus size={14} strokeWidth={1.75} aria-hidden />}
            onClick={() => add(newCompare())}
          >
            Add a row
          </Button>
          {depth < MAX_DEPTH ? (
            <Button
              size="sm"
              variant="quiet"
              icon={<Plus size={14} strokeWidth={1.75} aria-hidden />}
              onClick={() => add({ kind: group.kind === 'all' ? 'any' : 'all', of: [newCompare()] })}
            >
              Add a group
            </Button>
          ) : null}
        </div>
      ) : null}
    </div>
  )
}

type RowProps = {
  condition: Condition
  sources: Sources
  label: string
  depth: number
  onChange: (condition: Condition | null) => void
  onRemove: (() => void) | undefined
}

function Row({ condition, sources, label, depth, onChange, onRemove }: RowProps) {
  if (condition.kind === 'compare')
    return <CompareRow compare={condition} sources={sources} label={label} onChange={onChange} onRemove={onRemove} />
  if (condition.kind === 'not')
    return (
      <div className="flex flex-col gap-1.5">
        <span className="font-medium text-ink-2 text-small">Not true that</span>
        <Row
          condition={condition.of}
          sources={sources}
          label={label}
          depth={depth + 1}
          onChange={(next) => onChange(next === null ? null : { kind: 'not', of: next })}
          onRemove={onRemove ?? (() => onChange(condition.of))}
        />
      </div>
    )
  return (
    <GroupRows
      group={condition}
      sources={sources}
      label={label}
      depth={depth + 1}
      onChange={(group) => onChange(group.of.length === 0 ? null : group)}
      {...(onRemove === undefined ? {} : { onRemove })}
    />
  )
}

/** Whether it holds in the sample, and which row decided. */
function Verdict({ value, sources, item }: { value: Condition; sources: Sources; item: ItemSource | undefined }) {
  const { samples } = useEditorScope()
  const scope = useFieldScope(sources, item)
  const verdict = useVerdict(value, scope)
  if (verdict === null || samples.chosen === null || hasBlank(value)) return null
  const thing = samples.chosen.label.charAt(0).toLowerCase() + samples.chosen.label.slice(1)
  if ('wrong' in verdict) return <p className="text-bad text-small">{verdict.wrong}</p>
  return (
    <p role="status" className="flex items-start gap-1.5 text-ink-2 text-small">
      <StateGlyph state={verdict.holds ? 'succeeded' : 'skipped'} size={14} />
      <span>
        <b className="font-medium">{verdict.holds ? 'True' : 'Not true'}</b> for {thing}.{' '}
        {verdict.because.charAt(0).toUpperCase()}
        {verdict.because.slice(1)}.
      </span>
    </p>
  )
}

function hasBlank(condition: Condition): boolean {
  if (condition.kind === 'compare') return isBlank(condition.left)
  return condition.kind === 'not' ? hasBlank(condition.of) : condition.of.some(hasBlank)
}
