'use client'

import type { FlowDocument } from '@patchbay/flow/document'
import { useMemo } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import type { ItemSource } from './mapping-field-props.ts'
import { createSources, type Sources, type SourcesInput, sightOf } from './sources.ts'

/** What the mapping at a path of a step can use. All fields of an open step that see the same share one tree. */
export function useSources(stepId: string, path: string, item?: ItemSource): Sources {
  const { document, manifests, samples, workspace, flows } = useEditorScope()
  const sample = samples.chosen
  return useMemo(() => {
    const sight = sightOf(
      document.steps.find(({ id }) => id === stepId),
      path,
    )
    return shared({ document, stepId, manifests, sample, workspace, item, flows, sight })
  }, [document, stepId, path, manifests, sample, workspace, item, flows])
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
    a.sight === b.sight &&
    a.flows === b.flows &&
    a.manifests === b.manifests &&
    a.workspace.timeZone === b.workspace.timeZone &&
    a.workspace.currency === b.workspace.currency &&
    a.workspace.variables === b.workspace.variables &&
    a.item?.value === b.item?.value &&
    a.item?.schema === b.item?.schema &&
    a.item?.name === b.item?.name
  )
}
