'use client'

import type { Problem } from '@patchbay/flow/problem'
import { useCallback } from 'react'
import type { AddTarget, StepDraft } from './contract.ts'
import { addStep } from './edit/add-step.ts'
import { freePort } from './edit/connect-rules.ts'
import { useEditorScope } from './editor-scope.tsx'

export type AddedStep = { ok: true; stepId: string } | { ok: false; problem: Problem }

/** Adds a step to the draft; without a place it goes below the step given, else where the flow ends. */
export function useAddStep(): (draft: StepDraft, target: AddTarget | null, afterId: string | null) => AddedStep {
  const { document, manifests, apply } = useEditorScope()
  return useCallback(
    (draft, target, afterId) => {
      const added = addStep(document, manifests, { draft, target: target ?? nextPlace(document, afterId) })
      if (!added.ok) return { ok: false, problem: added.error }
      const problem = apply(added.value.operation)
      return problem === null ? { ok: true, stepId: added.value.stepId } : { ok: false, problem }
    },
    [document, manifests, apply],
  )
}

/** Below the selected step, at its first free jack; without a selection below the step added last. */
export function nextPlace(document: Parameters<typeof freePort>[0], afterId: string | null): AddTarget {
  const led = new Set(document.edges.map(({ from }) => from))
  const wished = document.steps.find(({ id }) => id === afterId)
  const last = document.steps.findLast((step) => !led.has(step.id) && step.kind !== 'stop' && step.parent === undefined)
  const after = wished !== undefined && wished.kind !== 'stop' ? wished : (last ?? document.steps[0])
  const port = after === undefined ? null : freePort(document, after)
  return after === undefined || port === null ? { kind: 'start' } : { kind: 'after', stepId: after.id, port }
}
