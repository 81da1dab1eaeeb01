'use client'

import { Button } from '@patchbay/ui/button'
import { cn } from '@patchbay/ui/cn'
import { Form } from '@patchbay/ui/form'
import { IconButton } from '@patchbay/ui/icon-button'
import { Input } from '@patchbay/ui/input'
import { PlainButton } from '@patchbay/ui/plain-button'
import { Duration, Elapsed } from '@patchbay/ui/relative-time'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { RunDetail, RunItem, Step } from '../../trpc/types.ts'
import { pollWhileOpen } from '../shared/poll-while-open.ts'
import { QueryView } from '../shared/query-view.tsx'
import { stateOf } from '../shared/states.ts'
import { ItemCounts, type StepStateName } from './item-counts.tsx'
import { itemName } from './item-name.ts'
import { passWord } from './run-steps.ts'

export type ItemListProps = {
  run: RunDetail
  container: Step
  /** Its own iteration, inside another loop. */
  within: string
  chosen: string | null
  onChoose: (item: RunItem) => void
}

const PAGE = 25

/** The items of a loop or the passes of a repeat, a page at a time however many there are. */
export function ItemList({ run, container, within, chosen, onChoose }: ItemListProps) {
  const trpc = useTrpc()
  const [state, setState] = useState<StepStateName | null>(null)
  /** Where the pages before began, the present one last. */
  const [starts, setStarts] = useState<(number | null)[]>([null])
  const cursor = starts.at(-1) ?? null
  const query = useQuery(
    trpc.runs.items.queryOptions(
      {
        runId: run.id,
        stepId: container.id,
        cursor,
        limit: PAGE,
        ...(within === '' ? {} : { within }),
        ...(state === null ? {} : { states: [state] }),
      },
      { placeholderData: keepPreviousData, refetchInterval: pollWhileOpen([run.state]) },
    ),
  )
  const tally = run.items.find(({ stepId }) => stepId === container.id)
  const word = passWord(container)
  const next = query.data?.nextCursor ?? null
  return (
    <section
      aria-label={`${word === 'Pass' ? 'Passes' : 'Items'} of ${container.name}`}
      className="border-line border-t px-4 py-3.5"
    >
      <div className="mb-2 flex items-center gap-2">
        <h3 className="flex-1 text-h3">{word === 'Pass' ? 'Passes' : 'Items'}</h3>
        <GoTo
          word={word}
          onGo={(position) => setStarts((before) => [...before, position === 0 ? null : position - 1])}
        />
      </div>
      {tally === undefined ? null : (
        <ItemCounts
          tally={tally}
          chosen={state}
          onChoose={(wished) => {
            setState(wished)
            setStarts([null])
          }}
        />
      )}
      <QueryView query={query} what="The items" skeleton={<SkeletonRows rows={5} rowHeight={32} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="py-3 text-ink-3">{state === null ? 'None has begun yet.' : 'None is in this state.'}</p>
          ) : (
            <ul className="mt-2 flex flex-col">
              {items.map((item) => (
                <li key={item.iteration}>
                  <ItemRow
                    item={item}
                    word={word}
                    name={itemName(run, container, item.iteration)}
                    chosen={item.iteration === chosen}
                    onChoose={() => onChoose(item)}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      <div className="mt-2 flex items-center gap-1">
        <IconButton
          size="sm"
          label="Page before"
          icon={<ChevronLeft size={15} strokeWidth={1.75} aria-hidden="true" />}
          disabled={starts.length === 1}
          onClick={() => setStarts((before) => before.slice(0, -1))}
        />
        <IconButton
          size="sm"
          label="Next page"
          icon={<ChevronRight size={15} strokeWidth={1.75} aria-hidden="true" />}
          disabled={next === null}
          onClick={() => setStarts((before) => [...before, next])}
        />
        <span className="text-ink-3 text-small tabular-nums" role="status">
          {pageWords(query.data?.items ?? [], word)}
        </span>
      </div>
    </section>
  )
}

function ItemRow({
  item,
  word,
  name,
  chosen,
  onChoose,
}: {
  item: RunItem
  word: string
  name: string | null
  chosen: boolean
  onChoose: () => void
}) {
  return (
    <PlainButton
      aria-pressed={chosen}
      onClick={onChoose}
      className={cn(
        'flex min-h-8 w-full items-center gap-2 rounded-2 px-2 py-1 text-left hover:bg-surface-2',
        chosen ? 'bg-signal-soft' : '',
      )}
    >
      <StateGlyph state={stateOf(item.state)} size={14} label />
      <span className="min-w-0 max-w-2/3 truncate tabular-nums">
        {word} {(item.index + 1).toLocaleString('en-GB')}
        {name === null ? '' : ` · ${name}`}
      </span>
      <span className="min-w-0 flex-1 truncate text-ink-3 text-small">{item.trouble?.message}</span>
      <span className="flex-none text-ink-3 text-small tabular-nums">
        {item.finishedAt === null ? (
          <Elapsed from={item.startedAt} />
        ) : (
          <Duration ms={item.finishedAt.getTime() - item.startedAt.getTime()} fine />
        )}
      </span>
    </PlainButton>
  )
}

function GoTo({ word, onGo }: { word: string; onGo: (position: number) => void }) {
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const position = Number(text)
    if (Number.isInteger(position) && position > 0) onGo(position - 1)
  }
  return (
    <Form onSubmit={submit} className="flex items-center gap-1.5">
      <Input
        aria-label={`Go to ${word.toLowerCase()}`}
        inputMode="numeric"
        placeholder="Number"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="w-22"
      />
      <Button type="submit" size="sm">
        Go
      </Button>
    </Form>
  )
}

function pageWords(items: readonly RunItem[], word: string): string {
  const [first, last] = [items[0], items.at(-1)]
  if (first === undefined || last === undefined) return ''
  const from = (first.index + 1).toLocaleString('en-GB')
  if (first === last) return `${word} ${from}`
  return `${word === 'Pass' ? 'Passes' : 'Items'} ${from} to ${(last.index + 1).toLocaleString('en-GB')}`
}
