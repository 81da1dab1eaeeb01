'use client'

import { Button } from '@patchbay/ui/button'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useMutation } from '@tanstack/react-query'
import { authFaultWords } from '../auth/auth-answer.ts'
import { postAuth } from '../auth/post-auth.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useMe } from '../shell/use-me.ts'

/** The address one signs in with, and whether mail to it is known to arrive. */
export function AddressCard() {
  const me = useMe()
  const ask = useMutation({
    mutationFn: () => postAuth('send-verification-email', { callbackURL: '/settings/account' }),
  })
  return (
    <div className="flex flex-col gap-1.25">
      <span className="font-medium">E-mail</span>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 break-words">{me.user.email}</span>
        {me.user.emailVerified ? (
          <span className="inline-flex items-center gap-1.5 text-ink-3 text-small">
            <StateGlyph state="succeeded" size={14} />
            Confirmed
          </span>
        ) : (
          <span className="inline-flex items-center gap-1.5 text-attn text-small">
            <StateGlyph state="attention" size={14} />
            Not confirmed yet
          </span>
        )}
      </p>
      {me.user.emailVerified ? null : ask.isSuccess ? (
        <p role="status" className="text-ink-2">
          A mail is on the way to {me.user.email}. Open the link in it.
        </p>
      ) : (
        <div>
          <Button size="sm" loading={ask.isPending} onClick={() => ask.mutate()}>
            Send the link
          </Button>
        </div>
      )}
      <InlineTrouble error={ask.error === null ? null : authFaultWords(ask.error)} />
    </div>
  )
}
