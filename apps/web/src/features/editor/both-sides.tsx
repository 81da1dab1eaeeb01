'use client'

import { conflictSides } from '@patchbay/editor/conflict-sides'
import { useEditorScope } from '@patchbay/editor/editor-scope'
import type { FieldConflict } from '@patchbay/editor/session-types'
import type { FlowDocument } from '@patchbay/flow/document'

/** What each of two people made of a field, one below the other. */
export function BothSides({ conflict, document }: { conflict: FieldConflict; document: FlowDocument }) {
  const { manifests, connections } = useEditorScope()
  const sides = conflictSides(document, conflict, { manifests: { ...manifests }, connections })
  return (
    <dl className="grid w-full grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 pl-6">
      <dt className="text-ink-3">Yours</dt>
      <dd className="break-words">{sides.mine}</dd>
      <dt className="text-ink-3">Theirs</dt>
      <dd className="break-words">{sides.theirs}</dd>
    </dl>
  )
}
