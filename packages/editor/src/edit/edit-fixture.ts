import type { FlowDocument } from '@patchbay/flow/document'
import { apply, invert, type Operation } from '@patchbay/flow/operations'
import { canvasModel } from '../canvas-model.ts'
import type { StepDraft } from '../contract.ts'
import { sampleManifests } from '../sample-flow.ts'

/** Only for tests. */
export const emptyFlow: FlowDocument = { schemaVersion: 1, steps: [], edges: [], notes: [] }

export const mail: StepDraft = {
  wish: 'sendMail',
  step: { kind: 'action', name: 'Send an e-mail', connector: 'mail', action: 'send', connectionId: null, input: {} },
}
export const stop: StepDraft = { wish: 'end', step: { kind: 'stop', name: 'Stop here', outcome: 'succeeded' } }
export const start: StepDraft = {
  wish: 'form',
  step: { kind: 'trigger', name: 'When somebody starts it', trigger: { type: 'manual', form: [] } },
}

/** The flow after the operation; undoing it must lead back. */
export function done(document: FlowDocument, operation: Operation): FlowDocument {
  const applied = apply(document, operation)
  if (!applied.ok) throw new Error(applied.error.message)
  const undone = apply(applied.value, invert(document, operation))
  if (!undone.ok || JSON.stringify(undone.value) !== JSON.stringify(document)) throw new Error('undo leads elsewhere')
  return applied.value
}

/** The same flow with its places written down, as after the first move by hand. */
export function placed(document: FlowDocument): FlowDocument {
  const { byId } = canvasModel(document, sampleManifests)
  const steps = document.steps.map((step) => {
    const { x, y } = byId.get(step.id)?.box ?? { x: 0, y: 0 }
    return { ...step, position: step.parent === undefined ? { x: x + 20, y: y + 20 } : { x, y } }
  })
  return { ...document, steps }
}

export const edgesOf = ({ edges }: FlowDocument): string[] => edges.map(({ from, port, to }) => `${from}.${port}>${to}`)

/** Pairs of steps that stand on each other. */
export function overlaps(document: FlowDocument): string[] {
  const { steps } = canvasModel(document, sampleManifests)
  return steps.flatMap((a) =>
    steps.flatMap((b) => {
      const touch =
        a.box.x < b.box.x + b.box.width &&
        b.box.x < a.box.x + a.box.width &&
        a.box.y < b.box.y + b.box.height &&
        b.box.y < a.box.y + a.box.height
      return a.id < b.id && a.parent === b.parent && touch ? [`${a.id} on ${b.id}`] : []
    }),
  )
}
