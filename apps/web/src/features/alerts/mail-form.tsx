'use client'

import { Button } from '@patchbay/ui/button'
import { Checkbox } from '@patchbay/ui/checkbox'
import { ClockTime } from '@patchbay/ui/relative-time'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'
import type { AlertSettings } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { type AlertKind, alertKinds } from './alert-kinds.ts'

const HOUR_MS = 3_600_000
const PAUSES = [
  { label: 'an hour', hours: 1 },
  { label: 'a day', hours: 24 },
  { label: 'a week', hours: 168 },
]

/** Each tick is saved at once; what was saved before comes back when it could not be. */
export function MailForm({ settings }: { settings: AlertSettings }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const save = useMutation(
    trpc.alerts.setMail.mutationOptions({
      onSettled: () => client.invalidateQueries(trpc.alerts.settings.pathFilter()),
    }),
  )
  const shown = save.isPending ? save.variables : settings
  const change = (next: { mail?: AlertKind[]; mutedUntil?: Date | null }) =>
    save.mutate({ mail: shown.mail, mutedUntil: shown.mutedUntil, ...next })
  const toggle = (kind: AlertKind, on: boolean) =>
    change({ mail: on ? [...shown.mail, kind] : shown.mail.filter((each) => each !== kind) })
  const asleep = shown.mutedUntil !== null && shown.mutedUntil > new Date() ? shown.mutedUntil : null
  return (
    <div className="flex flex-col gap-3 px-4">
      {settings.confirmed ? null : (
        <p className="text-attn">
          No mail goes to you before you have confirmed your address. Ask for the mail in{' '}
          <Link href="/settings/account" className="underline">
            your account
          </Link>
          .
        </p>
      )}
      <fieldset className="m-0 flex flex-col gap-2 border-0 p-0">
        <legend className="sr-only">Mail me when</legend>
        {alertKinds.map(({ kind, word, help }) => (
          <div key={kind}>
            <Checkbox checked={shown.mail.includes(kind)} onCheckedChange={(on) => toggle(kind, on === true)}>
              {word}
            </Checkbox>
            <p className="pl-6 text-ink-3 text-small">{help}</p>
          </div>
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center gap-2">
        {asleep === null ? (
          <>
            <span className="text-ink-2">No mail to me for</span>
            {PAUSES.map(({ label, hours }) => (
              <Button
                key={label}
                size="sm"
                onClick={() => change({ mutedUntil: new Date(Date.now() + hours * HOUR_MS) })}
              >
                {label}
              </Button>
            ))}
          </>
        ) : (
          <>
            <span className="text-ink-2">
              No mail to you until{' '}
              {asleep.getTime() - Date.now() > 18 * HOUR_MS ? (
                asleep.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
              ) : (
                <ClockTime at={asleep} seconds={false} />
              )}
              .
            </span>
            <Button size="sm" onClick={() => change({ mutedUntil: null })}>
              Mail me again
            </Button>
          </>
        )}
      </div>
      <InlineTrouble error={save.error} />
    </div>
  )
}
