import { useEffect, useMemo, useRef } from 'react'
import { type CanvasModel, canvasModel } from '../canvas-model.ts'
import { useEditorScope } from '../editor-scope.tsx'

/** The picture of the draft; what a change did not touch is the same object as before. */
export function useModel(): CanvasModel {
  const { document, manifests, samples, flows } = useEditorScope()
  const before = useRef<CanvasModel | null>(null)
  const sample = samples.chosen?.label ?? null
  const model = useMemo(() => {
    const flowName = (id: string) => flows?.find((flow) => flow.id === id)?.name ?? null
    return canvasModel(document, manifests, { editing: true, sample, flowName, before: before.current })
  }, [document, manifests, sample, flows])
  useEffect(() => {
    before.current = model
  }, [model])
  return model
}
