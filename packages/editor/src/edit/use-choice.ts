import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { CanvasModel } from '../canvas-model.ts'
import { noteIdOf, noteNodeId } from './edit-nodes.ts'

/** What is chosen: steps by the page, notes and a cable by the canvas itself. */
export function useChoice(model: CanvasModel, chosen: readonly string[], onSelection: (ids: string[]) => void) {
  const [notes, setNotes] = useState<readonly string[]>([])
  const [edge, setEdge] = useState<string | null>(null)
  const steps = useMemo(() => chosen.filter((id) => model.byId.has(id)), [chosen, model])
  const latest = useRef({ steps, notes, onSelection })
  useEffect(() => {
    latest.current = { steps, notes, onSelection }
  }, [steps, notes, onSelection])
  const onSelected = useCallback((changes: readonly { id: string; selected: boolean }[]) => {
    const before = latest.current
    const known = new Set([...before.steps, ...before.notes.map(noteNodeId)])
    const now = new Set(known)
    for (const { id, selected } of changes) if (selected) now.add(id)
    for (const { id, selected } of changes) if (!selected) now.delete(id)
    if (now.size === known.size && [...now].every((id) => known.has(id))) return
    const nextNotes = [...now].flatMap((id) => noteIdOf(id) ?? [])
    const nextSteps = [...now].filter((id) => noteIdOf(id) === null)
    latest.current = { ...before, steps: nextSteps, notes: nextNotes }
    setNotes(nextNotes)
    setEdge(null)
    before.onSelection(nextSteps)
  }, [])
  const choose = useCallback((ids: readonly string[], noteIds: readonly string[] = []) => {
    latest.current = { ...latest.current, steps: [...ids], notes: [...noteIds] }
    setNotes([...noteIds])
    setEdge(null)
    latest.current.onSelection([...ids])
  }, [])
  const chooseEdge = useCallback((edgeId: string) => {
    latest.current = { ...latest.current, steps: [], notes: [] }
    setNotes([])
    setEdge(edgeId)
    latest.current.onSelection([])
  }, [])
  const all = useMemo(() => new Set([...steps, ...notes.map(noteNodeId)]), [steps, notes])
  return { steps, notes, edge, all, onSelected, choose, chooseEdge }
}
