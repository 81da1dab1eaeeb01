'use client'

import type { Json } from '@patchbay/flow/json'
import { Button } from '@patchbay/ui/button'
import { Field } from '@patchbay/ui/field'
import { Input, Textarea } from '@patchbay/ui/input'
import { useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import type { SamplePickerProps } from './sample-picker.tsx'

/** An event as text that the person changes or pastes; it begins as the chosen sample. */
export function SampleForm({ samples, choice, onItem, host, mayKeep }: SamplePickerProps) {
  const { document } = useEditorScope()
  const trigger = document.steps.find(({ kind }) => kind === 'trigger')
  const [text, setText] = useState(() => JSON.stringify(itemOf({ samples, choice, triggerId: trigger?.id }), null, 2))
  const [name, setName] = useState('')
  const [said, setSaid] = useState<string | null>(null)
  const read = parse(text)
  const use = () => {
    if (read.ok) onItem(read.value)
  }
  const keep = async () => {
    if (!read.ok || name.trim() === '') return
    const kept = await host.keepSample({ name, from: { item: read.value, label: name } })
    setSaid(kept.ok ? `Kept as “${name.trim()}”.` : kept.message)
  }
  return (
    <div className="flex flex-col gap-2.5 rounded-3 border border-line p-3">
      <Field
        label="What the trigger gives"
        help="Change values, or paste an event as JSON."
        error={read.ok ? undefined : read.message}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={8}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onBlur={use}
            className="font-mono text-small"
          />
        )}
      </Field>
      <div className="flex flex-wrap items-end gap-2">
        <Button variant="secondary" size="sm" disabled={!read.ok} onClick={use}>
          Use this
        </Button>
        {mayKeep ? (
          <>
            <Field label="Name" className="min-w-40 flex-1">
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
            <Button size="sm" disabled={!read.ok || name.trim() === ''} onClick={() => void keep()}>
              Keep as a sample
            </Button>
          </>
        ) : null}
      </div>
      <p aria-live="polite" className="text-ink-2 text-small empty:hidden">
        {said}
      </p>
    </div>
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
