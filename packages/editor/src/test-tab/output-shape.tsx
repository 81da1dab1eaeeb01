'use client'

import type { Step } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import { givesOutput } from '@patchbay/flow/ports'
import { sampleSchema } from '@patchbay/flow/sample-schema'
import { Button } from '@patchbay/ui/button'
import { useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { ShapeDialog } from './shape-dialog.tsx'

/**
 * What a step is known to give: as its app says, learnt from what was seen, or edited. Mappings are checked by it, and
 * later steps offer its values even where there is no sample.
 */
export function OutputShape({ step, answer }: { step: Step; answer: Json | null }) {
  const { samples, apply, mayEdit } = useEditorScope()
  const [editing, setEditing] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  if (!givesOutput(step)) return null
  const seen = samples.recent.flatMap(({ outputs }) => {
    const output = outputs[step.id]
    return output === undefined ? [] : [output]
  })
  const values = answer === null ? seen : [answer, ...seen]
  const isOwn = step.outputSchema !== undefined
  const set = (outputSchema: ReturnType<typeof sampleSchema> | null) => {
    const problem = apply({ kind: 'setOutputSchema', stepId: step.id, outputSchema })
    setRefusal(problem?.message ?? null)
    return problem === null
  }
  return (
    <div className="flex flex-wrap items-center gap-x-1 border-line border-t px-4 py-1 text-small">
      <span className="min-w-0 flex-1 text-ink-2">
        {isOwn ? 'Its values are known by a shape of this flow’s own.' : 'Its values are known as its app says.'}
        {refusal === null ? null : <span className="block text-bad">{refusal}</span>}
      </span>
      {mayEdit ? (
        <>
          {values.length === 0 ? null : (
            <Button variant="quiet" size="sm" onClick={() => set(sampleSchema(values))}>
              {isOwn ? 'Learn again' : `Learn from ${values.length === 1 ? 'this' : `${values.length} samples`}`}
            </Button>
          )}
          <Button variant="quiet" size="sm" onClick={() => setEditing(true)}>
            Edit…
          </Button>
          {isOwn ? (
            <Button variant="quiet" size="sm" onClick={() => set(null)}>
              Forget
            </Button>
          ) : null}
        </>
      ) : null}
      {editing ? (
        <ShapeDialog
          shape={step.outputSchema ?? (values.length === 0 ? { type: 'object' } : sampleSchema(values))}
          onSave={set}
          onClose={() => setEditing(false)}
        />
      ) : null}
    </div>
  )
}
