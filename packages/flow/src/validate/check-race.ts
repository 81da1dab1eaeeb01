import type { RunOrder, TriggerStep } from '../document.ts'
import { type ListeningFlow, own, type Validation } from './validation.ts'

/**
 * Flows that start on events about the same thing of the same account race each other, whatever the order within each:
 * an update may put back what a cancellation has just released. Only a queue that both name makes them wait. Flows that
 * start on the very same events are told of the same states and do different work with them: nothing overtakes.
 */
export function checkRace(validation: Validation, step: TriggerStep): void {
  const { options, warn } = validation
  const { trigger } = step
  if (trigger.type !== 'event' || trigger.connectionId === null) return
  const mine = { ...trigger, order: step.runs?.order }
  const entity = entityOf(validation, mine)
  if (entity === null) return
  const racing = (options.flows ?? []).filter(
    ({ id, listens }) =>
      id !== options.flowId &&
      listens != null &&
      listens.connectionId === trigger.connectionId &&
      listens.connector === trigger.connector &&
      listens.event !== trigger.event &&
      entityOf(validation, listens) === entity &&
      !shareQueue(mine.order, listens.order),
  )
  const [first, ...more] = racing
  if (first === undefined) return
  const others = more.length === 0 ? `“${first.name}” starts` : `“${first.name}” and ${more.length} more start`
  const queue = mine.order?.queue ?? racing.map(({ listens }) => listens?.order?.queue).find((name) => name != null)
  const message = `${others} on events about the same ${entity}, too, and nothing makes them wait for this flow: an update may overtake a cancellation. If they change the same things, name the same queue under Order in all of them: “${queue ?? `${entity}s`}”.`
  warn('order_race', 'runs.order.queue', message)
}

/** "order"; null where the app names nothing that its events are about. */
const entityOf = ({ options }: Validation, { connector, event }: Pick<ListeningFlow, 'connector' | 'event'>) =>
  own(own(options.manifests, connector)?.triggers ?? {}, event)?.entity ?? null

const shareQueue = (a: RunOrder | null | undefined, b: RunOrder | null | undefined): boolean =>
  a?.queue != null && a.queue === b?.queue
