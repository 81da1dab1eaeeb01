'use client'

import type { DraftSession } from '@patchbay/editor/draft-session'
import { Button } from '@patchbay/ui/button'
import { Field } from '@patchbay/ui/field'
import { Input } from '@patchbay/ui/input'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { DraftChanges, FlowDetail } from '../../trpc/types.ts'
import { isProposedName } from '../flows/proposed-name.ts'
import { publishedToast, useSwitchFlow } from '../flows/use-switch-flow.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { QueryView } from '../shared/query-view.tsx'
import { troubleWords } from '../shared/trouble.ts'
import { counted } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { AuthorPart } from './author-part.tsx'
import { FloatingPanel } from './floating-panel.tsx'
import { NoMailHint } from './no-mail-hint.tsx'
import { choose } from './publish-choice.ts'

/** A step that was not tested since it changed, or failed when it was. */
export type Unproven = { id: string; name: string; failed: boolean }

export type PublishPanelProps = {
  flow: FlowDetail
  session: DraftSession
  unproven: readonly Unproven[]
  onTest: (stepId: string) => void
  /** Steps whose changes are not ticked. */
  onStaying: (stepIds: readonly string[]) => void
  onClose: () => void
}

/** What would go out, by who made it; the canvas beside it shows the same. */
export function PublishPanel(props: PublishPanelProps) {
  const { flow, session } = props
  const trpc = useTrpc()
  const saved = useSaved(session)
  // A colleague who saves meanwhile makes a new list to tick; what was written stays.
  const [words, setWords] = useState<Words>({ note: '', name: null })
  const query = useQuery(trpc.flows.draftChanges.queryOptions({ id: flow.id }, { enabled: saved, staleTime: 0 }))
  const next = (query.data?.liveNumber ?? flow.version ?? 0) + 1
  return (
    <FloatingPanel
      title={`Publish ${flow.name}`}
      description={query.data === undefined ? ' ' : whatHappens(query.data, flow.enabled, next)}
      onClose={props.onClose}
    >
      {saved ? (
        <QueryView query={query} what="The changes" skeleton={<SkeletonRows rows={5} rowHeight={60} />}>
          {(changes) => (
            <Choice {...props} key={changes.revision} changes={changes} next={next} words={words} onWords={setWords} />
          )}
        </QueryView>
      ) : (
        <SkeletonRows rows={5} rowHeight={60} />
      )}
    </FloatingPanel>
  )
}

function whatHappens({ liveNumber, openRuns }: DraftChanges, isOn: boolean, next: number): string {
  const events = isOn ? `New events take v${next} at once.` : `It runs as v${next} once the flow is switched on.`
  if (liveNumber === null || openRuns === 0) return events
  return `${events} ${counted(openRuns, 'run')} under way ${openRuns === 1 ? 'finishes' : 'finish'} on v${liveNumber}.`
}

/** What is published is what the server has: the rest of the draft is saved first. */
function useSaved(session: DraftSession): boolean {
  const [saved, setSaved] = useState(false)
  useEffect(() => {
    let isOver = false
    void session.flush().then(() => (isOver ? undefined : setSaved(true)))
    return () => {
      isOver = true
    }
  }, [session])
  return saved
}

/** `name` is to be the flow's; null while nobody has typed one. */
type Words = { note: string; name: string | null }
type ChoiceProps = PublishPanelProps & {
  changes: DraftChanges
  next: number
  words: Words
  onWords: (words: Words) => void
}

function Choice(props: ChoiceProps) {
  const { flow, session, changes, next, words, onWords, unproven, onTest, onStaying, onClose } = props
  const { note, name } = words
  const { can } = useMe()
  const all = useMemo(() => changes.authors.flatMap((author) => author.changes), [changes])
  const [asked, setAsked] = useState(() => new Set(ownIds(changes)))
  const [chosen, setChosen] = useState(() => choose(new Set(), all, { ids: ownIds(changes), on: true }))
  const trpc = useTrpc()
  const rename = useMutation(trpc.flows.rename.mutationOptions())
  const publish = usePublish(flow, onClose)
  const named = name === null || name.trim() === '' ? flow.name : name.trim()
  useEffect(() => {
    const staying = all
      .filter(({ id, stepId }) => stepId !== null && !chosen.has(id))
      .flatMap(({ stepId }) => stepId ?? [])
    onStaying(staying.filter((stepId) => !all.some((change) => change.stepId === stepId && chosen.has(change.id))))
  }, [all, chosen, onStaying])
  const tick = (ids: readonly string[], on: boolean) => {
    setAsked((now) => (on ? new Set([...now, ...ids]) : new Set([...now].filter((id) => !ids.includes(id)))))
    setChosen((now) => choose(now, all, { ids, on }))
  }
  const count = chosen.size
  const go = async () => {
    if (!(await session.flush())) return
    if (named !== flow.name && !(await succeeds(rename.mutateAsync({ id: flow.id, name: named })))) return
    const include = count === all.length ? 'all' : [...chosen]
    publish.mutate({ id: flow.id, revision: changes.revision, include, ...(note.trim() === '' ? {} : { note }) })
  }
  return (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {all.length === 0 ? (
          <p className="px-6 py-5 text-ink-2">Nothing has changed since v{changes.liveNumber}.</p>
        ) : null}
        {changes.authors.map((author) => (
          <AuthorPart
            key={author.id ?? 'earlier'}
            author={author}
            all={all}
            asked={asked}
            chosen={chosen}
            onTick={tick}
          />
        ))}
        <NoMailHint document={session.view().document} />
        <NotProven steps={unproven.filter(({ id }) => all.some(({ stepId }) => stepId === id))} onTest={onTest} />
        <div className="flex flex-col gap-3 px-6 pt-3 pb-4">
          {changes.liveNumber === null && isProposedName(flow.name) && can['flow.rename'] ? (
            <Field label="Name of the flow">
              {(control) => (
                <Input
                  {...control}
                  value={name ?? flow.name}
                  maxLength={120}
                  onFocus={(event) => event.currentTarget.select()}
                  onChange={(event) => onWords({ ...words, name: event.target.value })}
                />
              )}
            </Field>
          ) : null}
          <Field label="In the list of versions" aside="optional">
            {(control) => (
              <Input
                {...control}
                value={note}
                maxLength={500}
                placeholder="What changes, and why"
                onChange={(event) => onWords({ ...words, note: event.target.value })}
              />
            )}
          </Field>
        </div>
      </div>
      <footer className="flex flex-none flex-wrap items-center gap-2 border-line border-t px-6 py-3.5">
        <InlineTrouble error={rename.error ?? publish.error} className="w-full" />
        <span className="min-w-0 flex-1 text-ink-3 text-small">
          {changes.liveNumber === null ? '' : `Can be put back to v${changes.liveNumber} at any time`}
        </span>
        <Button size="lg" variant="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button
          size="lg"
          variant="primary"
          disabled={count === 0}
          loading={rename.isPending || publish.isPending}
          onClick={() => void go()}
        >
          Publish {count === all.length && changes.liveNumber === null ? '' : `${count} `}as v{next}
        </Button>
      </footer>
    </>
  )
}

/** One's own, and what nobody is known to have made; a colleague's work is theirs to publish. */
function ownIds({ authors }: DraftChanges): string[] {
  return authors.filter(({ id, you }) => you || id === null).flatMap((author) => author.changes.map(({ id }) => id))
}

/** What went wrong is shown where the call's own state is. */
function succeeds(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => true,
    () => false,
  )
}

function usePublish(flow: FlowDetail, onDone: () => void) {
  const trpc = useTrpc()
  const { can } = useMe()
  const switchFlow = useSwitchFlow()
  const switchOn = () => {
    switchFlow
      .mutateAsync({ id: flow.id, enabled: true })
      .catch((error: unknown) => toast('The flow was not switched on', { detail: troubleWords(error) }))
  }
  const client = useQueryClient()
  return useMutation(
    trpc.flows.publish.mutationOptions({
      onSuccess: async ({ number }) => {
        await client.invalidateQueries(trpc.flows.pathFilter())
        onDone()
        toast(`Version ${number} is published`, {
          id: publishedToast(flow.id),
          detail: flow.enabled ? 'New events take it from now on.' : 'It runs once you switch the flow on.',
          ...(flow.enabled || !can['flow.switch'] ? {} : { action: { label: 'Switch it on', take: switchOn } }),
        })
      },
      // Somebody was quicker: their changes are on the list now.
      onError: () => void client.invalidateQueries(trpc.flows.draftChanges.queryFilter({ id: flow.id })),
    }),
  )
}

function NotProven({ steps, onTest }: { steps: readonly Unproven[]; onTest: (stepId: string) => void }) {
  if (steps.length === 0) return null
  return (
    <ul aria-label="Before it goes out" className="flex flex-col gap-1.5 border-line border-b px-6 py-3 text-ui">
      {steps.slice(0, 6).map(({ id, name, failed }) => (
        <li key={id} className="flex items-start gap-2.5">
          <StateGlyph state="attention" size={16} className="mt-0.5 flex-none" />
          <span>
            <b>{name}</b> {failed ? 'failed when it was last tested.' : 'was not tested since it changed.'}{' '}
            <button type="button" className="font-medium text-signal hover:underline" onClick={() => onTest(id)}>
              {failed ? 'Test it again' : 'Test it now'}
            </button>
          </span>
        </li>
      ))}
      {steps.length > 6 ? <li className="pl-6.5 text-ink-3">and {steps.length - 6} more</li> : null}
    </ul>
  )
}
