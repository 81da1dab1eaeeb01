'use client'

import type { DraftSession } from '@patchbay/editor/draft-session'
import type { Problem } from '@patchbay/flow/problem'
import { Badge } from '@patchbay/ui/badge'
import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { EmptyState } from '@patchbay/ui/empty-state'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { VersionSummary } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { QueryView } from '../shared/query-view.tsx'
import { listed } from '../shared/words.ts'

export type Looking = { versionId: string; number: number; how: 'open' | 'compare' }

export type VersionsPanelProps = {
  flowId: string
  session: DraftSession
  /** Says above the canvas what the draft did not take. */
  say: (problem: Problem | null) => void
  mayRestore: boolean
  looking: Looking | null
  /** Shows a version, or what the draft changes on it, on the canvas. */
  onLook: (looking: Looking | null) => void
}

/** Who published what, when and why; each can be looked at, compared with the draft, and brought back. */
export function VersionsPanel(props: VersionsPanelProps) {
  const trpc = useTrpc()
  const query = useQuery(trpc.flows.versions.queryOptions({ id: props.flowId }))
  const [restoring, setRestoring] = useState<VersionSummary | null>(null)
  return (
    <QueryView query={query} what="The versions" skeleton={<SkeletonRows rows={4} rowHeight={44} />}>
      {(versions) =>
        versions.length === 0 ? (
          <EmptyState title="Nothing has been published yet">
            Each publishing makes a version that can be opened and brought back.
          </EmptyState>
        ) : (
          <>
            <ol aria-label="Versions" className="flex flex-col">
              {versions.map((version) => (
                <VersionRow key={version.id} version={version} {...props} onRestore={() => setRestoring(version)} />
              ))}
            </ol>
            {restoring === null ? null : (
              <RestoreDialog {...props} version={restoring} onClose={() => setRestoring(null)} />
            )}
          </>
        )
      }
    </QueryView>
  )
}

type RowProps = VersionsPanelProps & { version: VersionSummary; onRestore: () => void }

function VersionRow({ version, looking, onLook, mayRestore, onRestore }: RowProps) {
  const { id: versionId, number } = version
  const shown = looking?.versionId === versionId ? looking.how : null
  const look = (how: Looking['how']) => onLook(shown === how ? null : { versionId, number, how })
  return (
    <li className="flex min-h-11 items-center gap-3 border-line border-b px-4 py-1.5 last:border-b-0">
      <span className="flex w-24 flex-none items-center gap-2 font-medium">
        v{number}
        {version.live ? <Badge kind="ok">Now on</Badge> : null}
      </span>
      <span className="w-44 flex-none truncate text-ink-2">
        {version.publishedBy}, <RelativeTime at={version.publishedAt} />
      </span>
      <span className="min-w-0 flex-1">
        {version.note === null ? null : <span className="block truncate font-medium">{version.note}</span>}
        <span className="block truncate text-ink-2" title={version.changes.join('\n')}>
          {version.changes.length === 0 ? 'Nothing changed' : listed(version.changes, 3)}
        </span>
      </span>
      <span className="flex flex-none items-center gap-1.5">
        <Button size="sm" aria-pressed={shown === 'open'} onClick={() => look('open')}>
          {shown === 'open' ? 'Close' : 'Open'}
        </Button>
        <Button size="sm" aria-pressed={shown === 'compare'} onClick={() => look('compare')}>
          {shown === 'compare' ? 'Back to the draft' : 'Compare'}
        </Button>
        {mayRestore ? (
          <Button size="sm" onClick={onRestore}>
            Restore
          </Button>
        ) : null}
      </span>
    </li>
  )
}

type RestoreProps = VersionsPanelProps & { version: VersionSummary; onClose: () => void }

function RestoreDialog({ flowId, session, say, version, onLook, onClose }: RestoreProps) {
  const trpc = useTrpc()
  const restore = useMutation(
    trpc.flows.restore.mutationOptions({
      onSuccess: async ({ undo, document }) => {
        session.heard()
        // Before the draft is here there is nothing that could be taken back.
        const isHere = await session.flush()
        onLook(null)
        onClose()
        toast(`The draft is as version ${version.number} was`, {
          detail: 'Nothing runs differently until you publish it.',
          ...(isHere ? { undo: () => say(session.revert(undo, document)) } : {}),
        })
      },
    }),
  )
  const go = async () => {
    // What is not saved yet is saved first, so that undoing brings all of it back.
    if (!(await session.flush())) return
    restore.mutate({ id: flowId, versionId: version.id, revision: session.view().revision })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="sm"
      title={`Bring version ${version.number} back?`}
      description="The draft becomes what that version was. What runs now does not change until you publish."
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" loading={restore.isPending} onClick={() => void go()}>
            Restore version {version.number}
          </Button>
        </>
      }
    >
      <InlineTrouble error={restore.error} />
    </Dialog>
  )
}
