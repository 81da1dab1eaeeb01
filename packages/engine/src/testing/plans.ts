import type { Mapping } from '@patchbay/flow/mapping'
import type { ControlNode, Plan, WorkNode } from '@patchbay/flow/plan'
import { vendorConnector } from './vendor.ts'

type Node = { control: Omit<ControlNode, 'deps' | 'region' | 'catches'> & Partial<ControlNode>; work: WorkNode }

/** A plan of nodes one after another behind a trigger, unless a node says where it hangs. */
export function planOf(nodes: Node[]): Plan {
  const trigger: Node = {
    control: { id: 'start', kind: 'trigger', mode: 'segment' },
    work: { kind: 'trigger', name: 'Start', answer: null },
  }
  const all = [trigger, ...nodes]
  return {
    planVersion: 1,
    engineVersion: 1,
    expressionVersion: 1,
    control: all.map(({ control }, index) => ({
      region: null,
      catches: false,
      deps: index === 0 ? [] : [{ node: index - 1, port: 'out' }],
      ...control,
    })),
    work: all.map(({ work }) => work),
  }
}

export const constant = (value: string): Mapping => ({ kind: 'constant', value })

type ActionOptions = {
  connectionId: string
  control?: Partial<ControlNode>
  work?: Partial<Extract<WorkNode, { kind: 'action' }>>
}

export function action(
  id: string,
  name: keyof (typeof vendorConnector)['manifest']['actions'] & string,
  options: ActionOptions,
): Node {
  const manifest = vendorConnector.manifest.actions[name]
  if (!manifest) throw new Error(`no action ${name}`)
  return {
    control: {
      id,
      kind: 'action',
      mode: manifest.idempotency.kind === 'none' ? 'activity' : 'segment',
      timeoutMs: 1_000,
      ...options.control,
    },
    work: {
      kind: 'action',
      name: id,
      connector: 'vendor',
      action: name,
      connectionId: options.connectionId,
      fields: name === 'read' ? [] : [{ name: 'text', label: 'Text', required: true, mapping: constant(id) }],
      effect: manifest.effect,
      idempotency: manifest.idempotency,
      policy: {
        maxAttempts: 4,
        initialDelayMs: 10,
        backoff: 2,
        maxDelayMs: 1_000,
        retryOn: ['rate_limited', 'upstream', 'unknown_outcome'],
        timeoutMs: 1_000,
      },
      onUnknown: manifest.onUnknown,
      onAuthFailure: 'wait',
      ...options.work,
    },
  }
}

export const setStep = (id: string, mapping: Mapping): Node => ({
  control: { id, kind: 'set', mode: 'segment' },
  work: { kind: 'set', name: id, fields: [{ name: 'value', label: 'Value', required: true, mapping }] },
})

export const waitStep = (id: string, ms: number): Node => ({
  control: { id, kind: 'wait', mode: 'segment' },
  work: { kind: 'wait', name: id, wait: { kind: 'duration', ms: { kind: 'constant', value: ms } } },
})
