'use client'

import { Button } from '@patchbay/ui/button'
import { cn } from '@patchbay/ui/cn'
import { IconButton } from '@patchbay/ui/icon-button'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { Segmented } from '@patchbay/ui/segmented'
import { Pin, X } from 'lucide-react'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { SampleForm } from './sample-form.tsx'
import type { SamplePickerProps } from './sample-picker-props.ts'
import type { SampleChoice, TestSample } from './test-types.ts'

type Shelf = 'recent' | 'saved' | 'form'

const SHOWN = 4

/** What the test is done with: cards of recent events and of kept ones, or an event filled in by hand. */
export function SamplePicker(props: SamplePickerProps) {
  const { samples, things, choice, host, onSample } = props
  const saved = samples.filter(({ kind }) => kind === 'saved')
  const recent = samples.filter(({ kind }) => kind !== 'saved')
  const [shelf, setShelf] = useState<Shelf>(() => shelfOf(choice, saved))
  const [waiting, setWaiting] = useState(false)
  const listen = () => {
    if (host.listen === undefined || waiting) return
    setWaiting(true)
    host
      .listen()
      .then((sample) => {
        if (sample !== null) onSample(sample.id)
      })
      .finally(() => setWaiting(false))
  }
  return (
    <section aria-label="Sample" className="flex flex-col gap-2 px-4 pt-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium" id="test-with">
          With
        </span>
        <Segmented<Shelf>
          label="Where the sample comes from"
          value={shelf}
          onValueChange={setShelf}
          options={[
            { value: 'recent', label: `Recent ${things}` },
            { value: 'saved', label: saved.length === 0 ? 'Saved' : `Saved ${saved.length}` },
            { value: 'form', label: 'Fill in a form' },
          ]}
        />
        <span className="flex-1" />
        {host.listen === undefined || shelf !== 'recent' ? null : (
          <Button variant="quiet" size="sm" loading={waiting} onClick={listen}>
            {waiting ? 'Waiting for the next one' : 'Wait for the next one'}
          </Button>
        )}
      </div>
      {shelf === 'form' ? (
        <SampleForm {...props} />
      ) : (
        <Cards {...props} key={shelf} list={shelf === 'saved' ? saved : recent} shelf={shelf} />
      )}
    </section>
  )
}

function shelfOf(choice: SampleChoice | null, saved: readonly TestSample[]): Shelf {
  if (choice === null) return 'recent'
  if (!('sampleId' in choice)) return 'form'
  return saved.some(({ id }) => id === choice.sampleId) ? 'saved' : 'recent'
}

type CardsProps = SamplePickerProps & { list: readonly TestSample[]; shelf: Shelf }

function Cards({ list, shelf, choice, onSample, things, host, mayKeep }: CardsProps) {
  const [all, setAll] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const chosenId = choice !== null && 'sampleId' in choice ? choice.sampleId : null
  if (list.length === 0) return <Nothing shelf={shelf} things={things} />
  const shown = all ? list : firstOf(list, chosenId)
  const hasChosen = shown.some(({ id }) => id === chosenId)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const at = shown.findIndex(({ id }) => id === chosenId)
    const next = shown[(at + step + shown.length) % shown.length]
    if (next === undefined) return
    onSample(next.id)
    const radio = box.current?.querySelectorAll('[role=radio]')[shown.indexOf(next)]
    if (radio instanceof HTMLElement) radio.focus()
  }
  return (
    <>
      <div
        ref={box}
        role="radiogroup"
        aria-label={shelf === 'saved' ? 'Saved samples' : `Recent ${things}`}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        className="grid grid-cols-[repeat(auto-fill,minmax(148px,1fr))] gap-2"
      >
        {shown.map((sample, index) => (
          <Card
            key={sample.id}
            sample={sample}
            chosen={sample.id === chosenId}
            reachable={hasChosen ? sample.id === chosenId : index === 0}
            onChoose={() => onSample(sample.id)}
            onRemove={mayKeep && sample.kind === 'saved' ? () => void host.removeSample(sample.id) : null}
          />
        ))}
      </div>
      {list.length > shown.length ? (
        <Button variant="quiet" size="sm" className="self-start" onClick={() => setAll(true)}>
          {`${list.length - shown.length} more`}
        </Button>
      ) : null}
    </>
  )
}

/** The first few, and the chosen one should it come later. */
function firstOf(list: readonly TestSample[], chosenId: string | null): readonly TestSample[] {
  const first = list.slice(0, SHOWN)
  const chosen = list.find(({ id }) => id === chosenId)
  return chosen === undefined || first.includes(chosen) ? first : [...first.slice(0, SHOWN - 1), chosen]
}

type CardProps = {
  sample: TestSample
  chosen: boolean
  reachable: boolean
  onChoose: () => void
  onRemove: (() => void) | null
}

function Card({ sample, chosen, reachable, onChoose, onRemove }: CardProps) {
  const hint = useId()
  return (
    <div className="relative min-w-0">
      {/* biome-ignore lint/a11y/useSemanticElements: a card of two lines, not a dot with a label */}
      <button
        type="button"
        role="radio"
        aria-checked={chosen}
        aria-describedby={hint}
        tabIndex={reachable ? 0 : -1}
        onClick={onChoose}
        className={cn(
          'flex h-full w-full min-w-0 cursor-pointer flex-col rounded-2 border border-line-ui bg-surface px-2.5 py-1.5 text-left hover:bg-surface-2',
          chosen && 'border-ink-2 shadow-[inset_0_0_0_1px_var(--ink-2)]',
          onRemove !== null && 'pr-8',
        )}
      >
        <span className="flex w-full min-w-0 items-center gap-1.5">
          <span className="min-w-0 flex-1 truncate font-medium">{sample.label}</span>
          {sample.pinned && onRemove === null ? (
            <Pin size={12} strokeWidth={1.75} aria-label="Kept" className="flex-none text-ink-3" />
          ) : null}
        </span>
        <span id={hint} className="w-full truncate text-ink-3 text-small">
          {sample.hint === null ? null : `${sample.hint}${sample.kind === 'example' ? '' : ', '}`}
          {sample.kind === 'example' ? null : <RelativeTime at={sample.at} />}
          {sample.trimmed ? ', shown shortened' : null}
        </span>
      </button>
      {onRemove === null ? null : (
        <IconButton
          label={`Remove the sample ${sample.label}`}
          size="sm"
          icon={<X size={14} strokeWidth={1.75} />}
          onClick={onRemove}
          className="absolute top-0.5 right-0.5"
        />
      )}
    </div>
  )
}

function Nothing({ shelf, things }: { shelf: Shelf; things: string }) {
  return (
    <p className="rounded-2 border border-line border-dashed px-3 py-2.5 text-ink-2">
      {shelf === 'saved'
        ? 'Nothing is kept yet. Test with a recent one, then press “Keep as a sample”.'
        : `No ${things} have come in yet. Fill in a form, or connect the trigger.`}
    </p>
  )
}
