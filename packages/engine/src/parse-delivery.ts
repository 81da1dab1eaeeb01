import { ConnectorError, parseEvent } from '@patchbay/connector-sdk'
import type { ParseDelivery } from '@patchbay/core/inbox/expand-delivery'
import type { Item } from '@patchbay/core/inbox/item'
import type { WebhookTriggerEvent } from '@patchbay/core/inbox/webhook-event'
import type { Json } from '@patchbay/flow/json'
import { evaluateMapping } from '@patchbay/mapping/evaluate'
import type { ActivityDependencies } from './activities/dependencies.ts'

type ParseDependencies = Pick<ActivityDependencies, 'loadConnector' | 'expressions'>

/** Reads deliveries: vendor events by their connector, everything else as the JSON it is. */
export function createParseDelivery(deps: ParseDependencies): ParseDelivery {
  return async (delivery) => {
    const { trigger } = delivery
    if (!delivery.verified) {
      return {
        ok: false,
        code: 'unverified',
        message: 'The signature of this event could not be checked, so nothing was run.',
      }
    }
    try {
      if (trigger.type === 'event') {
        const connector = await deps.loadConnector(trigger.connector)
        if (!connector) {
          return {
            ok: false,
            code: 'no_connector',
            message: `The connector “${trigger.connector}” is not installed here.`,
          }
        }
        const { topic, headers, body } = delivery
        const { items } = parseEvent(connector, trigger.event, { topic, headers, body })
        return { ok: true, items: items.map((item) => ({ ...item, output: asJson(item.output) })) }
      }
      const body = readJson(delivery.body)
      if (trigger.type !== 'webhook')
        return { ok: true, items: [{ output: body, key: null, subject: null, occurredAt: null }] }
      const event: WebhookTriggerEvent = { body, headers: delivery.headers }
      return {
        ok: true,
        items: [await webhookItem(deps, { subject: trigger.subject, stepId: delivery.stepId }, event)],
      }
    } catch (error) {
      if (error instanceof ConnectorError) return { ok: false, code: error.code, message: error.message }
      if (error instanceof SyntaxError)
        return { ok: false, code: 'invalid_json', message: `The body is not JSON: ${error.message}` }
      throw error
    }
  }
}

type Subject = Extract<Parameters<ParseDelivery>[0]['trigger'], { type: 'webhook' }>['subject']

async function webhookItem(
  deps: ParseDependencies,
  { subject, stepId }: { subject: Subject; stepId: string },
  event: WebhookTriggerEvent,
): Promise<Item> {
  const output = asJson(event)
  const item: Item = { output, key: null, subject: null, occurredAt: null }
  if (!subject) return item
  const instant = new Date(0).toISOString()
  const named = await evaluateMapping(
    subject,
    {
      steps: { [stepId]: output },
      run: { id: '', now: instant, random: 0, startedAt: instant },
      workspace: { timeZone: 'UTC', currency: 'EUR' },
    },
    deps.expressions,
  )
  // A subject is a label: a body without it still runs.
  return named.ok && named.found && named.value !== null ? { ...item, subject: String(named.value) } : item
}

const readJson = (body: Buffer): Json => JSON.parse(body.toString('utf8') || 'null')
const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null))
