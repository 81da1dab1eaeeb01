import { z } from 'zod'
import { codedError } from './coded-error.ts'
import type { Connector } from './connector-value.ts'
import type { CallContext } from './context.ts'
import { createCall } from './create-call.ts'
import { ConnectorError } from './errors.ts'
import type { Json } from './manifest.ts'
import { type EventItem, toEventItem } from './to-event-item.ts'

export type PollRequest = CallContext & { since: string | null; cursor: string | null; params: Record<string, Json> }

/** One page of new items. The caller keeps `since`, `cursor` and what it has seen. Throws `ConnectorError` only. */
export async function runPoll(
  connector: Connector,
  triggerName: string,
  request: PollRequest,
): Promise<{ items: EventItem[]; cursor: string | null }> {
  const trigger = connector.triggers[triggerName]
  if (trigger?.kind !== 'poll')
    throw new ConnectorError('invalid_input', `${connector.manifest.title} has no polled trigger "${triggerName}"`)
  const { spec } = trigger
  const { since, cursor, params, ...context } = request
  try {
    const call = createCall(connector, context, { readOnly: true, keyHeader: null })
    const page = await spec.run({ ...call, since, cursor, params: z.object(spec.params ?? {}).parse(params) })
    const items = page.items.map((raw) => toEventItem(spec, spec.output.parse(raw), null))
    return { items, cursor: page.cursor }
  } catch (error) {
    throw codedError(error, { secrets: Object.values(context.credentials), writes: false })
  }
}
