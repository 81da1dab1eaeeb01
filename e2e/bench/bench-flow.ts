const step = (id: string, kind: string, name: string) => ({ id, kind, name, position: { x: 0, y: 0 } })
const constant = (value: unknown) => ({ kind: 'constant', value })
const ref = (from: string, ...path: string[]) => ({ kind: 'reference', ref: { from, path } })

/** Steps that a run of the flow goes through, the trigger not counted. */
export const STEPS_A_RUN = 5
export const CALLS_A_RUN = 2

/** Webhook → set → if → two HTTP calls → answer. `answers`: the caller waits for the flow's answer. `path`: before the calls' own. */
export function benchFlow(http: string, { answers, path = '' }: { answers: boolean; path?: string }): object {
  const read = (id: string) => ({
    ...step(id, 'action', `Read ${id}`),
    connector: 'http',
    action: 'read',
    connectionId: http,
    input: { url: constant(`${path}/${id}`), query: { kind: 'object', fields: { order: ref('prepare', 'order') } } },
  })
  return {
    schemaVersion: 1,
    notes: [],
    steps: [
      {
        ...step('call', 'trigger', 'When the address is called'),
        trigger: {
          type: 'webhook',
          auth: { kind: 'none' },
          answer: answers ? { kind: 'flow', deadlineMs: 30_000 } : { kind: 'now' },
        },
      },
      {
        ...step('prepare', 'set', 'Take what is needed'),
        fields: { order: ref('call', 'body', 'order'), total: ref('call', 'body', 'total') },
      },
      {
        ...step('size', 'branch', 'Is it a large order?'),
        cases: [
          {
            id: 'large',
            label: 'Large',
            condition: { kind: 'compare', left: ref('prepare', 'total'), operator: 'greater', right: constant(100) },
          },
        ],
        otherwiseLabel: 'Small',
      },
      read('stock'),
      read('price'),
      {
        ...step('done', 'answer', 'Answer'),
        status: constant(200),
        body: { kind: 'object', fields: { order: ref('prepare', 'order') } },
      },
    ],
    edges: [
      ['call', 'out', 'prepare'],
      ['prepare', 'out', 'size'],
      ['size', 'large', 'stock'],
      ['stock', 'out', 'price'],
      ['price', 'out', 'done'],
    ].map(([from, port, to]) => ({ id: `${from}_${to}`, from, port, to })),
  }
}

export const benchBody = (index: number) => ({ order: `#${index}`, total: 250, note: 'As much as a small order has.' })
