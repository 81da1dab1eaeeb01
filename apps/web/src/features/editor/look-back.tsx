'use client'

import type { DiffMarks } from '@patchbay/editor/contract'
import { useEditorScope } from '@patchbay/editor/editor-scope'
import { FlowCanvas } from '@patchbay/editor/flow-canvas'
import type { FlowDocument } from '@patchbay/flow/document'
import { Button } from '@patchbay/ui/button'
import { Segmented } from '@patchbay/ui/segmented'
import { useQuery } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useCallback, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { bothDocuments } from './both-documents.ts'
import { ComparedChanges } from './compared-changes.tsx'

export type LookBackProps = {
  flowId: string
  /** The version that the draft is laid beside; null before the first publishing. */
  version: { id: string; number: number; live: boolean } | null
  first: Shown
  /** Steps whose changes are not taken along. */
  staying?: readonly string[]
  /** Ends the look back; without it there is something else on the page that does. */
  onBack?: () => void
  children?: ReactNode
}

type Shown = 'changes' | 'draft' | 'version'

/** The canvas to look at only: what changed between a version and the draft, or either of them. */
export function LookBack({ flowId, version, first, staying = [], onBack, children }: LookBackProps) {
  const trpc = useTrpc()
  const { document, manifests, flows } = useEditorScope()
  const [shown, setShown] = useState<Shown>(first)
  const [selectedId, select] = useState<string | null>(null)
  const compared = useQuery(
    trpc.flows.compare.queryOptions(
      { id: flowId, from: version?.id ?? 'draft', to: 'draft' },
      { enabled: version !== null, staleTime: 0 },
    ),
  ).data
  const flowName = useCallback((id: string) => flows?.find((one) => one.id === id)?.name ?? null, [flows])
  const marks: DiffMarks = shown === 'changes' && compared !== undefined ? withStaying(compared.marks, staying) : {}
  const drawn = documentOf(shown, document, compared)
  const onKeyDownCapture = (event: KeyboardEvent) => {
    // With nothing chosen that it could let go of, the canvas would take the key for nothing.
    if (event.key !== 'Escape' || selectedId !== null || onBack === undefined) return
    event.preventDefault()
    event.stopPropagation()
    onBack()
  }
  return (
    <div className="relative size-full" onKeyDownCapture={onKeyDownCapture}>
      <FlowCanvas
        key={shown}
        document={drawn}
        manifests={manifests}
        selectedId={selectedId}
        onSelect={select}
        diff={marks}
        flowName={flowName}
        label={shown === 'version' && version !== null ? `Version ${version.number}` : 'Draft'}
      />
      <div className="absolute top-3 left-3 flex items-center gap-2">
        {version === null ? null : (
          <Segmented<Shown>
            label="What the canvas shows"
            value={shown}
            onValueChange={setShown}
            className="shadow-2"
            options={optionsOf(version, onBack !== undefined)}
          />
        )}
        {onBack === undefined ? null : (
          <Button icon={<Undo2 size={15} strokeWidth={1.75} aria-hidden="true" />} onClick={onBack}>
            Back to the draft
          </Button>
        )}
        {children}
      </div>
      {shown === 'changes' && onBack !== undefined && compared !== undefined ? (
        <ComparedChanges changes={compared.changes} selectedId={selectedId} />
      ) : null}
    </div>
  )
}

/** A draft is shown here only beside a panel that is about it; otherwise one goes back to it and can change it. */
function optionsOf({ number, live }: { number: number; live: boolean }, isComparing: boolean) {
  const draft = { value: 'draft', label: 'Draft' } as const
  return [
    { value: 'changes', label: 'What changed' } as const,
    ...(isComparing ? [] : [draft]),
    { value: 'version', label: live ? `v${number}, now on` : `v${number}` } as const,
  ]
}

type Compared = { from: FlowDocument; to: FlowDocument; marks: Readonly<Record<string, 'new' | 'changed' | 'gone'>> }

function documentOf(shown: Shown, draft: FlowDocument, compared: Compared | undefined): FlowDocument {
  if (compared === undefined || shown === 'draft') return draft
  return shown === 'version' ? compared.from : bothDocuments(compared.from, compared.to)
}

function withStaying(marks: Compared['marks'], staying: readonly string[]): DiffMarks {
  return { ...marks, ...Object.fromEntries(staying.filter((id) => id in marks).map((id) => [id, 'stays' as const])) }
}
