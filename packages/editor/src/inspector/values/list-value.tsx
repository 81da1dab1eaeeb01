import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import { Button } from '@patchbay/ui/button'
import { IconButton } from '@patchbay/ui/icon-button'
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { MemberFields } from './object-value.tsx'
import type { ValueProps } from './value-props.ts'

/** A list that is written out: plain values in rows, or groups of fields. */
export function ListValue(props: ValueProps) {
  const { value, onChange, spec, disabled, labelledBy, describedBy, id } = props
  const items = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
  const fields = spec.fields ?? [{ name: 'item', label: 'Item', type: 'text', required: true }]
  const plain = plainItem(fields)
  const put = (next: Json[]) => onChange(next.length === 0 && !spec.required ? undefined : next)
  return (
    <fieldset
      id={id}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      className="grid grid-cols-1 min-w-0 gap-2"
    >
      {items.map((item, index) => (
        <Row
          key={index}
          position={index + 1}
          of={items.length}
          disabled={disabled}
          group={plain === null}
          onMove={(to) => put(moved(items, index, to))}
          onRemove={() => put(items.toSpliced(index, 1))}
        >
          {plain === null ? (
            <MemberFields {...props} fields={fields} value={item} onChange={(next) => put(items.with(index, next))} />
          ) : (
            <PlainItem
              {...props}
              spec={plain}
              label={`${spec.label}, ${index + 1}`}
              value={item}
              onChange={(next) => put(items.with(index, next ?? ''))}
            />
          )}
        </Row>
      ))}
      {disabled ? null : (
        <div>
          <Button
            size="sm"
            icon={<Plus size={14} strokeWidth={1.75} aria-hidden="true" />}
            onClick={() => put([...items, plain === null ? {} : ''])}
          >
            {items.length === 0 ? 'Add' : 'Add another'}
          </Button>
        </div>
      )}
      {disabled && items.length === 0 ? <p className="text-ink-3 text-small">Nothing in it.</p> : null}
    </fieldset>
  )
}

function PlainItem({ label, Inner, ...props }: ValueProps & { label: string }) {
  const id = useId()
  return (
    <>
      <label id={`${id}-label`} htmlFor={id} className="sr-only">
        {label}
      </label>
      <Inner {...props} id={id} labelledBy={`${id}-label`} schema={null} describedBy={undefined} hint={undefined} />
    </>
  )
}

type RowProps = {
  position: number
  of: number
  group: boolean
  disabled: boolean
  onMove: (to: number) => void
  onRemove: () => void
  children: ReactNode
}

function Row({ position, of, group, disabled, onMove, onRemove, children }: RowProps) {
  const tools = disabled ? null : (
    <span className="flex flex-none">
      {of > 1 ? (
        <>
          <IconButton
            label={`Move ${position} up`}
            size="sm"
            disabled={position === 1}
            icon={<ArrowUp size={14} strokeWidth={1.75} />}
            onClick={() => onMove(position - 2)}
          />
          <IconButton
            label={`Move ${position} down`}
            size="sm"
            disabled={position === of}
            icon={<ArrowDown size={14} strokeWidth={1.75} />}
            onClick={() => onMove(position)}
          />
        </>
      ) : null}
      <IconButton label={`Remove ${position}`} size="sm" icon={<X size={14} strokeWidth={1.75} />} onClick={onRemove} />
    </span>
  )
  if (!group)
    return (
      <div className="flex items-center gap-1">
        <div className="min-w-0 flex-1">{children}</div>
        {tools}
      </div>
    )
  return (
    <div className="rounded-2 border border-line-2 p-2.5 pt-1">
      <div className="flex min-h-7 items-center justify-between text-ink-3 text-meta">
        <span>{position}</span>
        {tools}
      </div>
      {children}
    </div>
  )
}

/** A list of plain values has one nameless member. */
function plainItem(fields: readonly FieldSpec[]): FieldSpec | null {
  const [only] = fields
  return fields.length === 1 && only?.name === 'item' ? only : null
}

function moved(items: Json[], from: number, to: number): Json[] {
  const item = items[from]
  return item === undefined ? items : items.toSpliced(from, 1).toSpliced(to, 0, item)
}
