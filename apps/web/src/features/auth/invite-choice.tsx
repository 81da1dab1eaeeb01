'use client'

import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { SayBox } from '@patchbay/ui/say-box'
import { useMutation } from '@tanstack/react-query'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'
import type { InvitePageView } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { goInto } from '../shell/other-tabs.ts'
import { authFaultWords } from './auth-answer.ts'
import { postAuth } from './post-auth.ts'
import { signOut } from './sign-out.ts'
import { SignUpForm } from './sign-up-form.tsx'

type Open = Extract<InvitePageView, { state: 'open' }>
type ChoiceProps = { id: string; proof: string | null; invite: Open }

const pathOf = (id: string, proof: string | null): string =>
  proof === null ? `/invite/${id}` : `/invite/${id}?key=${encodeURIComponent(proof)}`

/** What this person can do with the invitation: nobody signed in, the right one, the wrong one. */
export function InviteChoice({ id, proof, invite }: ChoiceProps) {
  if (invite.you === null) return <NotSignedIn id={id} proof={proof} invite={invite} />
  if (invite.you === 'member') {
    return (
      <SayBox
        level={2}
        state="succeeded"
        title={`You are in ${invite.workspace} already`}
        actions={<Join id={id} proof={proof} label={`Open ${invite.workspace}`} />}
      >
        The invitation stays unused.
      </SayBox>
    )
  }
  if (invite.you === 'verify') return <ConfirmFirst path={pathOf(id, proof)} />
  if (invite.you === 'other') return <WrongPerson email={invite.email} path={pathOf(id, proof)} />
  return <Join id={id} proof={proof} label={`Join ${invite.workspace}`} />
}

function Join({ id, proof, label }: { id: string; proof: string | null; label: string }) {
  const trpc = useTrpc()
  const accept = useMutation(
    // The session goes on in that workspace, in other tabs, too.
    trpc.invites.accept.mutationOptions({ onSuccess: () => goInto('/') }),
  )
  return (
    <div className="flex w-full flex-col gap-2">
      <Button
        variant="primary"
        size="lg"
        wide
        loading={accept.isPending || accept.isSuccess}
        onClick={() => accept.mutate({ id, key: proof })}
      >
        {label}
      </Button>
      <InlineTrouble error={accept.error} />
    </div>
  )
}

function NotSignedIn({ id, proof, invite }: ChoiceProps) {
  const signIn = `/sign-in?next=${encodeURIComponent(pathOf(id, proof))}`
  if (invite.account === true) {
    return (
      <div className="flex flex-col gap-3">
        <p>{invite.email} has an account here. Sign in with it, then join.</p>
        <Link href={signIn} className={buttonClass({ variant: 'primary', size: 'lg', wide: true })}>
          Sign in
        </Link>
      </div>
    )
  }
  return (
    <div className="flex flex-col gap-5">
      <SignUpForm
        invitation={{
          id,
          proof,
          email: invite.proven ? invite.email : null,
          confirm: invite.way === 'mail' && !invite.proven,
        }}
      />
      <p className="text-center text-ink-2">
        {invite.email !== null && !invite.proven ? `The invitation is for ${invite.email}. ` : ''}
        Already have an account?{' '}
        <Link href={signIn} className="font-medium text-signal hover:underline">
          Sign in
        </Link>
      </p>
    </div>
  )
}

function WrongPerson({ email, path }: { email: string | null; path: string }) {
  return (
    <SayBox
      level={2}
      state="attention"
      title="This invitation is for somebody else"
      actions={
        <Button variant="primary" onClick={() => void signOut(path)}>
          Use another account
        </Button>
      }
    >
      {email === null ? 'It is for another address' : `It is for ${email}`}, and you are signed in with a different one.
      Your account stays as it is.
    </SayBox>
  )
}

function ConfirmFirst({ path }: { path: string }) {
  const ask = useMutation({ mutationFn: () => postAuth('send-verification-email', { callbackURL: path }) })
  return (
    <SayBox
      level={2}
      state="waiting"
      title="Confirm your address first"
      actions={
        <Button loading={ask.isPending} disabled={ask.isSuccess} onClick={() => ask.mutate()}>
          {ask.isSuccess ? 'A mail is on the way' : 'Send the mail again'}
        </Button>
      }
    >
      Open the link in the mail we sent you. It leads back here, and then you can join.
      <InlineTrouble error={ask.error === null ? null : authFaultWords(ask.error)} className="mt-2" />
    </SayBox>
  )
}
