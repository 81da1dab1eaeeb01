import type { Queries } from '@patchbay/db/database'
import { connection, delivery, flowTrigger, source } from '@patchbay/db/schema'
import type { FlowDocument, Trigger, TriggerStep } from '@patchbay/flow/document'
import { and, count, eq, isNull, sql } from 'drizzle-orm'
import { manifestOf } from '../connectors/manifests.ts'
import { fail, ok, type Result } from '../result.ts'
import { deployListeners } from '../waits/listener.ts'
import { ensureWebhookSource } from './ensure-webhook-source.ts'
import { heldOf } from './held-of.ts'
import { triggerStepOf } from './trigger-of.ts'

type Deployment = {
  flow: { id: string; workspaceId: string; enabled: boolean; newEvents: 'hold' | 'refuse' | null }
  versionId: string
  document: FlowDocument
}

type Listening = { sourceId: string | null; topics: string[] }

/**
 * Points new events at a version, and begins to listen to what its steps wait for. The row stays the flow's own over all versions, so that the keys of items do too.
 * Its generation rises when the trigger itself has changed: a schedule is then brought up to it.
 */
export async function deployTrigger(tx: Queries, deployment: Deployment): Promise<Result<null>> {
  const { flow, versionId, document } = deployment
  const step = triggerStepOf(document)
  if (step === null) return fail('invalid', 'Nothing starts this flow. Add a trigger.')
  const listening = await listen(tx, flow, { step, document })
  if (!listening.ok) return listening
  const config: Trigger = step.trigger
  const kept = await refuseOtherWhileWaiting(tx, flow.id, config)
  if (!kept.ok) return kept
  const holds = !flow.enabled && flow.newEvents === 'hold'
  const values = {
    stepId: step.id,
    versionId,
    config,
    runs: step.runs ?? null,
    ...listening.value,
    active: flow.enabled,
    holds,
  }
  await tx
    .insert(flowTrigger)
    .values({ workspaceId: flow.workspaceId, flowId: flow.id, ...values })
    .onConflictDoUpdate({
      target: flowTrigger.flowId,
      targetWhere: sql`role = 'start'`,
      set: {
        ...values,
        generation: sql`${flowTrigger.generation} + CASE WHEN ${flowTrigger.config} IS DISTINCT FROM excluded.config
          OR ${flowTrigger.active} IS DISTINCT FROM excluded.active THEN 1 ELSE 0 END`,
        updatedAt: sql`now()`,
      },
    })
  return deployListeners(tx, { workspaceId: flow.workspaceId, flowId: flow.id, versionId, document })
}

/** Events are read by the trigger that stands when they are unpacked: another one would read them wrongly, or run them elsewhere. */
async function refuseOtherWhileWaiting(tx: Queries, flowId: string, next: Trigger): Promise<Result<null>> {
  const [before] = await tx
    .select({ id: flowTrigger.id, config: flowTrigger.config })
    .from(flowTrigger)
    .where(and(eq(flowTrigger.flowId, flowId), eq(flowTrigger.role, 'start')))
    // `accept_event` locks this row before it holds one more: it is counted here, or comes after this.
    .for('no key update')
  if (before === undefined || sortOf(before.config) === sortOf(next)) return ok(null)
  const [waiting] = await tx
    .select({ events: count(), held: sql<number>`(count(*) FILTER (WHERE ${heldOf(flowId)}))::int` })
    .from(delivery)
    .where(and(eq(delivery.triggerId, before.id), eq(delivery.state, 'accepted')))
  const { events, held } = waiting ?? { events: 0, held: 0 }
  if (events === 0) return ok(null)
  const isSameEvent = eventOf(before.config) === eventOf(next)
  return fail('conflict', held > 0 ? heldWords(held, isSameEvent) : unpackedWords(events, isSameEvent))
}

const heldWords = (events: number, isSameEvent: boolean): string => {
  const [are, they] = events === 1 ? ['One event is', 'it'] : [`${events} events are`, 'they']
  const why = isSameEvent
    ? `that came in by the connection that starts this flow now; ${they} must not run on another`
    : `for what starts this flow now, and another start could not read ${events === 1 ? 'it' : 'them'}`
  const run = events === 1 ? 'runs' : 'run'
  return `${are} held ${why}. Switch the flow on so that ${they} ${run} as the flow is now, then try again.`
}

const unpackedWords = (events: number, isSameEvent: boolean): string => {
  const [are, it, they] = events === 1 ? ['One event is', 'it', 'it'] : [`${events} events are`, 'them', 'they']
  const why = isSameEvent ? `${they} must not run on another connection` : `another start could not read ${it}`
  return `${are} just being unpacked, and ${why}. Try again in a moment. Where more keep coming in, switch the flow off first, with “Refuse them” for new events.`
}

/** What decides how an event is read, and whose it is. */
const sortOf = (trigger: Trigger): string =>
  trigger.type === 'event' ? `${eventOf(trigger)} ${trigger.connectionId}` : trigger.type

const eventOf = (trigger: Trigger): string =>
  trigger.type === 'event' ? `event ${trigger.connector} ${trigger.event}` : trigger.type

async function listen(
  tx: Queries,
  flow: Deployment['flow'],
  at: { step: TriggerStep; document: FlowDocument },
): Promise<Result<Listening>> {
  const { step } = at
  if (step.trigger.type === 'webhook') return listenAtAddress(tx, flow, at)
  if (step.trigger.type !== 'event') return ok({ sourceId: null, topics: [] })
  const { connector, event, connectionId } = step.trigger
  const topics = manifestOf(connector)?.triggers[event]?.topics ?? []
  const [found] =
    connectionId === null
      ? []
      : await tx
          .select({ id: source.id })
          .from(source)
          .innerJoin(connection, eq(connection.id, source.connectionId))
          .where(and(eq(source.connectionId, connectionId), isNull(connection.revokedAt)))
  if (found === undefined) {
    return problem(
      step,
      'trigger_source_missing',
      'trigger.connectionId',
      'Choose the connection whose events start this flow.',
    )
  }
  return ok({ sourceId: found.id, topics })
}

async function listenAtAddress(
  tx: Queries,
  flow: Deployment['flow'],
  at: { step: TriggerStep; document: FlowDocument },
): Promise<Result<Listening>> {
  const { step, document } = at
  if (step.trigger.type !== 'webhook') return ok({ sourceId: null, topics: [] })
  await ensureWebhookSource(tx, { id: flow.id, workspaceId: flow.workspaceId, document })
  const [own] = await tx
    .update(source)
    .set({ auth: step.trigger.auth, enabled: true })
    .where(and(eq(source.flowId, flow.id), eq(source.stepId, step.id)))
    .returning({ id: source.id, secretId: source.secretId })
  if (step.trigger.auth.kind !== 'none' && (own?.secretId ?? null) === null) {
    const message = 'Callers of this address have to prove themselves, and no secret is set for it yet. Set the secret.'
    return problem(step, 'webhook_secret_missing', 'trigger.auth', message)
  }
  return ok({ sourceId: own?.id ?? null, topics: [] })
}

const problem = (step: TriggerStep, code: string, field: string, message: string) =>
  fail('invalid', message, { problems: [{ code, severity: 'error', message, stepId: step.id, field }] })
