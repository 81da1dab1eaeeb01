import { useEffect, useMemo, useRef } from 'react'
import { type CanvasModel, canvasModel } from '../canvas-model.ts'
import { useEditorScope } from '../editor-scope.tsx'

/** The picture of the draft; what a change did not touch is the same object as before. */
export function useModel(): CanvasModel {
  const { document, manifests, samples } = useEditorScope()
  const before = useRef<CanvasModel | null>(null)
  const sample = samples.chosen?.label ?? null
  const model = useMemo(
    () => canvasModel(document, manifests, { editing: true, sample, before: before.current }),
    [document, manifests, sample],
  )
  useEffect(() => {
    before.current = model
  }, [model])
  return model
}
