import type { TriggerStep } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import { outputSchema } from '@patchbay/flow/output-schema'
import { connectorManifests, manifestOf } from '../connectors/manifests.ts'
import { exampleOf } from './example-of.ts'

/** A made-up event of a trigger, for a flow that has seen none. */
export function exampleSample(trigger: TriggerStep, now: Date): { label: string; item: Json } {
  if (trigger.trigger.type === 'schedule') return { label: 'The next tick', item: { scheduledFor: now.toISOString() } }
  const schema = outputSchema({ step: trigger, as: 'output' }, { manifests: connectorManifests }, () => null)
  const item = schema === null ? {} : exampleOf(schema, now)
  return { label: labelOf(trigger), item }
}

function labelOf({ trigger }: TriggerStep): string {
  if (trigger.type === 'webhook') return 'Example call'
  if (trigger.type !== 'event') return 'Example'
  const title = manifestOf(trigger.connector)?.triggers[trigger.event]?.title ?? 'event'
  return `Example: ${title.charAt(0).toLowerCase()}${title.slice(1)}`
}
