import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, flowVersion } from '@patchbay/db/schema'
import { type ChangeContext, connectionIdOf, describeAction, describeProperty } from '@patchbay/flow/describe-property'
import { describeStep } from '@patchbay/flow/describe-step'
import type { FlowDocument, Step } from '@patchbay/flow/document'
import { graphOf } from '@patchbay/flow/graph'
import { OUT_PORT, portsOf } from '@patchbay/flow/ports'
import { readingOrder } from '@patchbay/flow/reading-order'
import { and, eq, isNull } from 'drizzle-orm'
import { connectorTitle, manifestOf } from '../connectors/manifests.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadChangeContext } from './change-context.ts'
import { type ConnectionChoice, loadConnectionChoices } from './connection-choices.ts'
import { describeStart } from './describe-start.ts'
import { describeTriggerAddress, type TriggerAddress } from './describe-trigger-address.ts'
import { connectorOf } from './document-connections.ts'
import { triggerStepOf } from './trigger-of.ts'

export type DocumentedFact = { label: string; words: string }

export type DocumentedStep = {
  id: string
  /** Its place in the order of a run, from 1. */
  number: number
  /** How many containers it stands in. */
  depth: number
  kind: Step['kind']
  name: string
  connector: string | null
  /** "EasyPost: Buy a label", "a branch". */
  does: string
  connection: string | null
  /** Its settings and mappings. */
  facts: DocumentedFact[]
  note: string | null
  /** "then 4. Buy the cheapest label", "if it fails 9. Ask for another card". */
  next: { way: string | null; number: number; name: string }[]
}

export type FlowDocumentation = {
  id: string
  name: string
  folder: string | null
  enabled: boolean
  /** Null: nothing has been published, and this is the draft. */
  version: { number: number; note: string | null; publishedBy: string; publishedAt: Date } | null
  draftAhead: boolean
  start: string | null
  trigger: TriggerAddress | null
  connections: { name: string; connectorTitle: string; environment: 'live' | 'sandbox'; steps: string[] }[]
  steps: DocumentedStep[]
  notes: string[]
}

/** A flow told in words for people who do not open the editor: the live version, or the draft where there is none. */
export async function getDocumentation(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string },
): Promise<Result<FlowDocumentation>> {
  const allowed = authorise(principal, 'flow.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<FlowDocumentation>> => {
    const [found] = await tx
      .select({ flow, version: flowVersion })
      .from(flow)
      .leftJoin(flowVersion, eq(flowVersion.id, flow.liveVersionId))
      .where(and(eq(flow.id, input.flowId), isNull(flow.archivedAt)))
    if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
    const { version } = found
    const document = version?.document ?? found.flow.draft
    const context = await loadChangeContext(tx, principal.workspaceId)
    const trigger = triggerStepOf(document)
    return ok({
      id: found.flow.id,
      name: found.flow.name,
      folder: found.flow.folder,
      enabled: found.flow.enabled,
      version: version && {
        number: version.number,
        note: version.note,
        publishedBy: version.publishedBy,
        publishedAt: version.publishedAt,
      },
      draftAhead: version !== null && JSON.stringify(found.flow.draft) !== JSON.stringify(version.document),
      start: trigger === null ? null : describeStart(trigger.trigger),
      trigger: await describeTriggerAddress(ctx, tx, { flowId: input.flowId, document }),
      connections: await connectionsOf(await loadConnectionChoices(tx, principal), document),
      steps: stepsInWords(document, context),
      notes: document.notes.map(({ text }) => text).filter((text) => text.trim() !== ''),
    })
  })
}

function connectionsOf(all: readonly ConnectionChoice[], document: FlowDocument): FlowDocumentation['connections'] {
  return all.flatMap(({ id, name, connector, environment }) => {
    const steps = document.steps.filter((step) => connectionIdOf(step) === id).map((step) => step.name)
    return steps.length === 0 ? [] : [{ name, connectorTitle: connectorTitle(connector), environment, steps }]
  })
}

function stepsInWords(document: FlowDocument, context: ChangeContext): DocumentedStep[] {
  const graph = graphOf(document)
  const all = readingOrder(document)
  const numbers = new Map(all.map((step, index) => [step.id, index + 1]))
  return all.map((step, index) => ({
    id: step.id,
    number: index + 1,
    depth: graph.around(step.id).length,
    kind: step.kind,
    name: step.name,
    connector: connectorOf(step),
    does: doesWords(document, step, context),
    connection: context.connections.find(({ id }) => id === connectionIdOf(step))?.name ?? null,
    facts: factsOf(document, step, context),
    note: step.note ?? null,
    next: graph.outOf(step.id).map(({ port, to }) => ({
      way: port === OUT_PORT ? null : (portsOf(step).find(({ id }) => id === port)?.label ?? port),
      number: numbers.get(to) ?? 0,
      name: graph.step(to)?.name ?? to,
    })),
  }))
}

/** Of what was there before it had sentences of its own, as the page has always said it. */
const NAMED = new Set<Step['kind']>(['action', 'branch', 'filter', 'set', 'loop', 'wait', 'answer', 'stop'])

function doesWords(document: FlowDocument, step: Step, context: ChangeContext): string {
  if (step.kind === 'parallel' && step.join === undefined) return describeAction(context, step)
  return NAMED.has(step.kind) ? describeAction(context, step) : describeStep({ document, step }, context)
}

/** What is told elsewhere on the page, or says nothing to a reader. */
const UNTOLD = new Set([
  'id',
  'kind',
  'name',
  'position',
  'parent',
  'lane',
  'note',
  'outputSchema',
  'connector',
  'action',
  'connectionId',
  'event',
  'params',
  'flowId',
  'trigger',
  'input',
  'fields',
  'otherwiseLabel',
])

function factsOf(document: FlowDocument, step: Step, context: ChangeContext): DocumentedFact[] {
  const takes = step.kind === 'action' || step.kind === 'subflow'
  const fields = takes ? step.input : step.kind === 'set' ? step.fields : {}
  const group = takes ? 'input' : 'fields'
  const order =
    step.kind === 'action'
      ? (manifestOf(step.connector)?.actions[step.action]?.fields.map(({ name }) => name) ?? [])
      : []
  const names = Object.keys(fields).sort((a, b) => rank(order, a) - rank(order, b))
  const properties = [
    ...(step.lane === undefined ? [] : ['parent']),
    ...names.map((name) => `${group}.${name}`),
    ...Object.keys(step).filter((key) => !UNTOLD.has(key) && key !== 'policy'),
    ...(step.kind === 'action' ? ['policy'] : []),
  ]
  return properties.map((property) => {
    const { subject, verb, words } = describeProperty({ document, step, context }, property)
    if (property.includes('.')) return { label: subject, words }
    return { label: property === 'policy' ? 'Tries' : [subject, verb].filter((one) => one !== '').join(' '), words }
  })
}

const rank = (order: readonly string[], name: string): number => {
  const place = order.indexOf(name)
  return place < 0 ? order.length : place
}
