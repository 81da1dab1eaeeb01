'use client'

import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import type { FlowDocument } from '@patchbay/flow/document'
import type { Problem } from '@patchbay/flow/problem'
import { createContext, type ReactNode, useContext, useRef } from 'react'
import type { Apply, BeginEdit, ConnectionChoice, EditorHost, FlowChoice, PersonChoice, SampleSet } from './contract.ts'

/** What every part of the editor may use: the draft, the way to change it, and what is known around it. */
export type EditorScope = {
  flowId: string
  document: FlowDocument
  apply: Apply
  /** Absent where nobody else changes the document. */
  beginEdit?: BeginEdit
  /** False for people who may look only: controls show values and take no input. */
  mayEdit: boolean
  manifests: Readonly<Record<string, ConnectorManifest>>
  connections: readonly ConnectionChoice[]
  /** Absent while they are not known yet. */
  flows?: readonly FlowChoice[]
  people?: readonly PersonChoice[]
  problems: readonly Problem[]
  /** Somebody asked what stands in the way of publishing: fields that are merely empty are shown as wrong from then on, of steps that were there then. */
  showsMissing?: boolean
  samples: SampleSet
  workspace: { timeZone: string; currency: string; variables?: Record<string, string> }
  host: EditorHost
}

const Context = createContext<EditorScope | null>(null)

export function EditorScopeProvider({ scope, children }: { scope: EditorScope; children: ReactNode }) {
  return (
    <Context value={scope}>
      <MissingContext value={useAskedSteps(scope)}>{children}</MissingContext>
    </Context>
  )
}

const nobody: ReadonlySet<string> = new Set()
const MissingContext = createContext(nobody)

/** Steps whose empty fields are shown as wrong: those that were there when somebody asked, not what is added since. */
export const useMissingShown = (): ReadonlySet<string> => useContext(MissingContext)

function useAskedSteps({ showsMissing = false, document }: EditorScope): ReadonlySet<string> {
  const asked = useRef(nobody)
  if (!showsMissing) asked.current = nobody
  else if (asked.current === nobody) asked.current = new Set(document.steps.map(({ id }) => id))
  return asked.current
}

export function useEditorScope(): EditorScope {
  const scope = useContext(Context)
  if (scope === null) throw new Error('an editor part stands outside of EditorScopeProvider')
  return scope
}
