'use client'

import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { Step } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import { cn } from '@patchbay/ui/cn'
import { CodeView } from '@patchbay/ui/code-view'
import { Segmented } from '@patchbay/ui/segmented'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { TypeIcon } from '../mapping/type-icon.tsx'
import { valueType } from '../mapping/value-type.ts'
import { valueWords } from '../mapping/value-words.ts'
import { PanelHead } from './panel-head.tsx'
import type { TestPreview } from './test-types.ts'

type SentPanelProps = { step: Step; preview: TestPreview | null; resolving: boolean; refusal: string | null }
type Look = 'fields' | 'sent'

/** What a test would send: field by field in the vendor's words, or as it goes out. */
export function SentPanel({ step, preview, resolving, refusal }: SentPanelProps) {
  const { manifests } = useEditorScope()
  const [look, setLook] = useState<Look>('fields')
  if (step.kind !== 'action') return <ControlPanel preview={preview} refusal={refusal} />
  const action = manifests[step.connector]?.actions[step.action]
  const fields = action?.fields ?? []
  const input = preview?.input ?? null
  return (
    <section aria-label="What is sent" aria-busy={resolving} className="flex min-w-0 flex-col">
      <PanelHead title="What is sent">
        <Segmented<Look>
          label="How it is shown"
          value={look}
          onValueChange={setLook}
          options={[
            { value: 'fields', label: 'Fields' },
            { value: 'sent', label: 'As sent' },
          ]}
        />
      </PanelHead>
      <div className={cn('min-h-0 flex-1', resolving && input !== null && 'opacity-60')}>
        {input === null ? (
          <Waiting preview={preview} resolving={resolving} refusal={refusal} />
        ) : look === 'sent' ? (
          <CodeView code={JSON.stringify(input, null, 2)} label="The input as it is sent" wrap className="m-4 mt-0" />
        ) : (
          <Fields fields={fields} input={input} />
        )}
      </div>
      <PanelFoot preview={preview} fields={fields} needsOneOf={action?.needsOneOf ?? []} />
    </section>
  )
}

function Fields({ fields, input }: { fields: readonly FieldSpec[]; input: Json }) {
  const { workspace } = useEditorScope()
  const given = isObject(input) ? input : {}
  // Rare fields that are left out would only make the list long.
  const shown = fields.filter(({ name, rare }) => rare !== true || given[name] !== undefined)
  return (
    <dl className="px-4 pb-2">
      {shown.map((field) => {
        const value = given[field.name]
        return (
          <div key={field.name} className="flex min-h-[30px] min-w-0 items-center gap-1.5">
            <dt className="flex max-w-[50%] flex-none items-center gap-1.5">
              <TypeIcon type={valueType(field.name, null, value)} />
              <span className="truncate">{field.label}</span>
            </dt>
            <dd
              className={cn('min-w-0 flex-1 truncate text-right tabular-nums', value === undefined && 'text-ink-3')}
              title={typeof value === 'string' ? value : undefined}
            >
              {value === undefined ? 'left out' : valueWords(value, workspace)}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

function Waiting({ preview, resolving, refusal }: Omit<SentPanelProps, 'step'>) {
  const words = refusal ?? preview?.error?.message ?? null
  if (words !== null) return <Trouble>{words}</Trouble>
  return (
    <p className="px-4 py-2 text-ink-3">{resolving ? 'Working out what would be sent…' : 'Choose a sample first.'}</p>
  )
}

function Trouble({ children }: { children: string }) {
  return (
    <p role="status" className="mx-4 mb-3 flex gap-2 rounded-2 bg-attn-tint px-3 py-2">
      <StateGlyph state="attention" size={14} className="mt-1 flex-none" />
      <span>{children}</span>
    </p>
  )
}

type PanelFootProps = {
  preview: TestPreview | null
  fields: readonly FieldSpec[]
  needsOneOf: readonly (readonly string[])[]
}

function PanelFoot({ preview, fields, needsOneOf }: PanelFootProps) {
  if (preview === null || preview.input === null) return null
  const required = fields.filter((field) => field.required).length
  const note = preview.notes[0] ?? emptyWords(preview.input, { fields, needsOneOf })
  return (
    <p className="mt-auto flex min-h-[38px] items-center gap-2 border-line border-t px-4 py-1.5 text-small">
      <StateGlyph state={note === undefined ? 'succeeded' : 'attention'} size={14} />
      <span className="min-w-0">{note ?? filledWords(required)}</span>
    </p>
  )
}

/** Where none of a group is given of which one is needed. */
function emptyWords(input: Json, { fields, needsOneOf }: Omit<PanelFootProps, 'preview'>): string | undefined {
  const given = isObject(input) ? input : {}
  const empty = needsOneOf.find((group) => group.every((name) => given[name] === undefined))
  const labels = empty?.map((name) => fields.find((field) => field.name === name)?.label ?? name)
  return labels === undefined ? undefined : `${labels.join(' or ')} needs a value`
}

function filledWords(required: number): string {
  if (required === 0) return 'It can be sent'
  return required === 1 ? 'The required field is filled' : `All ${required} required fields are filled`
}

function ControlPanel({ preview, refusal }: { preview: TestPreview | null; refusal: string | null }) {
  const words = refusal ?? preview?.error?.message ?? null
  return (
    <section aria-label="What it does" className="flex min-w-0 flex-col">
      <PanelHead title="What it does" />
      {words === null ? (
        <p className="px-4 pb-3 text-ink-2">Nothing is sent anywhere: this step only decides with what is there.</p>
      ) : (
        <Trouble>{words}</Trouble>
      )}
    </section>
  )
}

const isObject = (value: Json): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
