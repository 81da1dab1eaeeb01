import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, run, stepRun } from '@patchbay/db/schema'
import { connectionIdOf } from '@patchbay/flow/describe-property'
import type { ActionStep, FlowDocument } from '@patchbay/flow/document'
import { isRepeatSafe } from '@patchbay/flow/policy'
import { validate } from '@patchbay/flow/validate'
import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { connectorTitle, manifestOf } from '../connectors/manifests.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { type ConnectionChoice, loadConnectionChoices } from './connection-choices.ts'
import { usedConnections } from './document-connections.ts'
import { loadValidateOptions } from './validate-options.ts'

export type GoLivePair = {
  sandbox: { id: string; name: string; connector: string; connectorTitle: string }
  stepIds: string[]
  /** The workspace's live connections for that app. */
  choices: ConnectionChoice[]
  /** The only one that works; null when there is none, or more than one. */
  chosen: string | null
}

export type GoLiveEffect = {
  stepId: string
  stepName: string
  connector: string
  connectorTitle: string
  effect: 'create' | 'upsert' | 'delete'
  /** Whether the same thing twice is kept from happening. */
  repeatSafe: boolean
  /** "Stripe: Capture a payment. Applied once." */
  words: string
  /** Mean of the last 7 days, from the runs there were; null when there were none. */
  perDay: number | null
}

export type GoLiveCheck = { ok: boolean; words: string; stepId?: string }

export type GoLivePlan = {
  revision: number
  /** Runs a day, from the last 7 days; null when there were none. */
  runsPerDay: number | null
  pairs: GoLivePair[]
  effects: GoLiveEffect[]
  checks: GoLiveCheck[]
}

const DAYS = 7

/** What has to be chosen before a flow leaves the sandbox, and what becomes real by it. Changes nothing. */
export async function planGoLive(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string },
): Promise<Result<GoLivePlan>> {
  const allowed = authorise(principal, 'flow.go_live')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<GoLivePlan>> => {
    const [found] = await tx
      .select({ draft: flow.draft, revision: flow.draftRevision })
      .from(flow)
      .where(and(eq(flow.id, input.flowId), isNull(flow.archivedAt)))
    if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
    const choices = await loadConnectionChoices(tx, principal)
    const pairs = pairsOf(found.draft, choices)
    const { steps, runs } = await countSteps(tx, input.flowId)
    const problems = validate(found.draft, await loadValidateOptions(tx, ctx, input.flowId))
    return ok({
      revision: found.revision,
      runsPerDay: runs === 0 ? null : runs / DAYS,
      pairs,
      effects: effectsOf(found.draft, choices, (stepId) => (runs === 0 ? null : (steps.get(stepId) ?? 0) / DAYS)),
      checks: [...pairChecks(pairs), ...problemChecks(problems)],
    })
  })
}

export function pairsOf(document: FlowDocument, choices: readonly ConnectionChoice[]): GoLivePair[] {
  return usedConnections(document).flatMap(({ connectionId, connector, stepIds }) => {
    const sandbox = choices.find(({ id, environment }) => id === connectionId && environment === 'sandbox')
    if (sandbox === undefined) return []
    const live = choices.filter((one) => one.connector === connector && one.environment === 'live' && one.mayUse)
    const usable = live.filter((one) => one.usable)
    const [only, ...more] = usable.length > 0 ? usable : live
    const chosen = only === undefined || more.length > 0 ? null : only.id
    const title = connectorTitle(connector)
    return [
      {
        sandbox: { id: sandbox.id, name: sandbox.name, connector, connectorTitle: title },
        stepIds,
        choices: live,
        chosen,
      },
    ]
  })
}

function effectsOf(
  document: FlowDocument,
  choices: readonly ConnectionChoice[],
  perDay: (stepId: string) => number | null,
): GoLiveEffect[] {
  const sandbox = new Set(choices.filter(({ environment }) => environment === 'sandbox').map(({ id }) => id))
  return document.steps.flatMap((step) => {
    if (step.kind !== 'action' || !sandbox.has(connectionIdOf(step) ?? '')) return []
    const effect = effectOf(step)
    return effect === null ? [] : [{ ...effect, perDay: perDay(step.id) }]
  })
}

function effectOf(step: ActionStep): Omit<GoLiveEffect, 'perDay'> | null {
  const action = manifestOf(step.connector)?.actions[step.action]
  if (action === undefined || action.effect === 'pure' || action.effect === 'read') return null
  const repeatSafe = isRepeatSafe(action)
  const title = connectorTitle(step.connector)
  const safety = repeatSafe ? 'Applied once' : 'Not repeat-safe'
  const words = `${title}: ${action.title}. ${safety}.`
  const { connector } = step
  return {
    stepId: step.id,
    stepName: step.name,
    connector,
    connectorTitle: title,
    effect: action.effect,
    repeatSafe,
    words,
  }
}

async function countSteps(tx: Queries, flowId: string): Promise<{ steps: Map<string, number>; runs: number }> {
  const since = sql`now() - interval '7 days'`
  const rows = await tx
    .select({ stepId: stepRun.stepId, times: sql<number>`count(*)::int` })
    .from(stepRun)
    .innerJoin(run, eq(run.id, stepRun.runId))
    .where(and(eq(run.flowId, flowId), gt(run.acceptedAt, since), eq(stepRun.state, 'succeeded')))
    .groupBy(stepRun.stepId)
  const [counted] = await tx
    .select({ runs: sql<number>`count(*)::int` })
    .from(run)
    .where(and(eq(run.flowId, flowId), gt(run.acceptedAt, since)))
  return { steps: new Map(rows.map(({ stepId, times }) => [stepId, times])), runs: counted?.runs ?? 0 }
}

function pairChecks(pairs: readonly GoLivePair[]): GoLiveCheck[] {
  if (pairs.length === 0) return [{ ok: true, words: 'No step uses a sandbox connection.' }]
  return pairs
    .filter(({ choices }) => choices.length === 0)
    .map(({ sandbox }) => ({
      ok: false,
      words: `There is no live connection for ${sandbox.connectorTitle} yet. Connect one.`,
    }))
}

function problemChecks(problems: ReturnType<typeof validate>): GoLiveCheck[] {
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return [{ ok: true, words: 'Nothing in the draft stops publishing.' }]
  return errors.map(({ message, stepId }) => ({
    ok: false,
    words: message,
    ...(stepId === undefined ? {} : { stepId }),
  }))
}
