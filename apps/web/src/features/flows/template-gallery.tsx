'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { EmptyState } from '@patchbay/ui/empty-state'
import { SearchInput } from '@patchbay/ui/search-input'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { TemplateView } from '../../trpc/types.ts'
import { QueryView } from '../shared/query-view.tsx'
import { TemplateForm } from './template-form.tsx'

/** Flows to begin from: which one, then what it is called and which accounts it uses. */
export function TemplateGallery({ onClose }: { onClose: () => void }) {
  const trpc = useTrpc()
  const query = useQuery(trpc.flows.templates.queryOptions())
  const [chosen, setChosen] = useState<TemplateView | null>(null)
  const close = (open: boolean) => (open ? undefined : onClose())
  if (chosen !== null) return <TemplateForm template={chosen} onBack={() => setChosen(null)} onClose={onClose} />
  return (
    <Dialog
      open
      onOpenChange={close}
      size="lg"
      title="Start from a template"
      description="Each becomes a draft of yours: nothing runs until you publish it and switch it on."
      actions={
        <Button variant="quiet" onClick={onClose}>
          Cancel
        </Button>
      }
    >
      <QueryView query={query} what="The templates">
        {(templates) => <Templates templates={templates} onChoose={setChosen} />}
      </QueryView>
    </Dialog>
  )
}

function Templates({ templates, onChoose }: { templates: TemplateView[]; onChoose: (one: TemplateView) => void }) {
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const shown = templates.filter(({ title, description, connectors }) =>
    [title, description, ...connectors].some((words) => words.toLowerCase().includes(wanted)),
  )
  return (
    <div className="flex h-[min(60vh,560px)] flex-col gap-3">
      <SearchInput
        label="Find a template"
        placeholder="Refund, stock, HubSpot"
        value={text}
        onValueChange={setText}
        className="flex-none"
      />
      {shown.length === 0 ? (
        <EmptyState
          title="No template matches"
          action={
            <Button variant="secondary" onClick={() => setText('')}>
              Clear the search
            </Button>
          }
        >
          Begin with an empty flow, or look for another word.
        </EmptyState>
      ) : (
        <ul className="grid auto-rows-min gap-2 overflow-y-auto p-0.5 md:grid-cols-2">
          {shown.map((template) => (
            <li key={template.id} className="flex">
              <TemplateCard template={template} onChoose={() => onChoose(template)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function TemplateCard({ template, onChoose }: { template: TemplateView; onChoose: () => void }) {
  return (
    <button
      type="button"
      onClick={onChoose}
      className="flex w-full flex-col gap-1.5 rounded-3 border border-line-2 bg-surface p-3.5 text-left text-ui hover:border-ink-3"
    >
      <b className="font-semibold">{template.title}</b>
      <span className="text-ink-2 text-small">{template.description}</span>
      <span className="mt-auto flex items-center gap-1.5 pt-1 text-ink-3 text-small">
        {template.connectors.map((connector) => (
          <VendorMark key={connector} connector={connector} size={14} />
        ))}
        <span className="truncate">{template.start}</span>
      </span>
    </button>
  )
}
