'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { type FormEvent, type ReactNode, useId } from 'react'
import { InlineTrouble } from '../shared/inline-trouble.tsx'

export type AskDialogProps = {
  title: string
  size?: 'sm'
  description: string
  /** On the button that does it. */
  verb: string
  pending: boolean
  error: unknown
  onSubmit: () => void
  onClose: () => void
  children?: ReactNode
}

/** Asks for what is needed to settle something: one form, its answer on the button. */
export function AskDialog({ verb, pending, error, onSubmit, onClose, children, ...head }: AskDialogProps) {
  const id = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      {...head}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="equal" type="submit" form={id} loading={pending}>
            {verb}
          </Button>
        </>
      }
    >
      <Form id={id} onSubmit={submit} className="flex flex-col gap-4">
        {children}
        <InlineTrouble error={error} />
      </Form>
    </Dialog>
  )
}

type NoteProps = { label?: string; help?: string; value: string; onChange: (text: string) => void }

export function Note({ label = 'Reason', help = 'Why. Colleagues see it.', value, onChange }: NoteProps) {
  return (
    <Field label={label} help={help}>
      {(control) => (
        <Input {...control} maxLength={1000} value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  )
}

export const noteOf = (note: string): { note?: string } => (note.trim() === '' ? {} : { note: note.trim() })
