export type FlowSize = 50 | 200

/** A flow of so many steps: rows of set steps between branches of three ways, as a large shop's flow would spread. */
export function largeFlow(size: FlowSize): Record<string, unknown> {
  const steps: Record<string, unknown>[] = [
    { ...base(0, 'trigger', 'When somebody starts it'), trigger: { type: 'manual', form: [] } },
  ]
  const edges: Record<string, unknown>[] = []
  const connect = (from: number, port: string, to: number) =>
    edges.push({ id: `e${edges.length}`, from: idOf(from), port, to: idOf(to) })
  for (let index = 1; index < size; index++) {
    const inRow = (index - 1) % 4
    if (inRow === 0) {
      steps.push({ ...base(index, 'branch', `Which way, after step ${index}?`), cases, otherwiseLabel: 'Otherwise' })
      connect(Math.max(0, index - 1), 'out', index)
    } else {
      steps.push({ ...base(index, 'set', `Note what step ${index} found`), fields: { value: constant(index) } })
      connect(index - inRow, ['a', 'b', 'otherwise'][inRow - 1] ?? 'otherwise', index)
    }
  }
  return { schemaVersion: 1, steps, edges, notes: [] }
}

const idOf = (index: number) => `s${index}`
const constant = (value: unknown) => ({ kind: 'constant', value })
const base = (index: number, kind: string, name: string) => ({ id: idOf(index), kind, name, position: { x: 0, y: 0 } })
const condition = { kind: 'compare', left: constant(1), operator: 'equals', right: constant(1) }
const cases = [
  { id: 'a', label: 'First', condition },
  { id: 'b', label: 'Second', condition },
]
