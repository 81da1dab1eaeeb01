'use client'

import type { Json } from '@patchbay/flow/json'
import { Button } from '@patchbay/ui/button'
import { Field } from '@patchbay/ui/field'
import { Input, Textarea } from '@patchbay/ui/input'
import { Segmented } from '@patchbay/ui/segmented'
import { useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { LeafFields } from './leaf-fields.tsx'
import type { SamplePickerProps } from './sample-picker-props.ts'
import { useOwnSchema } from './use-own-schema.ts'

type Look = 'form' | 'json'

/** An event that the person fills in: it begins as the chosen sample. As a form, or as text to paste into. */
export function SampleForm({ samples, choice, onItem, host, mayKeep }: SamplePickerProps) {
  const { document } = useEditorScope()
  const trigger = document.steps.find(({ kind }) => kind === 'trigger')
  const schema = useOwnSchema(trigger)
  const [item, setItem] = useState<Json>(() => itemOf({ samples, choice, triggerId: trigger?.id }))
  const [text, setText] = useState('')
  const [look, setLook] = useState<Look>('form')
  const read = look === 'json' ? parse(text) : { ok: true as const, value: item }
  const turn = (next: Look) => {
    if (next === 'json') setText(JSON.stringify(item, null, 2))
    else if (read.ok) setItem(read.value)
    setLook(next)
  }
  return (
    <div className="flex flex-col gap-2.5 rounded-3 border border-line p-3">
      <div className="flex items-center justify-between gap-2">
        <span className="font-medium">What the trigger gives</span>
        <Segmented<Look>
          label="How it is filled in"
          value={look}
          onValueChange={turn}
          options={[
            { value: 'form', label: 'Form' },
            { value: 'json', label: 'JSON' },
          ]}
        />
      </div>
      {look === 'form' ? (
        <LeafFields item={item} schema={schema} onItem={setItem} />
      ) : (
        <Field label="Event as JSON" help="Change it, or paste another." error={read.ok ? undefined : read.message}>
          {(control) => (
            <Textarea
              {...control}
              rows={8}
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="font-mono text-small"
            />
          )}
        </Field>
      )}
      <Uses read={read} onItem={onItem} host={host} mayKeep={mayKeep} />
    </div>
  )
}

type UsesProps = { read: Read } & Pick<SamplePickerProps, 'onItem' | 'host' | 'mayKeep'>

function Uses({ read, onItem, host, mayKeep }: UsesProps) {
  const [name, setName] = useState('')
  const [said, setSaid] = useState<string | null>(null)
  const keep = async () => {
    if (!read.ok || name.trim() === '') return
    const kept = await host.keepSample({ name, from: { item: read.value, label: name } })
    setSaid(kept.ok ? `Kept as “${name.trim()}”.` : kept.message)
  }
  return (
    <>
      <div className="flex flex-wrap items-end gap-2">
        <Button variant="secondary" disabled={!read.ok} onClick={() => (read.ok ? onItem(read.value) : undefined)}>
          Use this
        </Button>
        {mayKeep ? (
          <>
            <Field label="Name, to keep it" className="min-w-40 flex-1">
              {(control) => (
                <Input
                  {...control}
                  value={name}
                  placeholder="Phone is empty"
                  maxLength={80}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
            <Button disabled={!read.ok || name.trim() === ''} onClick={() => void keep()}>
              Keep as a sample
            </Button>
          </>
        ) : null}
      </div>
      <p aria-live="polite" className="text-ink-2 text-small empty:hidden">
        {said}
      </p>
    </>
  )
}

type From = Pick<SamplePickerProps, 'samples' | 'choice'> & { triggerId: string | undefined }

function itemOf({ samples, choice, triggerId }: From): Json {
  if (choice !== null && 'item' in choice) return choice.item
  const chosen = samples.find(({ id }) => choice !== null && 'sampleId' in choice && id === choice.sampleId)
  return (triggerId === undefined ? undefined : (chosen ?? samples[0])?.outputs[triggerId]) ?? {}
}

type Read = { ok: true; value: Json } | { ok: false; message: string }

function parse(text: string): Read {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, message: `This cannot be read: ${reason}.` }
  }
}
