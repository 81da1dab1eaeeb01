'use client'

import type { DiffMarks } from '@patchbay/editor/contract'
import { useEditorScope } from '@patchbay/editor/editor-scope'
import { FlowCanvas } from '@patchbay/editor/flow-canvas'
import type { FlowDocument } from '@patchbay/flow/document'
import { Segmented } from '@patchbay/ui/segmented'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { bothDocuments } from './both-documents.ts'

export type LookBackProps = {
  flowId: string
  /** The version that the draft is laid beside; null before the first publishing. */
  version: { id: string; number: number; live: boolean } | null
  first: Shown
  /** Steps whose changes are not taken along. */
  staying?: readonly string[]
  children?: ReactNode
}

type Shown = 'changes' | 'draft' | 'version'

/** The canvas to look at only: what changed between a version and the draft, or either of them. */
export function LookBack({ flowId, version, first, staying = [], children }: LookBackProps) {
  const trpc = useTrpc()
  const { document, manifests } = useEditorScope()
  const [shown, setShown] = useState<Shown>(first)
  const [selectedId, select] = useState<string | null>(null)
  const compared = useQuery(
    trpc.flows.compare.queryOptions(
      { id: flowId, from: version?.id ?? 'draft', to: 'draft' },
      { enabled: version !== null, staleTime: 0 },
    ),
  ).data
  const marks: DiffMarks = shown === 'changes' && compared !== undefined ? withStaying(compared.marks, staying) : {}
  const drawn = documentOf(shown, document, compared)
  return (
    <div className="relative size-full">
      <FlowCanvas
        key={shown}
        document={drawn}
        manifests={manifests}
        selectedId={selectedId}
        onSelect={select}
        diff={marks}
        label={shown === 'version' && version !== null ? `Version ${version.number}` : 'Draft'}
      />
      <div className="absolute top-3 left-3 flex items-center gap-2">
        {version === null ? null : (
          <Segmented<Shown>
            label="What the canvas shows"
            value={shown}
            onValueChange={setShown}
            className="shadow-2"
            options={[
              { value: 'changes', label: 'What changed' },
              { value: 'draft', label: 'Draft' },
              { value: 'version', label: version.live ? `v${version.number}, now on` : `v${version.number}` },
            ]}
          />
        )}
        {children}
      </div>
    </div>
  )
}

type Compared = { from: FlowDocument; to: FlowDocument; marks: Readonly<Record<string, 'new' | 'changed' | 'gone'>> }

function documentOf(shown: Shown, draft: FlowDocument, compared: Compared | undefined): FlowDocument {
  if (compared === undefined || shown === 'draft') return draft
  return shown === 'version' ? compared.from : bothDocuments(compared.from, compared.to)
}

function withStaying(marks: Compared['marks'], staying: readonly string[]): DiffMarks {
  return { ...marks, ...Object.fromEntries(staying.filter((id) => id in marks).map((id) => [id, 'stays' as const])) }
}
