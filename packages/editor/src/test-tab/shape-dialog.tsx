'use client'

import type { JsonObject } from '@patchbay/flow/json'
import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Textarea } from '@patchbay/ui/input'
import { useState } from 'react'
import { readShape } from './read-shape.ts'

type ShapeDialogProps = { shape: JsonObject; onSave: (shape: JsonObject) => boolean; onClose: () => void }

/** A step's output as a JSON Schema, for who knows better than app and samples. */
export function ShapeDialog({ shape, onSave, onClose }: ShapeDialogProps) {
  const [text, setText] = useState(() => JSON.stringify(shape, null, 2))
  const [wrong, setWrong] = useState<string | undefined>(undefined)
  const save = () => {
    const read = readShape(text)
    if (!read.ok) setWrong(read.message)
    else if (onSave(read.shape)) onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="lg"
      title="What this step gives"
      description="As a JSON Schema. What “required” leaves out may be missing, and mappings then ask what happens."
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={save}>
            Use this shape
          </Button>
        </>
      }
    >
      <Field label="JSON Schema" error={wrong}>
        {(control) => (
          <Textarea
            {...control}
            rows={16}
            spellCheck={false}
            className="font-mono text-small"
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              setWrong(undefined)
            }}
          />
        )}
      </Field>
    </Dialog>
  )
}
