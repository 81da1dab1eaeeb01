'use client'

import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { cn } from '@patchbay/ui/cn'
import { toast } from '@patchbay/ui/toast'
import { useMutation } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useTrpc, useTrpcClient } from '../../trpc/client.ts'
import type { BulkOrder, ReasonDetail } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { counted } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { DismissDialog, SkipDialog, SupplyDialog } from './settle-dialogs.tsx'
import type { Choice } from './use-choice.ts'
import type { Fix } from './use-fix.ts'
import { useProblemsAgain } from './use-problems-again.ts'

export type ReasonBarProps = { detail: ReasonDetail; choice: Choice; fix: Fix; onDone: () => void }

/** Retry, one first if need be; supply, skip and dismiss quietly at the left. In sight however long the rest is. */
export function ReasonBar({ detail, choice, fix, onDone }: ReasonBarProps) {
  const me = useMe()
  const [asking, setAsking] = useState<'supply' | 'skip' | 'dismiss' | null>(null)
  const start = useStart(detail, fix)
  const close = () => setAsking(null)
  const order = (target: Choice['target']): BulkOrder =>
    fix.edited ? { action: 'edit', params: { fields: fix.fields }, target } : { action: 'retry', params: {}, target }
  const act = (target: Choice['target'], then?: () => void) =>
    start.mutate({ ...order(target) }, { onSuccess: () => then?.() })
  const settles = me.can['bulk.start'] && me.can['problem.settle'] && detail.step !== null
  const none = choice.count === 0
  // Once its key works they go on by themselves.
  const reconnect = detail.reason.code === 'auth_expired' ? detail.reason.connection : null
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-t bg-surface py-2.5 pr-3.5 pl-2 max-md:px-4 md:sticky md:bottom-0 md:z-2">
      {settles ? (
        <>
          <Button size="sm" variant="quiet" disabled={none} onClick={() => setAsking('supply')}>
            Supply the output…
          </Button>
          <Button size="sm" variant="quiet" disabled={none} onClick={() => setAsking('skip')}>
            Skip the step…
          </Button>
        </>
      ) : null}
      {me.can['problem.settle'] ? (
        <Button size="sm" variant="quiet" disabled={none} onClick={() => setAsking('dismiss')}>
          Dismiss…
        </Button>
      ) : null}
      <span className="ml-auto flex flex-wrap items-center gap-2 max-md:w-full">
        <InlineTrouble error={start.error} className="max-w-90" />
        {me.can['bulk.start'] ? (
          <>
            {choice.count > 1 ? (
              <span className="text-ink-3 text-small max-md:w-full">5 at a time, can be stopped</span>
            ) : null}
            {choice.count > 1 && choice.first !== null ? (
              <Button
                className="max-md:min-h-11 max-md:flex-1"
                loading={start.isPending}
                onClick={() => act({ kind: 'problems', cause: detail.reason.cause, only: [choice.first ?? ''] })}
              >
                Try one first
              </Button>
            ) : null}
            <Button
              variant={reconnect === null ? 'primary' : 'secondary'}
              className="max-md:min-h-11 max-md:flex-1"
              icon={<RotateCw size={15} strokeWidth={1.75} aria-hidden="true" />}
              disabled={none}
              loading={start.isPending}
              onClick={() => act(choice.target, onDone)}
            >
              Retry {counted(choice.count, 'run')}
            </Button>
            {reconnect === null ? null : (
              <Link
                href={`/connections?id=${reconnect.id}`}
                className={cn(buttonClass({ variant: 'primary' }), 'max-md:min-h-11 max-md:flex-1')}
              >
                Reconnect {reconnect.name}
              </Link>
            )}
          </>
        ) : (
          <p className="text-ink-2 text-small">Your role may look, but not retry. Ask an operator, editor or owner.</p>
        )}
      </span>
      {asking === 'supply' ? (
        <SupplyDialog choice={choice} stepName={detail.reason.stepName} onClose={close} onDone={onDone} />
      ) : null}
      {asking === 'skip' ? <SkipDialog detail={detail} choice={choice} onClose={close} onDone={onDone} /> : null}
      {asking === 'dismiss' ? <DismissDialog detail={detail} choice={choice} onClose={close} onDone={onDone} /> : null}
    </div>
  )
}

/** Begins the job; where the draft is to be changed too, that comes first: a job that began cannot wait for it. */
function useStart(detail: ReasonDetail, fix: Fix) {
  const trpc = useTrpc()
  const client = useTrpcClient()
  const again = useProblemsAgain()
  const start = trpc.bulk.start.mutationOptions()
  return useMutation({
    mutationKey: start.mutationKey,
    mutationFn: async (order: BulkOrder) => {
      if (fix.edited && fix.draft) await changeDraft(client, detail, fix)
      return client.bulk.start.mutate(order)
    },
    onSuccess: ({ total }: { total: number }) =>
      toast(`${counted(total, 'run')} ${total === 1 ? 'is' : 'are'} tried again`, {
        detail: fix.edited ? 'With the change.' : 'From the step that stopped.',
      }),
    onSettled: again,
  })
}

async function changeDraft(
  client: ReturnType<typeof useTrpcClient>,
  { reason }: ReasonDetail,
  fix: Fix,
): Promise<void> {
  const { draftRevision } = await client.flows.get.query({ id: reason.flow.id })
  await client.flows.applyOperations.mutate({
    id: reason.flow.id,
    revision: draftRevision,
    operations: Object.entries(fix.fields).map(([field, mapping]) => ({
      kind: 'setInput',
      stepId: reason.stepId ?? '',
      field,
      mapping,
    })),
  })
}
