'use client'

import type { DraftSession } from '@patchbay/editor/draft-session'
import { Button } from '@patchbay/ui/button'
import { Checkbox } from '@patchbay/ui/checkbox'
import { cn } from '@patchbay/ui/cn'
import { Select } from '@patchbay/ui/select'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { toast } from '@patchbay/ui/toast'
import { VendorTile } from '@patchbay/ui/vendor-tile'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowRight } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { FlowDetail, GoLivePlan } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { QueryView } from '../shared/query-view.tsx'
import { counted } from '../shared/words.ts'
import { FloatingPanel } from './floating-panel.tsx'
import { blockers, type Check, dayWords, firstPairs, liveWords } from './go-live-words.ts'

export type GoLivePanelProps = {
  flow: FlowDetail
  session: DraftSession
  onConnect: (connector: string) => Promise<string | null>
  onBecomesReal: (stepIds: readonly string[]) => void
  onClose: () => void
}

/** Sandbox accounts and the live ones in their place, each checked, and what becomes real by it. */
export function GoLivePanel(props: GoLivePanelProps) {
  const { flow, onBecomesReal } = props
  const trpc = useTrpc()
  const query = useQuery(trpc.flows.goLivePlan.queryOptions({ id: flow.id }, { staleTime: 0 }))
  const effects = query.data?.effects
  useEffect(() => onBecomesReal((effects ?? []).map(({ stepId }) => stepId)), [effects, onBecomesReal])
  return (
    <FloatingPanel
      wide
      title={`Take ${flow.name} live`}
      description={effects === undefined ? ' ' : liveWords(effects)}
      onClose={props.onClose}
    >
      <QueryView query={query} what="The plan" skeleton={<SkeletonRows rows={6} rowHeight={46} />}>
        {(plan) => <Plan {...props} plan={plan} />}
      </QueryView>
    </FloatingPanel>
  )
}

type PlanProps = GoLivePanelProps & { plan: GoLivePlan }

function Plan({ flow, session, plan, onConnect, onClose }: PlanProps) {
  const [asked, setAsked] = useState<Record<string, string>>({})
  const pairs = { ...firstPairs(plan), ...asked }
  const { checks, check } = useChecks(Object.values(pairs))
  const go = useGoLive(flow, session, onClose)
  const [withOthers, setWithOthers] = useState(false)
  const others = useOthers(flow.id)
  const missing =
    blockers(plan, pairs, checks) ??
    (others.length > 0 && !withOthers ? 'Others changed this draft: tick theirs' : null)
  const works = plan.pairs.filter(({ sandbox }) => checks[pairs[sandbox.id] ?? '']?.state === 'works').length
  const connect = async (sandboxId: string, connector: string) => {
    const id = await onConnect(connector)
    if (id !== null) setAsked((now) => ({ ...now, [sandboxId]: id }))
  }
  return (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto text-ui">
        <Head title="Connections" note="Checked just now" aside={`${works} of ${plan.pairs.length} work`} />
        {plan.pairs.length === 0 ? (
          <p className="px-6 py-3 text-ink-2">No step uses a sandbox connection. Nothing has to be exchanged.</p>
        ) : null}
        {plan.pairs.map((pair) => (
          <PairRow
            key={pair.sandbox.id}
            pair={pair}
            chosen={pairs[pair.sandbox.id] ?? null}
            check={checks[pairs[pair.sandbox.id] ?? ''] ?? null}
            onChoose={(id) => setAsked((now) => ({ ...now, [pair.sandbox.id]: id }))}
            onConnect={() => void connect(pair.sandbox.id, pair.sandbox.connector)}
            onCheck={(id) => check(id)}
          />
        ))}
        <Head
          title="What becomes real"
          note={plan.runsPerDay === null ? '' : `for about ${dayWords(plan.runsPerDay)} runs a day`}
        />
        <Effects effects={plan.effects} />
        {plan.checks
          .filter(({ ok }) => !ok)
          .map(({ words }) => (
            <p key={words} className="flex items-start gap-2.5 border-line border-b px-6 py-2.5">
              <StateGlyph state="attention" size={16} className="mt-0.5 flex-none" />
              {words}
            </p>
          ))}
      </div>
      {others.length === 0 ? null : (
        <div className="flex-none border-line border-t px-6 py-2.5">
          <Checkbox checked={withOthers} onCheckedChange={(on) => setWithOthers(on === true)}>
            {others.map(({ name, changes }) => `${name}: ${counted(changes.length, 'change')}`).join(', ')} go live too
          </Checkbox>
        </div>
      )}
      <footer className="flex flex-none flex-wrap items-center gap-2 border-line border-t px-6 py-3.5">
        <InlineTrouble error={go.error} className="w-full" />
        <span
          className={cn(
            'flex min-w-0 flex-1 items-center gap-2 text-small',
            missing === null ? 'text-ink-3' : 'text-attn',
          )}
        >
          {missing === null ? 'Events that come from now on are real' : <StateGlyph state="attention" size={14} />}
          {missing}
        </span>
        <Button size="lg" variant="quiet" onClick={onClose}>
          Stay in the sandbox
        </Button>
        <Button
          size="lg"
          variant="primary"
          disabled={missing !== null}
          loading={go.isPending}
          onClick={() => go.mutate({ id: flow.id, revision: plan.revision, pairs, withOthers })}
        >
          Go live
        </Button>
      </footer>
    </>
  )
}

type PairProps = {
  pair: GoLivePlan['pairs'][number]
  chosen: string | null
  check: Check | null
  onChoose: (connectionId: string) => void
  onConnect: () => void
  onCheck: (connectionId: string) => void
}

function PairRow({ pair, chosen, check, onChoose, onConnect, onCheck }: PairProps) {
  const { sandbox, choices } = pair
  return (
    <div
      className={cn(
        'grid min-h-12 grid-cols-[30px_minmax(0,1fr)_16px_168px_minmax(120px,auto)] items-center gap-3 border-line border-b px-6 py-1.5',
        check?.state === 'refused' && 'bg-attn-tint',
      )}
    >
      <VendorTile connector={sandbox.connector} size={30} />
      <span className="truncate text-ink-2">{sandbox.name}</span>
      <ArrowRight size={15} strokeWidth={1.75} aria-label="becomes" className="text-ink-3" />
      {choices.length === 0 ? (
        <Button onClick={onConnect}>Connect {sandbox.connectorTitle}</Button>
      ) : (
        <Select
          label={`Live connection in place of ${sandbox.name}`}
          value={chosen}
          placeholder="Choose one"
          onValueChange={onChoose}
          options={choices.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <span className="flex items-center gap-2">
        <CheckWords check={check} />
        {check?.state === 'refused' && chosen !== null ? (
          <Button size="sm" onClick={() => onCheck(chosen)}>
            Check again
          </Button>
        ) : null}
      </span>
    </div>
  )
}

function CheckWords({ check }: { check: Check | null }) {
  if (check === null) return null
  if (check.state === 'checking') return <span className="text-ink-3">Checking…</span>
  const works = check.state === 'works'
  return (
    <span
      className={cn('flex min-w-0 items-center gap-1.5', works ? 'text-ink-2' : 'text-attn')}
      title={check.message ?? undefined}
    >
      <StateGlyph state={works ? 'succeeded' : 'attention'} size={16} className="flex-none" />
      <span className="truncate">{works ? 'Works' : (check.message ?? 'Does not work')}</span>
    </span>
  )
}

function Effects({ effects }: { effects: GoLivePlan['effects'] }) {
  if (effects.length === 0) return <p className="px-6 py-3 text-ink-2">Nothing: this flow only reads.</p>
  return (
    <ul>
      {effects.map(({ stepId, stepName, words, connector, perDay }) => (
        <li key={stepId} className="flex min-h-13 items-center gap-3 border-line border-b px-6 py-2">
          <VendorTile connector={connector} size={30} />
          <span className="min-w-0 flex-1">
            <b className="block truncate font-semibold">{stepName}</b>
            <span className="block truncate text-ink-2 text-small">{words}</span>
          </span>
          <span className="flex-none text-ink-3 text-small tabular-nums">
            {perDay === null ? 'with each run' : `${dayWords(perDay)} a day`}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Head({ title, note, aside }: { title: string; note: string; aside?: string }) {
  return (
    <h3 className="flex min-h-10 items-center gap-2.5 border-line border-b bg-surface-2 px-6 text-ui">
      <b className="font-semibold">{title}</b>
      <span className="font-normal text-ink-3 text-small">{note}</span>
      <span className="flex-1" />
      <span className="font-normal text-ink-2 text-small">{aside}</span>
    </h3>
  )
}

const works: Check = { state: 'works', message: null }

/** Each chosen account is asked once, when it is chosen. */
function useChecks(ids: readonly string[]) {
  const trpc = useTrpc()
  const [checks, setChecks] = useState<Record<string, Check>>({})
  const { mutateAsync } = useMutation(trpc.connections.test.mutationOptions())
  const check = (id: string) => {
    setChecks((now) => ({ ...now, [id]: { state: 'checking', message: null } }))
    mutateAsync({ id }).then(
      (result) =>
        setChecks((now) => ({ ...now, [id]: result.ok ? works : { state: 'refused', message: result.message } })),
      () => setChecks((now) => ({ ...now, [id]: { state: 'refused', message: 'Could not be checked' } })),
    )
  }
  const wanted = ids.filter((id) => checks[id] === undefined).join(' ')
  useEffect(() => {
    for (const id of wanted.split(' ')) if (id !== '') check(id)
  }, [wanted])
  return { checks, check }
}

/** Those besides oneself whose changes stand in the draft. */
function useOthers(flowId: string) {
  const trpc = useTrpc()
  const query = useQuery(trpc.flows.draftChanges.queryOptions({ id: flowId }, { staleTime: 0 }))
  return (query.data?.authors ?? []).filter(({ id, you, changes }) => id !== null && !you && changes.length > 0)
}

function useGoLive(flow: FlowDetail, session: DraftSession, onDone: () => void) {
  const trpc = useTrpc()
  const client = useQueryClient()
  return useMutation(
    trpc.flows.goLive.mutationOptions({
      onSuccess: async ({ number, released }) => {
        session.heard()
        await client.invalidateQueries(trpc.flows.pathFilter())
        onDone()
        toast(`${flow.name} is live`, {
          detail: `Version ${number} is on.${released === 0 ? '' : ` ${counted(released, 'held event')} began to run.`}`,
        })
      },
    }),
  )
}
