import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { Step } from '@patchbay/flow/document'
import { outputSchema } from '@patchbay/flow/output-schema'
import { useMemo } from 'react'
import { useEditorScope } from '../editor-scope.tsx'

/** What is known of what a step gives; null where nothing is, or where there is no such step. */
export function useOwnSchema(step: Step | undefined): JsonSchema | null {
  const { manifests, flows = [] } = useEditorScope()
  return useMemo(
    () =>
      step === undefined
        ? null
        : outputSchema({ step, as: 'output' }, { manifests: { ...manifests }, flows }, () => null),
    [step, manifests, flows],
  )
}
