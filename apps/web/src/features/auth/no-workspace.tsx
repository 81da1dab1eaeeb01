'use client'

import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'
import { aRole } from '../members/role-words.ts'
import { AuthPage } from './auth-page.tsx'
import { signOut } from './sign-out.ts'

/** Somebody with an account and nowhere to go: invited already, or to ask for it. */
export function NoWorkspace() {
  const trpc = useTrpc()
  const invites = useQuery(trpc.invites.mine.queryOptions()).data ?? []
  return (
    <AuthPage
      title="You belong to no workspace yet"
      lead={
        invites.length === 0
          ? 'Your account is there. Ask an owner to invite this e-mail address, then open the link in the invitation.'
          : 'Your account is there, and you are invited.'
      }
    >
      <div className="flex flex-col gap-3">
        {invites.map(({ id, workspaceName, role }) => (
          <Link key={id} href={`/invite/${id}`} className={buttonClass({ variant: 'primary', size: 'lg', wide: true })}>
            Join {workspaceName} as {aRole(role)}
          </Link>
        ))}
        <Button size="lg" wide onClick={() => void signOut()}>
          Sign out
        </Button>
      </div>
    </AuthPage>
  )
}
