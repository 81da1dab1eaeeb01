import { useMemo } from 'react'
import { cableEnds, type Ends } from '../cable-ends.ts'
import type { CanvasModel } from '../canvas-model.ts'
import { useStable } from '../canvas-parts.tsx'
import type { AddTarget, Colleague, DiffMarks } from '../contract.ts'
import { useEditorScope } from '../editor-scope.tsx'
import type { EditCableEdge } from './edit-cable.tsx'
import { type EditFlowNode, editEdges, editNodes } from './edit-nodes.ts'
import { marksOf } from './node-marks.ts'
import type { Wire, Wiring } from './use-wiring.ts'

type Parts = {
  model: CanvasModel
  choice: { all: ReadonlySet<string>; edge: string | null }
  wiring: Wiring
  hoveredEdge: string | null
  /** Where what is dragged from the palette would go. */
  aim: AddTarget | null
  tabId: string | null
  colleagues?: readonly Colleague[]
  untested?: ReadonlySet<string>
  diff?: DiffMarks
}

const nobody: readonly Colleague[] = []
const nothing: ReadonlySet<string> = new Set()
const noDiff: DiffMarks = {}

type Picture = { nodes: EditFlowNode[]; edges: EditCableEdge[]; pulled: { ends: Ends; port: string } | null }

/** Nodes and cables for React Flow: of the draft, with all that is known beside it. */
export function usePicture(parts: Parts): Picture {
  const {
    model,
    choice,
    wiring,
    hoveredEdge,
    aim,
    tabId,
    colleagues = nobody,
    untested = nothing,
    diff = noDiff,
  } = parts
  const { document, problems, mayEdit } = useEditorScope()
  const { wire } = wiring
  const aimedId = wire?.to ?? aimedStep(aim)
  const refusals = useMemo(() => (wire === null ? null : withoutStart(wire)), [wire])
  const marks = useMemo(
    () => marksOf({ editing: mayEdit, problems, untested, colleagues, diff, refusals, aimedId }),
    [mayEdit, problems, untested, colleagues, diff, refusals, aimedId],
  )
  const { notes } = document
  const nodes = useStable<EditFlowNode>(
    (before) => editNodes({ model, notes, selection: choice.all, tabId, marks, editing: mayEdit }, before),
    [model, notes, choice.all, tabId, marks, mayEdit],
  )
  const pulled = wire?.byHand === true ? model.cables.find(({ id }) => id === wire.start.edgeId) : undefined
  const ends = pulled === undefined ? null : cableEnds(pulled, model, undefined)
  const aimedEdge = aim?.kind === 'edge' ? aim.edgeId : aim?.kind === 'before' ? `fork:${aim.stepId}` : null
  const chosen = { selectedId: choice.edge, hoveredId: hoveredEdge, aimedId: aimedEdge, pulledId: pulled?.id ?? null }
  const edges = useStable<EditCableEdge>(
    (before) => editEdges({ ...chosen, model, editing: mayEdit }, before),
    [model, mayEdit, ...Object.values(chosen)],
  )
  return { nodes, edges, pulled: ends === null || pulled === undefined ? null : { ends, port: pulled.port } }
}

/** The step it comes from is not told that it cannot lead to itself. */
function withoutStart({ refusals, start }: Wire): ReadonlyMap<string, string> {
  return new Map([...refusals].filter(([id]) => id !== start.stepId))
}

function aimedStep(aim: AddTarget | null): string | null {
  if (aim?.kind === 'after') return aim.stepId
  return aim?.kind === 'inside' ? aim.containerId : null
}
