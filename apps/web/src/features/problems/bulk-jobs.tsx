'use client'

import { Button } from '@patchbay/ui/button'
import { Card } from '@patchbay/ui/card'
import { cn } from '@patchbay/ui/cn'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Square } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { BulkJob } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useMe } from '../shell/use-me.ts'
import { bulkTitle, bulkWords, doneShares, stillWrong } from './bulk-words.ts'
import { useProblemsAgain } from './use-problems-again.ts'

const POLL_MS = 1500
/** A job that ended stays in sight this long. */
const SHOWN_MS = 10 * 60_000

/** What is being done to many runs at once, while it goes on and a little after. */
export function BulkJobs() {
  const trpc = useTrpc()
  const jobs = useQuery(
    trpc.bulk.list.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.some((job) => job.state === 'running') === true ? POLL_MS : false),
    }),
  ).data
  const shown = (jobs ?? []).filter(
    (job) => job.finishedAt === null || job.finishedAt.getTime() > Date.now() - SHOWN_MS,
  )
  return shown.map((job) => <BulkJobCard key={job.id} job={job} />)
}

/** One job: how far it is, what did not go well, and a way to stop it. */
function BulkJobCard({ job }: { job: BulkJob }) {
  const trpc = useTrpc()
  const me = useMe()
  const again = useProblemsAgain()
  const [open, setOpen] = useState(false)
  const stop = useMutation(trpc.bulk.stop.mutationOptions({ onSettled: again }))
  const running = job.state === 'running'
  const wrong = stillWrong(job)
  const shares = doneShares(job)
  return (
    <Card>
      <div className="flex items-center gap-3 px-4 py-3 max-md:flex-wrap">
        <StateGlyph
          state={running ? 'running' : wrong > 0 ? 'attention' : job.state === 'stopped' ? 'cancelled' : 'succeeded'}
          size={18}
        />
        <div className="min-w-0 flex-1">
          <p className="font-semibold" aria-live="polite">
            {bulkTitle(job)}
          </p>
          <p className="text-ink-2 text-small tabular-nums">
            {bulkWords(job)} {job.startedBy}, <RelativeTime at={job.startedAt} />.
          </p>
          <span className="relative mt-1.5 block h-1 overflow-hidden rounded-full bg-surface-3" aria-hidden="true">
            <Bar share={shares.ok + shares.wrong} className="bg-bad-solid" />
            <Bar share={shares.ok} className="bg-ok-solid" />
          </span>
          <InlineTrouble error={stop.error} className="mt-1" />
        </div>
        {wrong > 0 ? (
          <Button size="sm" aria-expanded={open} onClick={() => setOpen((was) => !was)}>
            {open ? 'Hide them' : `See the ${wrong.toLocaleString('en-GB')} that did not`}
          </Button>
        ) : null}
        {running && me.can['bulk.stop'] ? (
          <Button
            size="sm"
            icon={<Square size={13} strokeWidth={1.75} aria-hidden="true" />}
            loading={stop.isPending}
            onClick={() => stop.mutate({ id: job.id })}
          >
            Stop
          </Button>
        ) : null}
      </div>
      {open ? <Wrong id={job.id} action={job.action} /> : null}
    </Card>
  )
}

/** One over the other: a share moves without its neighbour. */
function Bar({ share, className }: { share: number; className: string }) {
  return (
    <span
      className={cn('absolute inset-0 origin-left rounded-full transition-transform duration-(--m-slow)', className)}
      style={{ transform: `scaleX(${share})` }}
    />
  )
}

function Wrong({ id, action }: { id: string; action: BulkJob['action'] }) {
  const trpc = useTrpc()
  const errors = useQuery(trpc.bulk.get.queryOptions({ id })).data?.errors ?? []
  return (
    <ul className="max-h-64 overflow-y-auto border-line border-t">
      {errors.map((item) => (
        <li key={item.runId} className="flex items-baseline gap-3 border-line border-b px-4 py-2 last:border-b-0">
          <Link href={`/runs/${item.runId}`} className="w-36 flex-none truncate font-medium hover:underline">
            {item.subject ?? 'A run'}
          </Link>
          <span className="min-w-0 flex-1 text-ink-2">
            {action !== 'cancel' && item.runState === 'succeeded'
              ? 'It has gone through since.'
              : (item.error ?? 'It did not go through.')}
          </span>
        </li>
      ))}
    </ul>
  )
}
