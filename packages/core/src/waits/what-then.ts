import type { FlowDocument, Step, TriggerStep } from '@patchbay/flow/document'
import type { NextStep } from './wait-models.ts'

type Following = Exclude<Step, TriggerStep>

const MOST = 5

/** The steps that follow when a run leaves a step by a port, in order, as far as they are certain: to the next choice. */
export function whatThen(document: FlowDocument, stepId: string, port: string): NextStep[] {
  const byId = new Map(document.steps.flatMap((step) => (step.kind === 'trigger' ? [] : [[step.id, step] as const])))
  const next = (from: string, by: string) =>
    document.edges.filter((edge) => edge.from === from && edge.port === by).flatMap(({ to }) => byId.get(to) ?? [])
  const found: Following[] = []
  let ahead = next(stepId, port)
  while (ahead.length > 0 && found.length < MOST) {
    const fresh = ahead.filter((step) => !found.includes(step))
    found.push(...fresh)
    ahead = fresh.flatMap((step) => (isChoice(step) ? [] : next(step.id, 'out')))
  }
  return found.slice(0, MOST).map((step) => ({
    name: step.name,
    kind: step.kind,
    connector: step.kind === 'action' || step.kind === 'event' ? step.connector : null,
  }))
}

const isChoice = ({ kind }: Following): boolean =>
  kind === 'branch' || kind === 'filter' || kind === 'approval' || kind === 'event'
