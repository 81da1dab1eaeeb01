'use client'

import { SearchInput } from '@patchbay/ui/search-input'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { ChoiceRow } from './choice-row.tsx'
import { type PaletteItem, paletteSections } from './palette-sections.ts'
import type { StepChoice } from './step-choice.ts'
import { stepChoices } from './step-choices.ts'

export type ChoiceListProps = {
  afterId: string | null
  between?: boolean
  startsOnly?: boolean
  undoOnly?: boolean
  onChoose: (choice: StepChoice) => void
  /** Rows can be dragged onto the canvas. */
  draggable?: boolean
  autoFocus?: boolean
  /** Beside the search field. */
  foot?: ReactNode
}

/** Search by what people say, then sections. The search field keeps the focus; arrows choose, Enter adds. */
export function ChoiceList({
  afterId,
  between = false,
  startsOnly = false,
  undoOnly = false,
  onChoose,
  draggable = false,
  autoFocus = false,
  foot,
}: ChoiceListProps) {
  const { document, manifests, connections, workspace } = useEditorScope()
  const [text, setText] = useState('')
  const [app, setApp] = useState<string | null>(null)
  const [activeId, setActiveId] = useState<string | null>(null)
  const listId = useId()
  const list = useRef<HTMLDivElement>(null)
  const choices = useMemo(
    () => stepChoices(manifests, connections, workspace.timeZone),
    [manifests, connections, workspace.timeZone],
  )
  const sections = paletteSections({ choices, document, manifests, afterId, text, app, between, startsOnly, undoOnly })
  const items = sections.flatMap((section) => section.items)
  const active = items.find(({ id }) => id === activeId) ?? (text === '' ? null : (items[0] ?? null))
  useEffect(() => {
    if (active !== null) list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const choose = (item: PaletteItem) => {
    if (item.kind === 'app') setApp(item.connector)
    else if (item.kind === 'back') setApp(null)
    else {
      onChoose(item.choice)
      setText('')
    }
    setActiveId(null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const at = active === null ? -1 : items.indexOf(active)
    if (event.key === 'ArrowDown') setActiveId(items[Math.min(items.length - 1, at + 1)]?.id ?? null)
    else if (event.key === 'ArrowUp') setActiveId(items[Math.max(0, at - 1)]?.id ?? null)
    else if (event.key === 'Enter' && active !== null) choose(active)
    else if (event.key === 'Escape' && (text !== '' || app !== null)) {
      setText('')
      setApp(null)
      event.stopPropagation()
    } else return
    event.preventDefault()
  }
  return (
    <>
      <div className="px-3 pt-1 pb-2">
        <SearchInput
          label="Search for a step"
          placeholder="“send e-mail”, “new order”"
          value={text}
          onValueChange={(next) => {
            setText(next)
            setActiveId(null)
          }}
          role="combobox"
          aria-expanded
          aria-autocomplete="list"
          aria-controls={listId}
          aria-activedescendant={active === null ? undefined : `${listId} ${active.id}`.replaceAll(' ', '-')}
          autoComplete="off"
          autoFocus={autoFocus}
          onKeyDown={onKeyDown}
        />
      </div>
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label="Steps to add"
        className="min-h-0 flex-1 overflow-y-auto pb-2"
      >
        {sections.map((section) => (
          <fieldset key={section.id} aria-label={section.title} className="m-0 min-w-0 border-0 p-0 pb-2">
            {text === '' ? (
              <div className="px-3 pt-1.5 pb-1 text-ink-3 text-small" aria-hidden="true">
                {section.title}
              </div>
            ) : null}
            {section.items.map((item) => (
              <ChoiceRow
                key={item.id}
                id={`${listId} ${item.id}`.replaceAll(' ', '-')}
                item={item}
                active={item === active}
                draggable={draggable}
                onChoose={() => choose(item)}
              />
            ))}
          </fieldset>
        ))}
      </div>
      {items.length === 0 ? <Nothing text={text} /> : null}
      <div className="sr-only" role="status">
        {text === '' ? '' : `${items.length} ${items.length === 1 ? 'step' : 'steps'} found`}
      </div>
      {foot}
    </>
  )
}

function Nothing({ text }: { text: string }) {
  return (
    <p className="m-0 flex-1 px-3 text-ink-3 text-small">
      Nothing is called <b className="font-medium text-ink-2">{text}</b>. Say what should happen, as “send e-mail”, or
      search for the app. What no app here can do goes through <b className="font-medium text-ink-2">HTTP</b>.
    </p>
  )
}
