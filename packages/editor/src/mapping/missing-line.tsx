'use client'

import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { IfMissing } from '@patchbay/flow/mapping'
import { Button } from '@patchbay/ui/button'
import { Input } from '@patchbay/ui/input'
import { Popover } from '@patchbay/ui/popover'
import { useState } from 'react'
import type { Emptiness } from './emptiness.ts'
import { answerWords } from './missing.ts'
import { valueWords } from './value-words.ts'

export type MissingLineProps = {
  field: FieldSpec
  /** "Phone", where the field is made of several values. */
  name: string | null
  counted: Emptiness
  /** "orders" */
  things: string
  ifMissing: IfMissing | undefined
  onChange: (ifMissing: IfMissing | undefined) => void
  mayEdit: boolean
}

/** "Empty in 3 of the last 20 orders. Choose what happens then": the warning and its way out. */
export function MissingLine({ field, name, counted, things, ifMissing, onChange, mayEdit }: MissingLineProps) {
  const [open, setOpen] = useState(false)
  const where = `${name === null ? 'Empty' : `${name} is empty`} in ${counted.empty} of the last ${counted.of} ${things}`
  const said = ifMissing === undefined ? `${where}. ` : `${where}: ${answerWords(ifMissing, valueWords)}. `
  return (
    <>
      {said}
      {mayEdit ? (
        <Popover
          open={open}
          onOpenChange={setOpen}
          label="When it is empty"
          trigger={
            <button type="button" className="rounded-1 font-semibold underline underline-offset-2">
              {ifMissing === undefined ? 'Choose what happens then' : 'Change'}
            </button>
          }
          className="w-72"
        >
          <Answers
            field={field}
            ifMissing={ifMissing}
            onChoose={(next) => {
              setOpen(false)
              onChange(next)
            }}
          />
        </Popover>
      ) : null}
    </>
  )
}

function Answers({
  field,
  ifMissing,
  onChoose,
}: {
  field: FieldSpec
  ifMissing: IfMissing | undefined
  onChoose: (ifMissing: IfMissing | undefined) => void
}) {
  const [text, setText] = useState(ifMissing?.kind === 'value' ? valueWords(ifMissing.value) : '')
  const value = readValue(text, field)
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        if (value !== null) onChoose({ kind: 'value', value })
      }}
    >
      <p className="font-medium">When it is empty</p>
      <div className="flex items-center gap-2">
        <Input
          aria-label="Use this value"
          placeholder="Use another value"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" disabled={value === null || text === ''}>
          Use it
        </Button>
      </div>
      {value === null ? <p className="text-bad text-small">{field.label} takes a number.</p> : null}
      {field.required ? null : (
        <Button variant="quiet" className="justify-start" onClick={() => onChoose({ kind: 'omit' })}>
          Leave {field.label.toLowerCase()} out
        </Button>
      )}
      <Button variant="quiet" className="justify-start" onClick={() => onChoose({ kind: 'error' })}>
        Stop the step and say so
      </Button>
    </form>
  )
}

function readValue(text: string, { type }: FieldSpec): string | number | boolean | null {
  if (type === 'number' || type === 'integer' || type === 'money') {
    const number = Number(text.replace(',', '.'))
    return text.trim() === '' || Number.isNaN(number) ? (text === '' ? '' : null) : number
  }
  if (type === 'boolean') return text === 'yes' || text === 'true'
  return text
}
