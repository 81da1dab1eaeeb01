'use client'

import { Button } from '@patchbay/ui/button'
import { Facts, linkClass } from '@patchbay/ui/card'
import { CodeView } from '@patchbay/ui/code-view'
import { SidePanel } from '@patchbay/ui/dialog'
import { JsonTree } from '@patchbay/ui/json-tree'
import { ClockTime } from '@patchbay/ui/relative-time'
import { SayBox } from '@patchbay/ui/say-box'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { DeliveryDetail } from '../../trpc/types.ts'
import { RunAgainDialog } from '../problems/steering/run-again-dialog.tsx'
import { DayTime } from '../run/day-time.tsx'
import { createActionKeys } from '../shared/action-keys.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { jsonOf } from '../shared/json-of.ts'
import { QueryView } from '../shared/query-view.tsx'
import { deliveryState, deliveryWord } from '../shared/states.ts'
import { bytesWords } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { originWords, outcomeWords, runsOf } from './delivery-words.ts'
import { ReplayDialog } from './replay-dialog.tsx'

/** One event: what became of it, what it said, and the way to send it through again. */
export function DeliveryPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const trpc = useTrpc()
  const query = useQuery(trpc.deliveries.get.queryOptions({ id }))
  return (
    <SidePanel
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title="Delivery"
      description={query.data === undefined ? ' ' : originWords(query.data)}
      actions={query.data?.mayReplay ? <Replay key={id} delivery={query.data} /> : undefined}
    >
      <QueryView query={query} what="The delivery" safe="It is safely stored.">
        {(delivery) => (
          <div className="flex flex-col gap-4 text-ui">
            <SayBox
              state={deliveryState[delivery.state]}
              title={deliveryWord[delivery.state]}
              aside={<ClockTime at={delivery.receivedAt} />}
            >
              {outcomeWords(delivery)}
            </SayBox>
            <Facts
              items={[
                { name: 'Flow', value: delivery.flow?.name ?? 'none' },
                { name: 'Vendor’s id', value: <Id value={delivery.vendorId} none="the vendor sent none" /> },
                { name: 'Delivery id', value: <Id value={delivery.id} none="" /> },
                ...(delivery.duplicateOf === null
                  ? []
                  : [{ name: 'Same as', value: <Other id={delivery.duplicateOf} delivery={delivery} /> }]),
                ...(delivery.replayOf === null
                  ? []
                  : [{ name: 'Replay of', value: <Other id={delivery.replayOf} delivery={delivery} /> }]),
                ...againOf(delivery).map((id) => ({
                  name: 'Brought in again',
                  value: <Other id={id} delivery={delivery} />,
                })),
                { name: 'Size', value: bytesWords(delivery.bytes) },
                {
                  name: 'Runs',
                  value:
                    delivery.runs.length === 0
                      ? 'none'
                      : delivery.runs.map((run) => (
                          <Link key={run.id} href={`/runs/${run.id}`} className="mr-2 text-signal hover:underline">
                            {run.subject ?? 'Run'}
                          </Link>
                        )),
                },
              ]}
            />
            <Body body={delivery.body} />
            <Headers headers={delivery.headers} />
          </div>
        )}
      </QueryView>
    </SidePanel>
  )
}

/** Other times of the same event that stand nowhere else. */
const againOf = ({ otherTimes, duplicateOf, replayOf }: DeliveryDetail): string[] =>
  otherTimes.map(({ id }) => id).filter((id) => id !== duplicateOf && id !== replayOf)

/** Another delivery of the same event, by the time it came. */
function Other({ id, delivery }: { id: string; delivery: DeliveryDetail }) {
  const other = delivery.otherTimes.find((one) => one.id === id)
  return (
    <Link href={`/deliveries?id=${id}`} className={linkClass}>
      {other === undefined ? (
        'Open that delivery'
      ) : (
        <>
          the delivery of <DayTime at={other.receivedAt} />
        </>
      )}
    </Link>
  )
}

/** Once for each time that the panel is opened: a second press is no second wish. */
function Replay({ delivery }: { delivery: DeliveryDetail }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const me = useMe()
  const [keyOf] = useState(createActionKeys)
  const [asking, setAsking] = useState<'replay' | 'again' | null>(null)
  const { id } = delivery
  const [run, ...more] = runsOf(delivery)
  const replay = useMutation(
    trpc.deliveries.replay.mutationOptions({
      onSuccess: () => {
        setAsking(null)
        void client.invalidateQueries(trpc.deliveries.pathFilter())
        toast('Replayed', { detail: 'It stands at the top of the list as a delivery of its own.' })
      },
    }),
  )
  const begin = () => replay.mutate({ id, idempotencyKey: keyOf({ id }) })
  const mayRunAgain = more.length === 0 && me.can['run.again']
  return (
    <>
      <Button
        icon={<RotateCcw size={15} strokeWidth={1.75} aria-hidden="true" />}
        loading={replay.isPending && asking === null}
        disabled={replay.isSuccess}
        onClick={() => (run === undefined ? begin() : setAsking('replay'))}
      >
        {replay.isSuccess ? 'Replayed' : run === undefined ? 'Replay' : 'Replay…'}
      </Button>
      {asking === null ? <InlineTrouble error={replay.error} /> : null}
      {asking === 'replay' ? (
        <ReplayDialog
          delivery={delivery}
          pending={replay.isPending}
          error={replay.error}
          onReplay={begin}
          onRunAgain={mayRunAgain ? () => setAsking('again') : null}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking === 'again' && run !== undefined ? <RunAgain id={run.id} onClose={() => setAsking(null)} /> : null}
    </>
  )
}

function RunAgain({ id, onClose }: { id: string; onClose: () => void }) {
  const trpc = useTrpc()
  const run = useQuery(trpc.runs.get.queryOptions({ id })).data
  return run === undefined ? null : <RunAgainDialog run={run} onClose={onClose} />
}

function Id({ value, none }: { value: string | null; none: string }) {
  return value === null ? (
    <span className="text-ink-3">{none}</span>
  ) : (
    <code className="select-all break-all font-mono text-small">{value}</code>
  )
}

function Body({ body }: { body: string | null }) {
  if (body === null) return <p className="text-ink-3">Its body is no longer kept.</p>
  const json = jsonOf(body)
  return (
    <section>
      <h3 className="mb-1.5 text-h3">Body</h3>
      {json === undefined ? (
        <CodeView label="Body" code={body} copy wrap />
      ) : (
        <JsonTree label="Body" value={json} open={2} />
      )}
    </section>
  )
}

function Headers({ headers }: { headers: Record<string, string> }) {
  const entries = Object.entries(headers)
  if (entries.length === 0) return null
  return (
    <section>
      <h3 className="mb-1.5 text-h3">Headers</h3>
      <CodeView label="Headers" code={entries.map(([name, value]) => `${name}: ${value}`).join('\n')} copy wrap />
    </section>
  )
}
