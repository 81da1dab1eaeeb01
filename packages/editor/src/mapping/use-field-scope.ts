'use client'

import type { Scope } from '@patchbay/mapping/scope'
import { useMemo } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import type { ItemSource } from './mapping-field-props.ts'
import { previewScope } from './preview-scope.ts'
import type { Sources } from './sources.ts'

/** The sample as a step's mappings see it; null while there is none. */
export function useFieldScope(sources: Sources, item?: ItemSource): Scope | null {
  const { samples, workspace } = useEditorScope()
  const sample = samples.chosen
  const element = item?.value
  return useMemo(
    () => (sample === null ? null : previewScope(sources, { sample, workspace, item: element })),
    [sources, sample, workspace, element],
  )
}
