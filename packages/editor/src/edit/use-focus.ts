import { type RefObject, useEffect, useRef, useState } from 'react'
import type { CanvasModel } from '../canvas-model.ts'

type Parts = { frame: RefObject<HTMLDivElement | null>; reveal: (id: string) => void; model: CanvasModel }

/** The focus on a step: at once, or as soon as it is drawn. */
export function useFocus({ frame, reveal, model }: Parts) {
  const wanted = useRef<string | null>(null)
  const [asked, setAsked] = useState(0)
  const now = (id: string) => {
    if (!focusNode(frame.current, id)) return false
    wanted.current = null
    reveal(id)
    return true
  }
  // React Flow draws a new step some frames after the document has it. What does not come is given up: until then
  // keys act on it.
  useEffect(() => {
    let tries = 0
    let frameId = 0
    const attempt = () => {
      if (wanted.current === null || now(wanted.current)) return
      if (++tries < 20) frameId = requestAnimationFrame(attempt)
      else wanted.current = null
    }
    attempt()
    return () => cancelAnimationFrame(frameId)
  }, [model, asked])
  return {
    now,
    later: (id: string) => {
      wanted.current = id
      // What was pasted is in the document by now.
      setAsked((times) => times + 1)
    },
    /** What is wanted has not got it yet. */
    isMoving: () => wanted.current !== null,
    /** Where the focus goes when steps are gone: to what led to the first of them. */
    neighbour: (ids: readonly string[]): string | null => {
      const gone = new Set(ids)
      const first = ids[0]
      const before = first === undefined ? [] : model.walk.into(first).map(({ from }) => from)
      const after = first === undefined ? [] : model.walk.outOf(first).map(({ to }) => to)
      const around = [...before, ...after, ...model.walk.order]
      return around.find((id) => !gone.has(id)) ?? null
    },
  }
}

/** Steps and notes, by React Flow's id. */
export function focusNode(frame: HTMLElement | null, nodeId: string): boolean {
  const node = frame?.querySelector(`.react-flow__node[data-id="${CSS.escape(nodeId)}"] :is([data-step], [data-note])`)
  if (!(node instanceof HTMLElement)) return false
  node.focus({ preventScroll: true })
  return true
}
