'use client'

import { linkClass } from '@patchbay/ui/card'
import { IconButton } from '@patchbay/ui/icon-button'
import { TopBar } from '@patchbay/ui/page-header'
import { SayBox } from '@patchbay/ui/say-box'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTrpc } from '../../trpc/client.ts'
import type { ApprovalView } from '../../trpc/types.ts'
import { QueryView } from '../shared/query-view.tsx'
import { useMe } from '../shell/use-me.ts'
import { ApprovalEnded } from './approval-ended.tsx'
import { ApprovalFacts, ApprovalSheet, aboutWords } from './approval-sheet.tsx'
import { ApprovalSides } from './approval-sides.tsx'
import { listed } from './approval-words.ts'

/** A question for who is signed in. */
export function ApprovalInApp({ id }: { id: string }) {
  const trpc = useTrpc()
  const router = useRouter()
  const query = useQuery(trpc.approvals.get.queryOptions({ id }, { refetchInterval: 30_000 }))
  return (
    <>
      <TopBar
        title="Approval"
        back={
          <IconButton
            label="Back to approvals"
            icon={<ArrowLeft size={16} strokeWidth={1.75} />}
            onClick={() => router.push('/approvals')}
          />
        }
      />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-6 max-md:px-0 max-md:pb-28 lg:px-7">
        <QueryView query={query} what="The question" home={{ href: '/approvals', label: 'See the approvals' }}>
          {(approval) => <Shown approval={approval} />}
        </QueryView>
      </div>
    </>
  )
}

function Shown({ approval }: { approval: ApprovalView }) {
  const me = useMe()
  const trpc = useTrpc()
  const queries = useQueryClient()
  const decide = useMutation(
    trpc.approvals.decide.mutationOptions({
      onSettled: () =>
        Promise.all([
          queries.invalidateQueries(trpc.approvals.pathFilter()),
          queries.invalidateQueries(trpc.nav.pathFilter()),
        ]),
    }),
  )
  const about = (
    <Link href={`/runs/${approval.runId}`} className={linkClass}>
      {aboutWords(approval)}
    </Link>
  )
  if (approval.state !== 'open') {
    return (
      <ApprovalEnded
        ended={{ ...approval, state: approval.state }}
        you={me.user.id}
        more={<p className="mt-4">{about}</p>}
      />
    )
  }
  if (!approval.mayDecide) return <LookOnly approval={approval} />
  return (
    <ApprovalSheet
      approval={approval}
      you={me.user.id}
      about={about}
      sending={decide.isPending || decide.isSuccess}
      error={decide.error}
      onAnswer={(answer) => decide.mutate({ id: approval.id, ...answer })}
    />
  )
}

function LookOnly({ approval }: { approval: ApprovalView }) {
  return (
    <div className="mx-auto grid w-full max-w-[1068px] items-start gap-5 max-md:px-4 lg:grid-cols-[minmax(0,712px)_336px]">
      <div>
        <h1 className="break-words text-h1">{approval.question}</h1>
        <ApprovalFacts facts={approval.facts} />
        <SayBox level={2} state="waiting" title={`Waits for ${listed(approval.asked.map(({ name }) => name))}`}>
          You can look on. Those who were asked can answer, and so can admins and owners.
        </SayBox>
      </div>
      <ApprovalSides approval={approval} />
    </div>
  )
}
