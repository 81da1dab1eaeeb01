import type { FlowDocument, Step } from '@patchbay/flow/document'

/** Only for tests: a tree with some joins and error paths; the same for the same seed. */
export function randomFlow(seed: number, size = (seed % 24) + 2): FlowDocument {
  let state = seed * 7919
  const next = (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648
    return Math.floor((state / 2147483648) * below)
  }
  const steps = Array.from(
    { length: size },
    (_, index): Step => ({
      id: `s${index}`,
      name: next(3) === 0 ? 'A sentence that is long enough to need a second line' : 'A step',
      position: { x: 0, y: 0 },
      ...(index === 0
        ? { kind: 'trigger', trigger: { type: 'manual', form: [] } }
        : { kind: 'action', connector: 'mail', action: 'send', connectionId: null, input: {} }),
    }),
  )
  const edges = steps.slice(1).flatMap((step, index) => {
    const from = `s${Math.max(0, index - next(4))}`
    const port = from !== 's0' && next(4) === 0 ? 'error' : 'out'
    const join =
      index > 3 && next(5) === 0 ? [{ id: `j${index}`, from: `s${next(index)}`, port: 'out', to: step.id }] : []
    return [{ id: `e${index}`, from, port, to: step.id }, ...join]
  })
  return { schemaVersion: 1, steps, edges, notes: [] }
}
