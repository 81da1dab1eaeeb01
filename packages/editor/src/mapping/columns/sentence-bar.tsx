'use client'

import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import { describeCondition } from '@patchbay/flow/describe'
import type { CompareOperator, Mapping } from '@patchbay/flow/mapping'
import { standsAlone } from '@patchbay/flow/operators'
import { Button } from '@patchbay/ui/button'
import { IconButton } from '@patchbay/ui/icon-button'
import { Input } from '@patchbay/ui/input'
import { Select } from '@patchbay/ui/select'
import { CheckCheck, X } from 'lucide-react'
import { useEditorScope } from '../../editor-scope.tsx'
import { type Compare, withOperator } from '../condition-tree.ts'
import { readTyped } from '../function-form.tsx'
import { singular } from '../names.ts'
import { operatorsFor } from '../operators-by-type.ts'
import { keyOf, type Sources } from '../sources.ts'
import { ValueChip } from '../value-chip.tsx'
import { type ListMapping, leaveOutOf, withLeaveOut } from './list-draft.ts'
import type { Columns } from './use-columns.ts'

export type SentenceBarProps = {
  field: FieldSpec
  value: Mapping | undefined
  isList: boolean
  outside: Sources
  columns: Columns
  onChange: (mapping: Mapping) => void
  onChooseSource: () => void
  onUseAll: () => void
}

/** "For each line in [Order › Lines] make one item. Leave out lines where …", and what is suggested. */
export function SentenceBar(props: SentenceBarProps) {
  const { value, isList, columns, onUseAll } = props
  const { mayEdit } = useEditorScope()
  const many = columns.suggested.length
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-b bg-surface-2 px-5 py-2">
      <div className="flex min-h-7 min-w-0 flex-wrap items-center gap-1.5">
        {isList ? <ListSentence {...props} /> : <GroupSentence {...props} />}
        {value?.kind === 'list' ? <LeaveOut {...props} list={value} /> : null}
      </div>
      {many > 0 && mayEdit ? (
        <div className="ml-auto flex flex-none items-center gap-2.5">
          <span className="text-ink-2 text-small">{many} more fit by name and type</span>
          <Button size="sm" icon={<CheckCheck size={14} strokeWidth={1.75} aria-hidden />} onClick={onUseAll}>
            {many === 1 ? 'Use it' : many === 2 ? 'Use both' : `Use all ${many}`}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

function ListSentence({ field, value, outside, columns, onChooseSource }: SentenceBarProps) {
  const { mayEdit } = useEditorScope()
  const of = value?.kind === 'list' ? value.of : null
  const each = columns.item?.name ?? 'element'
  return (
    <>
      <span>For each {of === null ? '' : `${each} `}in</span>
      {of?.kind === 'reference' ? (
        <ValueChip
          reference={of.ref}
          sources={outside}
          mayBeEmpty={false}
          disabled={!mayEdit}
          onOpen={onChooseSource}
          onRemove={onChooseSource}
        />
      ) : of !== null ? (
        <code className="font-mono text-small">{of.kind === 'expression' ? of.source : 'a list'}</code>
      ) : (
        <Button size="sm" onClick={onChooseSource}>
          choose a list
        </Button>
      )}
      <span>make one {singular(field.label)}.</span>
    </>
  )
}

function GroupSentence({ field, columns, onChooseSource }: SentenceBarProps) {
  const { mayEdit } = useEditorScope()
  return (
    <>
      <span>Make {field.label.toLowerCase()} from</span>
      {columns.group === null ? (
        <Button size="sm" onClick={onChooseSource} disabled={!mayEdit}>
          choose a group of values
        </Button>
      ) : (
        <ValueChip
          reference={columns.group.ref}
          sources={columns.sources}
          mayBeEmpty={false}
          disabled={!mayEdit}
          onOpen={onChooseSource}
          onRemove={onChooseSource}
        />
      )}
    </>
  )
}

function LeaveOut({ value: _whole, list, columns, onChange }: SentenceBarProps & { list: ListMapping }) {
  const { document, mayEdit } = useEditorScope()
  const leaveOut = leaveOutOf(list)
  const plural = `${columns.item?.name ?? 'element'}s`
  const first = columns.own[0]
  if (leaveOut === null)
    return mayEdit && first !== undefined ? (
      <Button size="sm" variant="quiet" onClick={() => onChange(withLeaveOut(list, startOf(first.ref)))}>
        Leave some out …
      </Button>
    ) : null
  const simple = simpleOf(leaveOut)
  return (
    <>
      <span>Leave out {plural} where</span>
      {simple === null ? (
        <b className="font-medium">{describeCondition(document, leaveOut)}</b>
      ) : (
        <SimpleRule compare={simple} columns={columns} onChange={(next) => onChange(withLeaveOut(list, next))} />
      )}
      {mayEdit ? (
        <IconButton
          label="Leave none out"
          size="sm"
          icon={<X size={13} strokeWidth={1.75} aria-hidden />}
          onClick={() => onChange(withLeaveOut(list, null))}
        />
      ) : null}
    </>
  )
}

type Simple = Compare & { left: Extract<Mapping, { kind: 'reference' }> }

function SimpleRule({
  compare,
  columns,
  onChange,
}: {
  compare: Simple
  columns: Columns
  onChange: (compare: Compare) => void
}) {
  const { mayEdit } = useEditorScope()
  const node = columns.own.find(({ key }) => key === keyOf(compare.left.ref))
  const type = node?.type ?? 'unknown'
  const right = compare.right?.kind === 'constant' ? compare.right.value : ''
  const labels = columns.own.map((one) => ({ value: one.key, label: one.label }))
  return (
    <>
      <Select
        size="sm"
        className="w-auto"
        label="Which value"
        disabled={!mayEdit}
        value={keyOf(compare.left.ref)}
        onValueChange={(key) => {
          const ref = columns.own.find((one) => one.key === key)?.ref
          if (ref !== undefined) onChange({ ...compare, left: { kind: 'reference', ref } })
        }}
        options={labels}
      />
      <Select
        size="sm"
        className="w-auto"
        label="Comparison"
        disabled={!mayEdit}
        value={compare.operator}
        onValueChange={(operator: CompareOperator) => onChange(withOperator(compare, operator))}
        options={operatorsFor(type, compare.operator)}
      />
      {standsAlone(compare.operator) ? null : (
        <Input
          className="h-7 w-24"
          aria-label="Compared with"
          disabled={!mayEdit}
          value={String(right ?? '')}
          onChange={(event) =>
            onChange({
              ...compare,
              right: { kind: 'constant', value: readTyped(event.target.value, type === 'money' ? 'number' : type) },
            })
          }
        />
      )}
    </>
  )
}

function startOf(ref: Simple['left']['ref']): Compare {
  return { kind: 'compare', left: { kind: 'reference', ref }, operator: 'is_empty' }
}

function simpleOf(condition: ReturnType<typeof leaveOutOf>): Simple | null {
  if (condition?.kind !== 'compare' || condition.left.kind !== 'reference') return null
  if (condition.right !== undefined && condition.right.kind !== 'constant') return null
  return { ...condition, left: condition.left }
}
