'use client'

import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { Skeleton } from '@patchbay/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'
import type { InvitePageView } from '../../trpc/types.ts'
import { aRole, roleSentence } from '../members/role-words.ts'
import { AuthPage } from './auth-page.tsx'
import { InviteChoice } from './invite-choice.tsx'

type Ended = Extract<InvitePageView, { workspace: string }>

/** Where the link of an invitation leads: open, ended in one way or another, or somebody else's. */
export function InvitePage({ id, proof }: { id: string; proof: string | null }) {
  const trpc = useTrpc()
  const look = useQuery(trpc.invites.look.queryOptions({ id, key: proof }))
  if (look.data !== undefined) {
    return look.data.state === 'open' ? (
      <AuthPage title={`Join ${look.data.workspace}`} lead={openWords(look.data)}>
        {look.data.note === null ? null : (
          <blockquote className="mb-5 whitespace-pre-line rounded-3 bg-surface-2 px-4 py-3 text-read">
            {look.data.note}
          </blockquote>
        )}
        <InviteChoice id={id} proof={proof} invite={look.data} />
      </AuthPage>
    ) : (
      <NotOpen view={look.data} />
    )
  }
  if (look.error === null) {
    return (
      <AuthPage title="Invitation" lead="One moment.">
        <Skeleton className="h-10" />
      </AuthPage>
    )
  }
  return (
    <AuthPage title="The invitation did not load" lead="It is still there.">
      <Button size="lg" wide loading={look.isFetching} onClick={() => void look.refetch()}>
        Try again
      </Button>
    </AuthPage>
  )
}

const openWords = ({ inviter, role }: Extract<InvitePageView, { state: 'open' }>): string =>
  `${inviter} invites you as ${aRole(role)}. ${roleSentence(role)}`

function NotOpen({ view }: { view: Exclude<InvitePageView, { state: 'open' }> }) {
  const [title, lead] =
    view.state === 'unknown'
      ? ['There is no such invitation', 'Check that the link was copied whole, or ask for another one.']
      : endedWords(view)
  return (
    <AuthPage title={title} lead={lead}>
      <Link href="/" className={buttonClass({ size: 'lg', wide: true })}>
        Go to Patchbay
      </Link>
    </AuthPage>
  )
}

function endedWords(view: Exclude<Ended, { state: 'open' }>): [string, string] {
  const { state, workspace, inviter } = view
  if (state === 'used') {
    return ['This invitation has been used', `If it was you, sign in to go to ${workspace}. Else ask ${inviter}.`]
  }
  if (state === 'revoked') {
    return ['This invitation was taken back', `Ask ${inviter} if you think you should be in ${workspace}.`]
  }
  return ['This invitation has ended', `It was good for seven days. Ask ${inviter} to send it again.`]
}
