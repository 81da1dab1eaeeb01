import { ConnectorError, parseEvent } from '@patchbay/connector-sdk'
import { EventNotRead } from '@patchbay/core/inbox/event-not-read'
import type { DeliveryToParse, ParseDelivery } from '@patchbay/core/inbox/expand-delivery'
import type { Item } from '@patchbay/core/inbox/item'
import type { WebhookTriggerEvent } from '@patchbay/core/inbox/webhook-event'
import { runOrderOf } from '@patchbay/core/queue/run-order'
import type { Gather } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import { evaluateMapping } from '@patchbay/mapping/evaluate'
import type { ActivityDependencies } from './activities/dependencies.ts'

type ParseDependencies = Pick<ActivityDependencies, 'loadConnector' | 'expressions'>

/** Reads deliveries: vendor events by their connector, everything else as the JSON it is. */
export function createParseDelivery(deps: ParseDependencies): ParseDelivery {
  return async (delivery) => {
    if (!delivery.verified) {
      return {
        ok: false,
        code: 'unverified',
        message: 'The signature of this event could not be checked, so nothing was run.',
      }
    }
    try {
      const read = await readItems(deps, delivery)
      return read.ok ? await keyItems(deps, delivery, read.items) : read
    } catch (error) {
      if (error instanceof ConnectorError) return { ok: false, code: error.code, message: error.message }
      if (error instanceof SyntaxError)
        return { ok: false, code: 'invalid_json', message: `The body is not JSON: ${error.message}` }
      throw error
    }
  }
}

type Parsed = Awaited<ReturnType<ParseDelivery>>

async function readItems(deps: ParseDependencies, delivery: DeliveryToParse): Promise<Parsed> {
  const { trigger, topic, headers } = delivery
  if (trigger.type === 'event') {
    const connector = await deps.loadConnector(trigger.connector)
    if (!connector) {
      const message = `The connector “${trigger.connector}” is not installed here.`
      return { ok: false, code: 'no_connector', message }
    }
    const items = readEvent(connector, trigger.event, { topic, headers, body: delivery.body })
    return { ok: true, items: items.map((item) => ({ ...item, output: asJson(item.output) })) }
  }
  const body = readJson(delivery.body)
  const item: Item = { output: body, key: null, subject: null, occurredAt: null }
  if (trigger.type !== 'webhook') return { ok: true, items: [item] }
  const event: WebhookTriggerEvent = { body, headers }
  const output = asJson(event)
  const subject = trigger.subject && (await keyOf(deps, delivery, { mapping: trigger.subject, output }))
  // A subject is a label: a body without it still runs.
  return { ok: true, items: [{ ...item, output, subject: subject?.ok ? subject.key : null }] }
}

function readEvent(...[connector, trigger, event]: Parameters<typeof parseEvent>) {
  try {
    return parseEvent(connector, trigger, event).items
  } catch (error) {
    throw error instanceof ConnectorError ? error : new EventNotRead(error)
  }
}

/**
 * By which runs go in order, and by which events are gathered. An item without the value goes in no order; one whose key
 * cannot be worked out is not run at all, since nobody knows what it would overtake.
 */
async function keyItems(deps: ParseDependencies, delivery: DeliveryToParse, items: Item[]): Promise<Parsed> {
  const { runs } = delivery
  const order = runOrderOf(delivery.trigger, runs)
  const keyed: Item[] = []
  for (const item of items) {
    const entity = item.entity ?? null
    const of = async (mapping: Mapping | null): Promise<Key> =>
      mapping === null ? { ok: true, key: entity } : keyOf(deps, delivery, { mapping, output: item.output })
    const orderKey = order === null ? NO_KEY : await of(order.key)
    const gatherKey =
      runs?.gather === undefined ? NO_KEY : (gatherAll(runs.gather, item) ?? (await of(runs.gather.key)))
    if (!orderKey.ok) return refused('order', orderKey.message)
    if (!gatherKey.ok) return refused('gather', gatherKey.message)
    keyed.push({ ...item, orderKey: orderKey.key, gatherKey: gatherKey.key })
  }
  return { ok: true, items: keyed }
}

/** Without a key a batch takes all events, and so does a debounce of events that tell of nothing in particular. */
const gatherAll = (gather: Gather, item: Item): Key | null =>
  gather.key === null && (gather.kind === 'batch' || (item.entity ?? null) === null) ? { ok: true, key: 'all' } : null

const refused = (what: 'order' | 'gather', message: string): Parsed => ({
  ok: false,
  code: `${what}_key`,
  message: `The key by which this flow ${what === 'order' ? 'puts its runs in order' : 'gathers events'} could not be worked out: ${message}`,
})

type Key = { ok: true; key: string | null } | { ok: false; message: string }
const NO_KEY: Key = { ok: true, key: null }

/** A value of the event as text; null where there is none. The run that it names nothing of is still to be made. */
async function keyOf(
  deps: ParseDependencies,
  { stepId, workspace }: DeliveryToParse,
  { mapping, output }: { mapping: Mapping; output: Json },
): Promise<Key> {
  const instant = new Date(0).toISOString()
  const scope = {
    steps: { [stepId]: output },
    run: { id: '', now: instant, random: 0, startedAt: instant },
    workspace,
  }
  const result = await evaluateMapping(mapping, scope, deps.expressions)
  if (!result.ok) return { ok: false, message: result.error.message }
  if (!result.found || result.value === null || result.value === '') return NO_KEY
  return { ok: true, key: typeof result.value === 'object' ? JSON.stringify(result.value) : String(result.value) }
}

const readJson = (body: Buffer): Json => JSON.parse(body.toString('utf8') || 'null')
const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null))
