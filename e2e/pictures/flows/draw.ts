/** Short words for a flow in the document's own language. Positions stay 0: the canvas lays such a flow out. */

export type Value = { kind: string } & Record<string, unknown>
export type Step = { id: string; kind: string; name: string; parent?: string; lane?: string } & Record<string, unknown>
export type FlowDraft = Record<string, unknown>

export const constant = (value: unknown): Value => ({ kind: 'constant', value })

/** `ref('order.customer.email')`: a step's id and the path into what it gives. */
export function ref(path: string): Value {
  const [from = '', ...rest] = path.split('.')
  return { kind: 'reference', ref: { from, path: rest } }
}

/** Left out where there is nothing. */
export const maybe = (path: string): Value => ({ ...ref(path), ifMissing: { kind: 'omit' } })
/** The step stops where there is nothing. */
export const must = (path: string): Value => ({ ...ref(path), ifMissing: { kind: 'error' } })
export const expression = (source: string): Value => ({ kind: 'expression', source })
export const object = (fields: Record<string, Value>): Value => ({ kind: 'object', fields })
export const list = (of: string, each: Value): Value => ({ kind: 'list', of: ref(of), each })

/** `words('Order {order.name} is on its way')` */
export function words(text: string): Value {
  const parts = text.split(/\{([\w.]+)\}/).map((part, index) => {
    if (index % 2 === 0) return { text: part }
    const [from = '', ...path] = part.split('.')
    return { ref: { from, path }, ifMissing: { kind: 'value', value: '' } }
  })
  return { kind: 'template', parts: parts.filter((part) => part.text !== '') }
}

export const compare = (path: string, operator: string, value?: unknown) => ({
  kind: 'compare',
  left: maybe(path),
  operator,
  ...(value === undefined ? {} : { right: constant(value) }),
})

export const step = (id: string, kind: string, name: string, rest: Record<string, unknown> = {}): Step => ({
  id,
  kind,
  name,
  position: { x: 0, y: 0 },
  ...rest,
})

/** The same steps inside a container, or in a lane of a scope. */
export const inside = (parent: string, steps: readonly Step[], lane?: 'catch' | 'finally'): Step[] =>
  steps.map((each) => ({ ...each, parent: each.parent ?? parent, ...(lane === undefined ? {} : { lane }) }))

/** Cables as `'order > check.paid > ship'`: the port stands after the dot, `out` where there is none. */
export function flow(steps: readonly Step[], ...cables: string[]): FlowDraft {
  return { schemaVersion: 1, steps, edges: cables.flatMap(cablesOf), notes: [] }
}

function cablesOf(chain: string): object[] {
  const places = chain.split('>').map((place) => place.trim())
  return places.slice(1).map((place, index) => {
    const [from = '', port = 'out'] = (places[index] ?? '').split('.')
    const to = place.split('.')[0] ?? ''
    return { id: `${from}_${port}_${to}`, from, port, to }
  })
}
