'use client'

import type { FlowDocument } from '@patchbay/flow/document'
import { useMemo } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import type { ItemSource } from './mapping-field-props.ts'
import { createSources, type Sources, type SourcesInput } from './sources.ts'

/** What the mappings of a step can use. All fields of an open step share one tree. */
export function useSources(stepId: string, item?: ItemSource): Sources {
  const { document, manifests, samples, workspace } = useEditorScope()
  const sample = samples.chosen
  return useMemo(
    () => shared({ document, stepId, manifests, sample, workspace, item }),
    [document, stepId, manifests, sample, workspace, item],
  )
}

type Known = { input: SourcesInput; sources: Sources }
const known = new WeakMap<FlowDocument, Known[]>()

function shared(input: SourcesInput): Sources {
  const before = known.get(input.document) ?? []
  const same = before.find(({ input: other }) => isSame(other, input))
  if (same !== undefined) return same.sources
  const sources = createSources(input)
  known.set(input.document, [{ input, sources }, ...before].slice(0, 4))
  return sources
}

function isSame(a: SourcesInput, b: SourcesInput): boolean {
  return (
    a.stepId === b.stepId &&
    a.sample === b.sample &&
    a.manifests === b.manifests &&
    a.workspace.timeZone === b.workspace.timeZone &&
    a.workspace.currency === b.workspace.currency &&
    a.workspace.variables === b.workspace.variables &&
    a.item?.value === b.item?.value &&
    a.item?.schema === b.item?.schema &&
    a.item?.name === b.item?.name
  )
}
