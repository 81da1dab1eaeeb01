'use client'

import { Button } from '@patchbay/ui/button'
import { linkClass } from '@patchbay/ui/card'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { SayBox } from '@patchbay/ui/say-box'
import Link from 'next/link'
import { type FormEvent, useState } from 'react'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { authFaultWords } from './auth-answer.ts'
import { emailFault } from './email-address.ts'
import { postAuth } from './post-auth.ts'

/** Says the same whether the address has an account or not. */
export function ForgotPasswordForm({ mail }: { mail: 'smtp' | 'mail_room' | 'off' }) {
  const [email, setEmail] = useState('')
  const [state, setState] = useState<'asking' | 'sending' | 'sent'>('asking')
  const [trouble, setTrouble] = useState<string | null>(null)
  const [tried, setTried] = useState(false)
  const wrong = tried ? emailFault(email) : null
  if (mail === 'off') {
    return (
      <SayBox level={2} state="attention" title="This Patchbay cannot send mail">
        Ask whoever runs it to set a mail server (PATCHBAY_SMTP_URL). Your account is as it was.
      </SayBox>
    )
  }
  if (state === 'sent') return <Sent email={email} mailRoom={mail === 'mail_room'} />
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    setTrouble(null)
    if (emailFault(email) !== null) return
    setState('sending')
    try {
      await postAuth('request-password-reset', { email })
      setState('sent')
    } catch (error) {
      setTrouble(authFaultWords(error))
      setState('asking')
    }
  }
  return (
    <Form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <Field label="E-mail" error={wrong ?? undefined}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="email"
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <InlineTrouble error={trouble} />
      <Button type="submit" variant="primary" size="lg" wide loading={state === 'sending'}>
        Send the link
      </Button>
      <p className="text-center">
        <Link href="/sign-in" className={linkClass}>
          Back to signing in
        </Link>
      </p>
    </Form>
  )
}

function Sent({ email, mailRoom }: { email: string; mailRoom: boolean }) {
  return (
    <div role="status" className="flex flex-col gap-4">
      <SayBox level={2} state="succeeded" title="Look into your mail">
        If {email} has an account, a link to choose a new password is on the way to it.
        {mailRoom
          ? ' This Patchbay has no mail server: the mail lies in its mail room, where an owner who is signed in can open it.'
          : ''}
      </SayBox>
      <p className="text-center">
        <Link href="/sign-in" className={linkClass}>
          Back to signing in
        </Link>
      </p>
    </div>
  )
}
