import { useMemo } from 'react'
import type { EditorSample } from '../contract.ts'
import { useEditorScope } from '../editor-scope.tsx'
import { withoutElements } from './emptiness.ts'
import type { Sources } from './sources.ts'

/** What came in of late, as the step with these sources may judge by it. */
export function useRecent({ elements }: Sources): readonly EditorSample[] {
  const { recent } = useEditorScope().samples
  return useMemo(() => withoutElements(recent, elements), [recent, elements])
}
