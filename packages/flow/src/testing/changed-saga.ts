import { compile } from '../compile.ts'
import type { FlowDocument, Step } from '../document.ts'
import { apply, type Operation } from '../operations/operation.ts'
import { sampleConnections, sampleManifests } from '../samples/manifests.ts'
import { sagaFlows, sagaJourney } from '../samples/saga-journey.ts'
import { structureProblems } from '../structure.ts'
import { type ValidateOptions, validate } from '../validate.ts'

/** The second sample with one thing changed, for tests of what that is called. */
export const options: ValidateOptions = {
  manifests: sampleManifests,
  connections: sampleConnections,
  flows: sagaFlows,
  flowId: 'saga',
}

export const order = { key: null, queue: null, whenOpen: 'queue', olderVersion: 'skip' } as const
export const fixed = (value: string | number) => ({ kind: 'constant', value }) as const
export const from = (step: string, ...path: string[]) => ({ kind: 'reference', ref: { from: step, path } }) as const
export const rule = (...path: [string, string]) =>
  ({ kind: 'compare', left: from(...path), operator: 'is_not_empty' }) as const

export function changed(id: string, settings: object): FlowDocument {
  const steps = sagaJourney.steps.map((step): Step => (step.id === id ? { ...step, ...settings } : step))
  return { ...sagaJourney, steps }
}

export function runs(rules: object): FlowDocument {
  return changed('order', { runs: rules })
}

export function started(trigger: object, key: object | null): FlowDocument {
  return changed('order', { trigger, runs: { order: { ...order, key } } })
}

export function call(...names: string[]) {
  const input = names.map((name) => ({ name, label: name, type: 'text' as const, required: true }))
  return { type: 'call' as const, input, output: [] }
}

export function connect(start: string, port: string, to: string): Operation {
  return { kind: 'connect', edge: { id: 'x', from: start, port, to } }
}

export function withError(document: FlowDocument): FlowDocument {
  return { ...document, edges: [...document.edges, { id: 'x', from: 'charge', port: 'error', to: 'parcels' }] }
}

export function codesOf(operation: Operation): string[] {
  if (operation.kind !== 'connect') return []
  return structureProblems({ ...sagaJourney, edges: [...sagaJourney.edges, operation.edge] }).map(({ code }) => code)
}

export function mustApply(operation: Operation): FlowDocument {
  const applied = apply(sagaJourney, operation)
  if (!applied.ok) throw new Error(applied.error.message)
  return applied.value
}

export function mustCompile(document: FlowDocument) {
  const compiled = compile(document, options)
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join(' '))
  return compiled.value
}

export const errorsOf = (document: FlowDocument) =>
  validate(document, options).filter(({ severity }) => severity === 'error')
