'use client'

import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { useMutation, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'
import type { ProblemReason } from '../../trpc/types.ts'
import { useUrlState } from '../shared/use-url-state.ts'
import { useMe } from '../shell/use-me.ts'
import { ReasonOpen } from './reason-open.tsx'
import { ReasonRow } from './reason-row.tsx'
import { useProblemsAgain } from './use-problems-again.ts'

/** Reasons as rows; the one in the address is open. */
export function Reasons({ reasons }: { reasons: ProblemReason[] }) {
  const { params, change } = useUrlState()
  const trpc = useTrpc()
  // The cards above keep it fresh.
  const jobs = useQuery(trpc.bulk.list.queryOptions()).data ?? []
  const chosen = params.get('cause')
  return (
    <ul aria-label="Reasons">
      {reasons.map((reason) => {
        const underWay = jobs.some(
          ({ state, cause, total }) => state === 'running' && cause === reason.cause && total >= reason.runs,
        )
        const open = reason.state === 'open' && reason.cause === chosen
        return (
          <li key={reason.cause} className="border-line border-b last:border-b-0">
            <ReasonRow
              reason={reason}
              open={open}
              onToggle={reason.state === 'open' ? () => change({ cause: open ? null : reason.cause }) : null}
              action={
                underWay ? (
                  <span className="text-ink-2 text-small">Under way</span>
                ) : (
                  <OneThing reason={reason} onOpen={() => change({ cause: reason.cause })} />
                )
              }
            />
            {open ? <ReasonOpen key={reason.cause} reason={reason} onClose={() => change({ cause: null })} /> : null}
          </li>
        )
      })}
    </ul>
  )
}

/** The one thing to do, while a reason is closed. */
function OneThing({ reason, onOpen }: { reason: ProblemReason; onOpen: () => void }) {
  const me = useMe()
  if (reason.state === 'dismissed') return me.can['problem.settle'] ? <Reopen reason={reason} /> : null
  if (reason.state !== 'open') {
    return (
      <Link href={`/runs/${reason.lastRunId}`} className={buttonClass({ size: 'sm' })}>
        Open the run
      </Link>
    )
  }
  if (reason.code === 'auth_expired' && reason.connection !== null) {
    return (
      <Link href={`/connections?id=${reason.connection.id}`} className={buttonClass({})}>
        Reconnect
      </Link>
    )
  }
  const label = me.can['bulk.start'] ? `Retry ${reason.runs.toLocaleString('en-GB')}` : 'See it'
  return (
    <Button onClick={onOpen} aria-label={`${label}: ${reason.title}`}>
      {label}
    </Button>
  )
}

function Reopen({ reason }: { reason: ProblemReason }) {
  const trpc = useTrpc()
  const again = useProblemsAgain()
  const reopen = useMutation(trpc.problems.reopen.mutationOptions({ onSettled: again }))
  return (
    <Button size="sm" loading={reopen.isPending} onClick={() => reopen.mutate({ cause: reason.cause })}>
      Take back
    </Button>
  )
}
