import type { Connector } from './connector-value.ts'
import type { EventInput, ParsedEvent } from './definition.ts'
import { ConnectorError } from './errors.ts'
import { issueWords } from './issue-words.ts'
import { type EventItem, toEventItem } from './to-event-item.ts'

export type { EventItem }

/**
 * The items of one verified event for one trigger; none when the event is not for it. Pure: the same event gives the
 * same items and keys. Throws `ConnectorError` `invalid_input` when the body is not what the vendor documents.
 */
export function parseEvent(connector: Connector, triggerName: string, event: EventInput): { items: EventItem[] } {
  const trigger = connector.triggers[triggerName]
  if (trigger?.kind !== 'webhook')
    throw new ConnectorError('invalid_input', `${connector.manifest.title} has no webhook trigger "${triggerName}"`)
  const { spec } = trigger
  if (spec.topics.length > 0 && (event.topic === null || !spec.topics.includes(event.topic))) return { items: [] }
  const text = new TextDecoder().decode(event.body)
  const headers = Object.fromEntries(Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value]))
  const parsed = { topic: event.topic, headers, json: readJson(text), text }
  return { items: read(spec, parsed).map((item) => toItem(trigger, item, event.topic)) }
}

function read(spec: { parse?: (event: ParsedEvent) => unknown[] }, event: ParsedEvent): unknown[] {
  try {
    return spec.parse === undefined ? [event.json] : spec.parse(event)
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConnectorError('invalid_input', `The event is not as the vendor documents it: ${reason}`)
  }
}

function toItem(trigger: Connector['triggers'][string], raw: unknown, topic: string | null): EventItem {
  const { spec } = trigger
  const result = spec.output.safeParse(raw, { error: issueWords })
  if (!result.success) {
    const issue = result.error.issues[0]
    const field = issue?.path.join('.') ?? ''
    throw new ConnectorError('invalid_input', `Event field "${field}": ${issue?.message ?? 'not valid'}`, { field })
  }
  return toEventItem(spec, result.data, topic)
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConnectorError('invalid_input', `The event's body is not JSON: ${reason}`)
  }
}
