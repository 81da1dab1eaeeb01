'use client'

import type { Checked } from '@patchbay/editor/check-draft'
import type { ConnectionChoice, FlowChoice, PersonChoice } from '@patchbay/editor/contract'
import type { FlowDocument } from '@patchbay/flow/document'
import { useEffect, useRef, useState } from 'react'
import type { ConnectorManifest } from '../../trpc/types.ts'

export type CheckedDraft = Checked & {
  /** What was checked; null before the first time. */
  document: FlowDocument | null
}

export type ToCheck = {
  flowId: string
  document: FlowDocument
  live: FlowDocument | null
  manifests: Readonly<Record<string, ConnectorManifest>>
  /** Null until they are known. */
  connections: readonly ConnectionChoice[] | null
  /** Undefined until they are known: what another flow takes is then not checked. */
  flows: readonly FlowChoice[] | undefined
  /** Likewise: who is asked is then not checked. */
  people: readonly PersonChoice[] | undefined
  variables: Readonly<Record<string, string>>
}

/** Typing goes first: a draft is checked once it has been left alone for this long. */
const QUIET_MS = 200
const none: CheckedDraft = { problems: [], changes: [], document: null }

/** What is wrong with the draft and what it changes, worked out in the browser beside the typing path. */
export function useCheckedDraft(draft: ToCheck): CheckedDraft {
  const { flowId, document, live, manifests, connections, flows, people, variables } = draft
  const [checked, setChecked] = useState<CheckedDraft>(none)
  const latest = useRef(draft)
  useEffect(() => {
    latest.current = { flowId, document, live, manifests, connections, flows, people, variables }
    if (connections === null || Object.keys(manifests).length === 0) return
    let isOver = false
    const timer = setTimeout(async () => {
      const { checkDraft } = await import('@patchbay/editor/check-draft')
      const { connections: known, ...now } = latest.current
      if (isOver || known === null) return
      const around = { ...now, connections: known, variables: Object.keys(now.variables) }
      setChecked({ ...checkDraft(now.document, now.live, around), document: now.document })
    }, QUIET_MS)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [flowId, document, live, manifests, connections, flows, people, variables])
  return checked
}
