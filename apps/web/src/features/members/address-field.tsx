'use client'

import { cn } from '@patchbay/ui/cn'
import { Field } from '@patchbay/ui/field'
import { useEarlyField } from '@patchbay/ui/use-early-field'
import { X } from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, useState } from 'react'
import type { Member } from '../../trpc/types.ts'
import { isAddress, splitAddresses } from './addresses.ts'

const memberAt = (email: string, members: readonly Member[]): Member | undefined =>
  members.find((member) => member.email.toLowerCase() === email.toLowerCase())

/** An address that an invite can go to. */
export const isReady = (email: string, members: readonly Member[]): boolean =>
  isAddress(email) && memberAt(email, members) === undefined

type AddressFieldProps = {
  emails: string[]
  members: readonly Member[]
  onChange: (emails: string[]) => void
  /** Somebody pressed Send: say what is missing. */
  tried: boolean
}

/** Addresses as chips. Space, comma, Enter or leaving the field makes one of what was typed; Backspace takes the last. */
export function AddressField({ emails, members, onChange, tried }: AddressFieldProps) {
  const [text, setText] = useState('')
  const early = useEarlyField({ value: text })
  const take = (typed: string) => {
    const added = splitAddresses(typed).filter((email) => !emails.includes(email))
    if (added.length > 0) onChange([...emails, ...added])
    setText('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (['Enter', ' ', ',', ';'].includes(event.key)) {
      event.preventDefault()
      take(text)
    } else if (event.key === 'Backspace' && text === '') onChange(emails.slice(0, -1))
  }
  const onPaste = (event: ClipboardEvent) => {
    event.preventDefault()
    take(`${text}${event.clipboardData.getData('text')}`)
  }
  const bad = emails.find((email) => !isAddress(email))
  const known = emails.flatMap((email) => memberAt(email, members)?.name ?? [])
  const missing = tried && emails.length === 0 ? 'Type at least one address.' : undefined
  return (
    <Field
      label="E-mail addresses"
      error={bad === undefined ? missing : `“${bad}” is not an e-mail address.`}
      {...(known.length === 0
        ? {}
        : {
            help: (
              <span className="text-attn">
                {known.join(', ')} {known.length === 1 ? 'is already a member' : 'are already members'} and will be left
                out.
              </span>
            ),
          })}
    >
      {(control) => (
        <span className="focus-frame flex min-h-17 w-full flex-wrap content-start gap-1.5 rounded-2 border border-line-ui bg-surface p-1.5">
          {emails.map((email) => (
            <AddressChip
              key={email}
              email={email}
              ready={isReady(email, members)}
              onRemove={() => onChange(emails.filter((one) => one !== email))}
            />
          ))}
          <input
            {...control}
            type="text"
            inputMode="email"
            autoComplete="off"
            value={text}
            {...early}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onBlur={() => take(text)}
            className="focus-none h-6 min-w-40 flex-1 bg-transparent px-1 text-ui outline-none max-md:h-9 max-md:text-[16px]"
          />
        </span>
      )}
    </Field>
  )
}

function AddressChip({ email, ready, onRemove }: { email: string; ready: boolean; onRemove: () => void }) {
  return (
    <span
      className={cn(
        'inline-flex h-6 max-w-full items-center gap-0.5 rounded-1 pl-2 text-ui max-md:h-9',
        ready ? 'bg-surface-3' : 'bg-attn-soft text-attn line-through',
      )}
    >
      <span className="truncate">{email}</span>
      <button
        type="button"
        aria-label={`Leave out ${email}`}
        onClick={onRemove}
        className="grid size-6 flex-none place-items-center rounded-1 hover:bg-shade max-md:size-9"
      >
        <X size={12} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </span>
  )
}
