import type { Condition, Mapping } from '@patchbay/flow/mapping'
import { type ControlNode, ENGINE_VERSION, type Plan, type WorkNode } from '@patchbay/flow/plan'
import { vendorConnector } from './vendor.ts'

/** Bounds hangs only: no test may turn on how fast the machine is. */
const CALL_LIMIT_MS = 30_000

export type Node = { control: Omit<ControlNode, 'deps' | 'region' | 'catches'> & Partial<ControlNode>; work: WorkNode }

/** A plan of nodes one after another behind a trigger, unless a node says where it hangs. */
export function planOf(nodes: Node[]): Plan {
  const trigger: Node = {
    control: { id: 'start', kind: 'trigger', mode: 'segment' },
    work: { kind: 'trigger', name: 'Start', answer: null },
  }
  const all = [trigger, ...nodes]
  return {
    planVersion: 1,
    engineVersion: ENGINE_VERSION,
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
      timeoutMs: CALL_LIMIT_MS,
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
        timeoutMs: CALL_LIMIT_MS,
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

export const filterStep = (id: string, condition: Condition): Node => ({
  control: { id, kind: 'filter', mode: 'segment' },
  work: { kind: 'filter', name: id, condition },
})

export const waitStep = (id: string, ms: number): Node => ({
  control: { id, kind: 'wait', mode: 'segment' },
  work: { kind: 'wait', name: id, wait: { kind: 'duration', ms: { kind: 'constant', value: ms } } },
})

/** The same node, standing elsewhere than behind the one before it. */
export const placed = (node: Node, control: Partial<ControlNode>): Node => ({
  ...node,
  control: { ...node.control, ...control },
})

export const reference = (from: string, ...path: (string | number)[]): Mapping => ({
  kind: 'reference',
  ref: { from, path },
})

type LoopOptions = { list: Mapping; control?: Partial<ControlNode>; batchSize?: number; collect?: number }

export const loopStep = (id: string, { list, control, ...work }: LoopOptions): Node => ({
  control: {
    id,
    kind: 'loop',
    mode: 'segment',
    concurrency: 2,
    onItemError: 'stop',
    ...(work.collect === undefined ? {} : { collects: true }),
    ...control,
  },
  work: { kind: 'loop', name: id, list, ...work },
})

export const repeatStep = (
  id: string,
  of: { until: Condition; maxTimes: number; atLimit?: 'fail' | 'go_on' },
): Node => ({
  control: {
    id,
    kind: 'repeat',
    mode: 'segment',
    repeat: { maxTimes: of.maxTimes, atLimit: of.atLimit ?? 'fail', delayMs: 1 },
  },
  work: { kind: 'repeat', name: id, until: of.until },
})

export const scopeStep = (id: string, scope: NonNullable<ControlNode['scope']>): Node => ({
  control: { id, kind: 'scope', mode: 'segment', scope },
  work: { kind: 'scope', name: id },
})
