import type { EventStep } from '../document.ts'
import type { Json } from '../json.ts'
import { fieldSchema } from '../output-schema.ts'
import { schemaAt } from '../schema-at.ts'
import { checkConnection } from './check-connection.ts'
import { checkMapping } from './check-mapping.ts'
import { checkSpan } from './check-range.ts'
import { checkValue } from './check-value.ts'
import { own, type Validation } from './validation.ts'

type EventSource = {
  connector: string
  event: string
  connectionId: string | null
  params: Record<string, Json>
  /** What comes before the names of fields: `trigger.`, or nothing for a step. */
  at: string
}

/** Waiting for an event: that it exists, can be told from others, and when the waiting ends. */
export function checkEventStep(validation: Validation, step: EventStep): void {
  checkEventSource(validation, { ...step, at: '' })
  const { error } = validation
  const path = step.match.path.split('.').filter((part) => part !== '')
  const event = own(own(validation.options.manifests, step.connector)?.triggers ?? {}, step.event)
  const at = event === undefined ? null : schemaAt(event.output, path)
  if (path.length === 0)
    error(
      'match_missing',
      'match.path',
      'Nothing says which event it waits for. Choose the value that has to be equal.',
    )
  else if (at?.kind === 'absent') {
    const message = `“${step.match.path}” is nothing that “${event?.title}” tells. Choose a value of the event.`
    error('match_path', 'match.path', message)
  }
  const equals = { field: 'match.equals', label: 'The value it has to equal', required: true }
  const schema = at?.kind === 'known' && path.length > 0 ? at.schema : null
  checkMapping(validation, { ...equals, schema }, step.match.equals)
  checkSpan(validation, { field: 'timeoutMs', label: 'The longest wait', value: step.timeoutMs })
  checkSpan(validation, { field: 'lookBackMs', label: 'How far back it looks', value: step.lookBackMs }, { least: 0 })
}

/** An event of a connector that something listens to. */
export function checkEventSource(validation: Validation, source: EventSource): void {
  const { options, error } = validation
  const { at } = source
  const instead = at === '' ? 'event' : 'trigger'
  const connector = own(options.manifests, source.connector)
  if (connector === undefined) {
    const message = `There is no app “${source.connector}” here. Choose another ${instead}.`
    error('connector_unknown', `${at}connector`, message)
    return
  }
  checkConnection(validation, { connector, connectionId: source.connectionId, field: `${at}connectionId` })
  const event = own(connector.triggers, source.event)
  if (event === undefined) {
    const message = `${connector.title} has no event “${source.event}”. Choose another ${instead}.`
    error('event_unknown', `${at}event`, message)
    return
  }
  for (const spec of event.fields) {
    const value = own(source.params, spec.name)
    const field = `${at}params.${spec.name}`
    if (value === undefined) {
      if (spec.required && spec.default === undefined)
        error('input_missing', field, `${spec.label} has no value, and ${connector.title} needs one. Give it a value.`)
      continue
    }
    const schema = fieldSchema(spec)
    const wrong = schema === null ? null : checkValue(schema, value)
    if (wrong !== null) error('constant_type', field, `${spec.label} ${wrong}. Change the value.`)
  }
  for (const name of Object.keys(source.params)) {
    if (event.fields.some((spec) => spec.name === name)) continue
    error('input_unknown', `${at}params.${name}`, `“${event.title}” has no setting “${name}”. Remove it.`)
  }
}
