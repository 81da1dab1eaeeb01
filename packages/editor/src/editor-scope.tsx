'use client'

import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import type { FlowDocument } from '@patchbay/flow/document'
import type { Problem } from '@patchbay/flow/problem'
import { createContext, type ReactNode, useContext } from 'react'
import type { Apply, ConnectionChoice, EditorHost, SampleSet } from './contract.ts'

/** What every part of the editor may use: the draft, the way to change it, and what is known around it. */
export type EditorScope = {
  flowId: string
  document: FlowDocument
  apply: Apply
  /** False for people who may look only: controls show values and take no input. */
  mayEdit: boolean
  manifests: Readonly<Record<string, ConnectorManifest>>
  connections: readonly ConnectionChoice[]
  problems: readonly Problem[]
  /** Somebody asked what stands in the way of publishing: fields that are merely empty are shown as wrong from then on. */
  showsMissing?: boolean
  samples: SampleSet
  workspace: { timeZone: string; currency: string; variables?: Record<string, string> }
  host: EditorHost
}

const Context = createContext<EditorScope | null>(null)

export function EditorScopeProvider({ scope, children }: { scope: EditorScope; children: ReactNode }) {
  return <Context value={scope}>{children}</Context>
}

export function useEditorScope(): EditorScope {
  const scope = useContext(Context)
  if (scope === null) throw new Error('an editor part stands outside of EditorScopeProvider')
  return scope
}
