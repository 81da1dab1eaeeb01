import type { ActionStep, BranchCase, Edge, Step, StopStep } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import type { CompareOperator, Condition, Mapping, TemplatePart } from '@patchbay/flow/mapping'

/** Short words for writing a flow document by hand. Positions stay 0: the canvas lays the flow out. */

const position = { x: 0, y: 0 }

export const constant = (value: Json): Mapping => ({ kind: 'constant', value })

/** `ref('order.customer.email')`: a step's id and the path into its output. */
export function ref(path: string): Mapping & { kind: 'reference' } {
  const [from = '', ...rest] = path.split('.')
  return { kind: 'reference', ref: { from, path: rest } }
}

/** Left out where there is nothing. */
export const maybe = (path: string): Mapping => ({ ...ref(path), ifMissing: { kind: 'omit' } })

/** The step stops where there is nothing, and says so. */
export const must = (path: string): Mapping => ({ ...ref(path), ifMissing: { kind: 'error' } })

export const expression = (source: string): Mapping => ({ kind: 'expression', source })

export const object = (fields: Record<string, Mapping>): Mapping => ({ kind: 'object', fields })

/** `template('Order {order.name} is on its way')` */
export function template(text: string): Mapping {
  const parts = text.split(/\{([\w.]+)\}/).map((part, index): TemplatePart => {
    if (index % 2 === 0) return { text: part }
    return { ref: ref(part).ref, ifMissing: { kind: 'value', value: '' } }
  })
  return { kind: 'template', parts: parts.filter((part) => !('text' in part) || part.text !== '') }
}

export const compare = (path: string, operator: CompareOperator, value?: Json): Condition => ({
  kind: 'compare',
  left: maybe(path),
  operator,
  ...(value === undefined ? {} : { right: constant(value) }),
})

export type ActionOptions = Pick<ActionStep, 'connector' | 'action' | 'connectionId' | 'input' | 'onUnknown'>

export const action = (id: string, name: string, options: ActionOptions): ActionStep => ({
  id,
  kind: 'action',
  name,
  position,
  ...options,
})

export const branch = (id: string, name: string, ways: { cases: BranchCase[]; otherwiseLabel: string }): Step => ({
  id,
  kind: 'branch',
  name,
  position,
  ...ways,
})

export const stop = (id: string, name: string, end: { outcome: StopStep['outcome']; message: Mapping }): Step => ({
  id,
  kind: 'stop',
  name,
  position,
  ...end,
})

/** `edges('a > b > c', 'a.error > d')`: the port stands after the dot, `out` where there is none. */
export function edges(...chains: string[]): Edge[] {
  return chains.flatMap((chain) => {
    const places = chain.split('>').map((place) => place.trim())
    return places.slice(1).map((to, index): Edge => {
      const [from = '', port = 'out'] = (places[index] ?? '').split('.')
      const target = to.split('.')[0] ?? to
      return { id: `${from}_${port}_${target}`, from, port, to: target }
    })
  })
}
