import { inWorkspace } from '@patchbay/db/in-workspace'
import type { FlowDocument } from '@patchbay/flow/document'
import { apply, type Operation } from '@patchbay/flow/operations'
import { writeAudit } from '../audit/write-audit.ts'
import { testConnection } from '../connections/test-connection.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { type ConnectionChoice, loadConnectionChoices } from './connection-choices.ts'
import { getDraftChanges } from './get-draft-changes.ts'
import { loadDraft } from './load-draft.ts'
import { pairsOf } from './plan-go-live.ts'
import { type Published, publishDraft } from './publish-flow.ts'
import { saveDraft } from './save-draft.ts'
import { switchFlow } from './set-flow-enabled.ts'

export type GoLiveInput = {
  flowId: string
  revision: number
  /** By the id of the sandbox connection, the live one that takes its place. */
  pairs: Record<string, string>
  note?: string | undefined
  /** Whether changes that others made to the draft go live too; refused where there are some and this is not said. */
  withOthers?: boolean | undefined
}

export type LiveCheck = { connectionId: string; name: string; ok: boolean; message: string | null }

export type WentLive = Published & { revision: number; released: number }

/**
 * Leaves the sandbox: every connection is tested first, then the draft's connections are exchanged, the draft is
 * published and the flow switched on, all of it or nothing. A refused credential is answered as a conflict whose other
 * side are the `LiveCheck`s.
 */
export async function goLive(ctx: CoreContext, principal: Principal, input: GoLiveInput): Promise<Result<WentLive>> {
  for (const needed of ['flow.go_live', 'flow.publish', 'flow.switch'] as const) {
    const allowed = authorise(principal, needed)
    if (!allowed.ok) return allowed
  }
  const { workspaceId } = principal
  const known = await inWorkspace(ctx.db, workspaceId, async (tx) => ({
    draft: await loadDraft(tx, input.flowId),
    choices: await loadConnectionChoices(tx, principal),
  }))
  if (known.draft === null) return fail('not_found', 'This flow does not exist in this workspace.')
  const paired = checkPairs(known.draft, known.choices, input.pairs)
  if (!paired.ok) return paired
  const own = input.withOthers === true ? ok(null) : await refuseOthers(ctx, principal, input.flowId)
  if (!own.ok) return own
  const tested = await testAll(ctx, principal, paired.value)
  if (!tested.ok) return tested
  const went = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<WentLive>> => {
    const result = await goLiveIn(tx, { ctx, principal }, input)
    // Rolls back what was done before the refusal.
    if (!result.ok) throw new Refused(result)
    return result
  }).catch((error: unknown) => {
    if (error instanceof Refused) return error.result
    throw error
  })
  if (!went.ok) return went
  ctx.notify('patchbay_live', `${workspaceId}:flow:${input.flowId}`)
  if (went.value.released > 0) ctx.notify('patchbay_inbox', 'delivery')
  return went
}

/** What a colleague has in hand does not go live by somebody else's haste. */
async function refuseOthers(ctx: CoreContext, principal: Principal, flowId: string): Promise<Result<null>> {
  const draft = await getDraftChanges(ctx, principal, { flowId })
  if (!draft.ok) return draft
  const others = draft.value.authors.filter(({ id, you, changes }) => id !== null && !you && changes.length > 0)
  if (others.length === 0) return ok(null)
  const names = others.map(({ name }) => name)
  const message = `${names.join(' and ')} changed this draft too. Nothing has changed. Say that their changes go live as well, or publish your own first.`
  return fail('conflict', message, { current: { others: names } })
}

class Refused extends Error {
  readonly result: Result<never>

  constructor(result: Result<never>) {
    super('going live was refused')
    this.result = result
  }
}

type Tx = Parameters<typeof saveDraft>[0]

async function goLiveIn(
  tx: Tx,
  by: { ctx: CoreContext; principal: Principal },
  input: GoLiveInput,
): Promise<Result<WentLive>> {
  const { principal } = by
  const { flowId, note } = input
  const { operations, ...swapped } = await swap(tx, principal, input)
  if (!swapped.saved.ok) return swapped.saved
  const { revision } = swapped.saved.value
  const published = await publishDraft(tx, by, { flowId, revision, note: note ?? 'Gone live' })
  if (!published.ok) return published
  const switched = await switchFlow(tx, principal, { flowId, enabled: true })
  if (!switched.ok) return switched
  const detail = { pairs: input.pairs, steps: operations.length, number: published.value.number }
  await writeAudit(tx, principal, { action: 'flow.go_live', subjectKind: 'flow', subjectId: flowId, detail })
  return ok({ ...published.value, revision, released: switched.value.released })
}

async function swap(tx: Tx, principal: Principal, { flowId, revision, pairs }: GoLiveInput) {
  const draft = await loadDraft(tx, flowId)
  const operations = draft === null ? [] : swapOperations(draft, await loadConnectionChoices(tx, principal), pairs)
  if (operations.length === 0) return { operations, saved: ok({ revision }) }
  const saved = await saveDraft(tx, { flowId, principal, revision }, (current) => {
    const operation: Operation = { kind: 'batch', operations }
    const applied = apply(current, operation)
    return applied.ok ? ok({ document: applied.value, operation }) : fail('conflict', applied.error.message)
  })
  return { operations, saved }
}

function swapOperations(
  draft: FlowDocument,
  choices: readonly ConnectionChoice[],
  pairs: Record<string, string>,
): Operation[] {
  return pairsOf(draft, choices).flatMap(({ sandbox, stepIds }) => {
    const connectionId = pairs[sandbox.id]
    if (connectionId === undefined) return []
    return stepIds.map((stepId): Operation => ({ kind: 'setConnection', stepId, connectionId }))
  })
}

/** The live connections that are meant, each once; refused when one is missing or none of the choices. */
function checkPairs(
  draft: FlowDocument,
  choices: readonly ConnectionChoice[],
  pairs: Record<string, string>,
): Result<ConnectionChoice[]> {
  const meant = new Map<string, ConnectionChoice>()
  for (const { sandbox, choices: live } of pairsOf(draft, choices)) {
    const chosen = live.find(({ id }) => id === pairs[sandbox.id])
    if (chosen === undefined)
      return fail('invalid', `Choose a live ${sandbox.connectorTitle} connection in place of ${sandbox.name}.`)
    meant.set(chosen.id, chosen)
  }
  return ok([...meant.values()])
}

/** Outside of any transaction: vendors may take their time. */
async function testAll(
  ctx: CoreContext,
  principal: Principal,
  connections: readonly ConnectionChoice[],
): Promise<Result<null>> {
  const checks = await Promise.all(
    connections.map(async ({ id, name }): Promise<LiveCheck> => {
      const tested = await testConnection(ctx, principal, { connectionId: id })
      if (!tested.ok) return { connectionId: id, name, ok: false, message: tested.error.message }
      return { connectionId: id, name, ok: tested.value.ok, message: tested.value.ok ? null : tested.value.message }
    }),
  )
  const refused = checks.filter((check) => !check.ok)
  if (refused.length === 0) return ok(null)
  const names = refused.map(({ name }) => name).join(', ')
  const what = refused.length === 1 ? `${names} does not work` : `${refused.length} connections do not work: ${names}`
  return fail('conflict', `${what}. Nothing has changed. Mend it, then go live.`, { current: { checks } })
}
