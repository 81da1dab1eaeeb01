'use client'

import type { Mapping } from '@patchbay/flow/mapping'
import { cn } from '@patchbay/ui/cn'
import { frameClass } from '@patchbay/ui/input'
import { SquareFunction } from 'lucide-react'
import { useId, useState } from 'react'
import { FunctionForm } from './function-form.tsx'
import { FunctionMenu } from './function-menu.tsx'
import { readChain, writeChain } from './functions/chain-source.ts'
import { functionById, startCall } from './functions/function-list.ts'
import type { Chain, FunctionCall } from './functions/function-spec.ts'
import type { Sources } from './sources.ts'
import { chipTone, nodeOfRef, ValueChip } from './value-chip.tsx'
import { valueType } from './value-type.ts'

export type MappedBoxProps = {
  mapping: Mapping | null
  /** What is asked for while there is none. */
  asks?: string
  sources: Sources
  mayBeEmpty: boolean
  disabled: boolean
  invalid: boolean
  labelledBy: string
  describedBy?: string | undefined
  onOpen: () => void
  /** Null takes the value away. */
  onChange: (mapping: Mapping | null) => void
}

/** A value of an earlier step, and what is done to it on the way: chip, pill, pill. */
export function MappedBox(props: MappedBoxProps) {
  const { mapping, sources, mayBeEmpty, disabled, invalid, labelledBy, describedBy, onOpen, onChange } = props
  const id = useId()
  const [edited, setEdited] = useState<number | null>(null)
  const chain = chainOf(mapping)
  if (chain === null)
    return (
      <button
        type="button"
        disabled={disabled}
        id={id}
        aria-labelledby={`${labelledBy} ${id}`}
        aria-describedby={describedBy}
        onClick={onOpen}
        data-invalid={invalid ? '' : undefined}
        className={cn(frameClass, 'h-8.5 gap-2 text-left text-ink-3 hover:bg-surface-2 max-md:h-11')}
      >
        <span aria-hidden="true" className="size-2.5 flex-none rounded-full border-2 border-line-ui border-dashed" />
        {props.asks ?? 'Choose a value'}
      </button>
    )
  const change = (calls: FunctionCall[]) => onChange(mappingOf({ ref: chain.ref, calls }, mapping))
  const node = nodeOfRef(chain.ref, sources)
  const fields = node.children.map((child) => [String(child.ref.path.at(-1))])
  const isGone = chipTone(chain.ref, sources, false) === 'gone'
  const shown = edited === null ? undefined : chain.calls[edited]
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <fieldset
        aria-labelledby={labelledBy}
        data-invalid={invalid || isGone ? '' : undefined}
        className={cn(
          frameClass,
          'min-h-8.5 flex-wrap gap-1 py-1 pr-1 pl-2 max-md:min-h-11',
          mayBeEmpty && !invalid && 'border-attn-solid',
        )}
      >
        <ValueChip
          reference={chain.ref}
          sources={sources}
          mayBeEmpty={mayBeEmpty}
          disabled={disabled}
          describedBy={describedBy}
          onOpen={onOpen}
          onRemove={() => onChange(null)}
          onMoved={() => onChange(null)}
        />
        {chain.calls.map((call, index) => (
          <Pill
            key={`${index}-${call.id}`}
            call={call}
            isOpen={edited === index}
            disabled={disabled}
            onOpen={() => setEdited(edited === index ? null : index)}
            onRemove={() => {
              setEdited(null)
              change(chain.calls.filter((_, at) => at !== index))
            }}
          />
        ))}
        {disabled ? null : (
          <FunctionMenu
            type={chain.calls.length === 0 ? node.type : typeAfter(chain.calls)}
            isFirst={chain.calls.length === 0}
            onChoose={(spec) => {
              change([...chain.calls, startCall(spec, fields)])
              setEdited(Object.keys(spec.slots).length === 0 ? null : chain.calls.length)
            }}
          />
        )}
      </fieldset>
      {shown === undefined || edited === null ? null : (
        <FunctionForm
          call={shown}
          node={node}
          sources={sources}
          onChange={(call) => change(chain.calls.map((one, index) => (index === edited ? call : one)))}
          onDone={() => setEdited(null)}
        />
      )}
    </div>
  )
}

/** A value with functions, read from whichever mapping says it; null when a mapping is neither. */
export function chainOf(mapping: Mapping | null): Chain | null {
  if (mapping?.kind === 'reference') return { ref: mapping.ref, calls: [] }
  return mapping?.kind === 'expression' ? readChain(mapping.source) : null
}

/** A value without functions stays a reference, which is cheaper to run and easier to read. What is to happen when it is missing is kept. */
function mappingOf(chain: Chain, before: Mapping | null): Mapping {
  const ifMissing = before?.kind === 'reference' || before?.kind === 'expression' ? before.ifMissing : undefined
  const answer = ifMissing === undefined ? {} : { ifMissing }
  if (chain.calls.length === 0) return { kind: 'reference', ref: chain.ref, ...answer }
  return { kind: 'expression', source: writeChain(chain), ...answer }
}

function Pill({
  call,
  isOpen,
  disabled,
  onOpen,
  onRemove,
}: {
  call: FunctionCall
  isOpen: boolean
  disabled: boolean
  onOpen: () => void
  onRemove: () => void
}) {
  const spec = functionById(call.id)
  const words = spec?.pill(call.args) ?? call.id
  return (
    <button
      type="button"
      disabled={disabled}
      aria-expanded={isOpen}
      aria-label={`${spec?.title ?? call.id}: ${words}. Change`}
      onClick={onOpen}
      onKeyDown={(event) => {
        if (event.key !== 'Backspace' && event.key !== 'Delete') return
        event.preventDefault()
        onRemove()
      }}
      className={cn(
        'inline-flex h-6 min-w-0 max-w-full items-center gap-1 rounded-full border bg-surface px-2 font-medium text-small',
        isOpen ? 'border-signal-solid text-signal' : 'border-line-ui text-ink-2 hover:bg-surface-2',
      )}
    >
      <SquareFunction size={13} strokeWidth={1.75} className="flex-none text-ink-3" aria-hidden="true" />
      <span className="min-w-0 truncate">{words}</span>
    </button>
  )
}

function typeAfter(calls: readonly FunctionCall[]) {
  const gives = functionById(calls.at(-1)?.id ?? '')?.gives ?? 'any'
  return gives === 'any' ? valueType('', null, undefined) : gives
}
