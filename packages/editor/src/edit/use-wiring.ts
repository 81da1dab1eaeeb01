import { portsOf } from '@patchbay/flow/ports'
import { useState } from 'react'
import { nextStep } from '../canvas-keys.ts'
import type { CanvasModel } from '../canvas-model.ts'
import { useEditorScope } from '../editor-scope.tsx'
import { type CableStart, freePort, refusals } from './connect-rules.ts'
import type { EditActions, Say } from './use-edit-actions.ts'

/** A cable on its way, by pointer or by keys. */
export type Wire = {
  start: CableStart
  refusals: ReadonlyMap<string, string>
  /** By keys: the step it would end at. */
  to: string | null
  byKeys: boolean
  /** Pulled out of the jack it was in. */
  byHand: boolean
}

export type Wiring = {
  wire: Wire | null
  /** By keys, from a step's first free jack. */
  begin: (stepId: string) => void
  /** By pointer. */
  take: (start: CableStart, byHand?: boolean) => void
  end: () => void
  onKey: (event: { key: string }) => boolean
}

/** C, then arrows among the steps it can end at, Enter; C again takes the step's next jack. */
export function useWiring(model: CanvasModel, actions: EditActions, say: Say): Wiring {
  const { document } = useEditorScope()
  const [wire, setWire] = useState<Wire | null>(null)
  const start = (from: CableStart) => {
    const refused = refusals(document, from)
    const open = model.walk.order.filter((id) => !refused.has(id))
    const to = nearest(model, from.stepId, open) ?? null
    setWire({ start: from, refusals: refused, to, byKeys: true, byHand: false })
    say.done(to === null ? `Nothing can follow ${nameOf(model, from.stepId)}` : aimWords(model, from, to))
  }
  const begin = (stepId: string) => {
    const step = model.byId.get(stepId)?.step
    const port = step === undefined ? null : freePort(document, step)
    if (port === null) say.problem('Nothing comes after a stop: it ends the run.')
    else start({ stepId, port })
  }
  const onKey = (event: { key: string }): boolean => {
    if (wire === null || !wire.byKeys) return false
    if (event.key === 'Escape') {
      setWire(null)
      say.done('No cable drawn')
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (wire.to !== null) actions.connect(wire.start, wire.to)
      setWire(null)
    } else if (event.key === 'c' || event.key === 'C') start({ ...wire.start, port: nextPort(model, wire.start) })
    else {
      const to = aimed(model, wire, event.key)
      if (to === null) return event.key.startsWith('Arrow')
      setWire({ ...wire, to })
      say.done(aimWords(model, wire.start, to))
    }
    return true
  }
  return {
    wire,
    begin,
    take: (from, byHand = false) =>
      setWire({ start: from, refusals: refusals(document, from), to: null, byKeys: false, byHand }),
    end: () => setWire(null),
    onKey,
  }
}

/** Along the cables as far as they lead to a step that can take it; else by where the steps stand. */
function aimed(model: CanvasModel, { to, start, refusals }: Wire, key: string): string | null {
  const from = to ?? start.stepId
  const along = nextStep(model.walk, from, key)
  if (along !== null && !refusals.has(along)) return along
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key]
  const here = model.byId.get(from)
  if (way === undefined || here === undefined) return null
  const [dx = 0, dy = 0] = way
  const found = model.steps.flatMap((view) => {
    if (refusals.has(view.id) || view.id === from) return []
    const x = view.at.x + view.box.width / 2 - here.at.x - here.box.width / 2
    const y = view.at.y - here.at.y
    const ahead = x * dx + y * dy
    const aside = Math.abs(x * dy) + Math.abs(y * dx)
    return ahead > 4 ? [{ id: view.id, far: ahead + aside * 2 }] : []
  })
  return found.toSorted((a, b) => a.far - b.far)[0]?.id ?? null
}

function nearest(model: CanvasModel, from: string, open: readonly string[]): string | undefined {
  const here = model.byId.get(from)
  if (here === undefined) return open[0]
  const far = (id: string) => {
    const view = model.byId.get(id)
    if (view === undefined) return Number.MAX_VALUE
    const down = view.at.y - here.at.y
    return Math.abs(view.at.x - here.at.x) + (down < 0 ? -down * 3 : down)
  }
  return [...open].sort((a, b) => far(a) - far(b))[0]
}

function nextPort(model: CanvasModel, { stepId, port }: CableStart): string {
  const step = model.byId.get(stepId)?.step
  const ports = step === undefined ? [] : portsOf(step).map(({ id }) => id)
  return ports[(ports.indexOf(port) + 1) % Math.max(1, ports.length)] ?? port
}

const nameOf = (model: CanvasModel, id: string) => model.byId.get(id)?.step.name ?? id

function aimWords(model: CanvasModel, { stepId, port }: CableStart, to: string): string {
  const step = model.byId.get(stepId)?.step
  const ports = step === undefined ? [] : portsOf(step)
  const way = ports.length > 1 ? `, “${ports.find(({ id }) => id === port)?.label ?? port}”,` : ''
  return `Cable from ${nameOf(model, stepId)}${way} to ${model.byId.get(to)?.name ?? to}. Enter connects, arrows choose another, C another jack.`
}
