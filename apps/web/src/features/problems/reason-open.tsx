'use client'

import { SkeletonRows } from '@patchbay/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import type { ProblemReason, ReasonDetail } from '../../trpc/types.ts'
import { QueryView } from '../shared/query-view.tsx'
import { useMe } from '../shell/use-me.ts'
import { ReasonBar } from './reason-bar.tsx'
import { ReasonFix } from './reason-fix.tsx'
import { ReasonRuns } from './reason-runs.tsx'
import { useChoice } from './use-choice.ts'
import { useFix } from './use-fix.ts'

/** A reason opened: the runs with what was sent and what would be, the field to change, and what will happen. */
export function ReasonOpen({ reason, onClose }: { reason: ProblemReason; onClose: () => void }) {
  const trpc = useTrpc()
  const query = useQuery(trpc.problems.get.queryOptions({ cause: reason.cause, state: 'open' }))
  return (
    <QueryView
      query={query}
      what="The runs"
      safe="They stay as they are."
      skeleton={<SkeletonRows rows={4} rowHeight={37} />}
    >
      {(detail) => <Opened detail={detail} onClose={onClose} />}
    </QueryView>
  )
}

function Opened({ detail, onClose }: { detail: ReasonDetail; onClose: () => void }) {
  const me = useMe()
  const choice = useChoice(detail)
  const fix = useFix(detail, me.can['problem.edit_input'])
  return (
    <div className="border-line border-t">
      <div className="grid xl:grid-cols-[minmax(0,1fr)_424px]">
        <ReasonRuns detail={detail} choice={choice} field={fix.field} named={fix.named} preview={fix.preview} />
        <ReasonFix detail={detail} fix={fix} chosen={choice.count} />
      </div>
      <ReasonBar detail={detail} choice={choice} fix={fix} onDone={onClose} />
    </div>
  )
}
