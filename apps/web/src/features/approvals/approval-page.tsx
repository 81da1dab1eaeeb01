'use client'

import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { SayBox } from '@patchbay/ui/say-box'
import { Skeleton } from '@patchbay/ui/skeleton'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'
import type { ApprovalPageView } from '../../trpc/types.ts'
import { AuthPage } from '../auth/auth-page.tsx'
import { signOut } from '../auth/sign-out.ts'
import { troubleWords } from '../shared/trouble.ts'
import { ApprovalEnded } from './approval-ended.tsx'
import { ApprovalFrame } from './approval-frame.tsx'
import { ApprovalSheet } from './approval-sheet.tsx'
import type { Verdict } from './use-answer.ts'

type PageProps = { token: string; ready: Verdict | null }

/** Where the link of a mail leads. It shows everything and decides nothing by itself. */
export function ApprovalPage({ token, ready }: PageProps) {
  const trpc = useTrpc()
  const look = useQuery(trpc.approvals.look.queryOptions({ token }, { refetchInterval: 30_000 }))
  if (look.data !== undefined) return <Shown view={look.data} token={token} ready={ready} />
  if (look.error === null) {
    return (
      <ApprovalFrame workspace="Patchbay" you={null}>
        <Skeleton className="mx-auto h-80 max-w-[712px]" />
      </ApprovalFrame>
    )
  }
  return (
    <AuthPage title="The question did not load" lead={`${troubleWords(look.error)} The run waits until its deadline.`}>
      <Button size="lg" wide loading={look.isFetching} onClick={() => void look.refetch()}>
        Try again
      </Button>
    </AuthPage>
  )
}

function Shown({ view, token, ready }: PageProps & { view: ApprovalPageView }) {
  if (view.state === 'unknown') {
    return (
      <AuthPage
        title="This link leads to no question"
        lead="Check that it was copied whole, and open it from the newest mail. If you are a member, your questions are listed in Patchbay, too."
      >
        <Link href="/approvals" className={buttonClass({ size: 'lg', wide: true })}>
          See my approvals
        </Link>
      </AuthPage>
    )
  }
  if (view.state === 'other') return <SomebodyElses view={view} token={token} />
  return (
    <ApprovalFrame workspace={view.workspace} you={view.you.name}>
      {view.state === 'open' ? (
        <Open view={view} token={token} ready={ready} />
      ) : (
        <ApprovalEnded ended={{ ...view, state: view.state }} you={view.you.id} />
      )}
    </ApprovalFrame>
  )
}

function Open({ view, token, ready }: PageProps & { view: Extract<ApprovalPageView, { state: 'open' }> }) {
  const trpc = useTrpc()
  const queries = useQueryClient()
  const decide = useMutation(
    trpc.approvals.decideByLink.mutationOptions({
      // Also after a refusal: somebody else may have been first, and that is what is shown then.
      onSettled: () => queries.invalidateQueries(trpc.approvals.look.queryFilter({ token })),
    }),
  )
  return (
    <ApprovalSheet
      approval={view.approval}
      you={view.you.id}
      ready={ready}
      sending={decide.isPending || decide.isSuccess}
      error={decide.error}
      onAnswer={(answer) => decide.mutate({ token, ...answer })}
    />
  )
}

function SomebodyElses({ view, token }: { view: Extract<ApprovalPageView, { state: 'other' }>; token: string }) {
  return (
    <AuthPage title="This link is for somebody else" lead={`It was sent to ${view.person} of ${view.workspace}.`}>
      <SayBox
        level={2}
        state="attention"
        title="You are signed in as somebody else"
        actions={
          <>
            <Link href="/approvals" className={buttonClass({})}>
              See my approvals
            </Link>
            <Button variant="quiet" onClick={() => void signOut(`/approve/${token}`)}>
              Use another account
            </Button>
          </>
        }
      >
        An answer counts as the person whose link it is, so it cannot be given from your account.
      </SayBox>
    </AuthPage>
  )
}
