import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { sample } from '@patchbay/db/schema'
import type { TriggerStep } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import { desc, eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { redactNames } from '../runs/redact-names.ts'
import { loadTestedOutputs } from '../tests/load-tested-outputs.ts'
import { exampleSample } from './example-sample.ts'
import { loadDeliverySamples } from './load-delivery-samples.ts'
import { loadDraft } from './load-draft.ts'
import { loadRunSamples } from './load-run-samples.ts'
import type { FlowSample } from './sample-models.ts'
import { trimJson } from './trim-json.ts'

const RECENT = 20
const MAX_SAVED = 50
/** All samples together are a page's worth of JSON. */
const MAX_SAMPLE_CHARACTERS = 60_000

export type SampleList = {
  chosenId: string | null
  samples: FlowSample[]
  /** By step id: what each step gave in its last test; stands in where the chosen sample has nothing of a step. */
  tested: Record<string, Json>
}

/**
 * What a flow can be tried with: up to 20 recent events, newest first, then what was kept, or a made-up one where
 * nothing has come in. Secrets are covered and what is too big for a page is cut; tests use all of it.
 */
export async function listSamples(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string },
): Promise<Result<SampleList>> {
  const allowed = authorise(principal, 'sample.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<SampleList>> => {
    const draft = await loadDraft(tx, input.flowId)
    if (!draft.ok) return draft
    const { trigger } = draft.value
    const recent = trigger === null ? [] : await loadRecent(tx, input.flowId, trigger)
    const saved = await loadSaved(tx, input.flowId, trigger?.id ?? 'trigger')
    const real = [...recent, ...saved]
    const samples = real.length === 0 && trigger !== null ? [example(trigger, ctx.clock.now())] : real
    const tested = await loadTestedOutputs(tx, draft.value)
    return ok({
      chosenId: samples[0]?.id ?? null,
      samples: samples.map((one, index) => shown(index === 0 ? withTested(one, tested) : one)),
      tested: shownOutputs(tested).outputs,
    })
  })
}

async function loadRecent(tx: Queries, flowId: string, trigger: TriggerStep): Promise<FlowSample[]> {
  const runs = await loadRunSamples(tx, { flowId, trigger, limit: RECENT })
  const calls = await loadDeliverySamples(tx, { flowId, trigger, limit: RECENT })
  const all: FlowSample[] = [
    ...runs.map((one) => ({
      ...plain,
      id: `run:${one.runId}`,
      kind: 'run' as const,
      label: one.label,
      hint: one.fromFlow === null ? null : `from “${one.fromFlow}”`,
      at: one.at,
      outputs: { ...one.outputs, [trigger.id]: one.item },
    })),
    ...calls.map((one) => ({
      ...plain,
      id: `delivery:${one.deliveryId}`,
      kind: 'delivery' as const,
      label: one.label,
      hint: 'did not run',
      at: one.at,
      outputs: { [trigger.id]: one.item },
    })),
  ]
  const own = (one: FlowSample) => (one.kind === 'run' && one.hint !== null ? 1 : 0)
  return all.sort((a, b) => own(a) - own(b) || b.at.getTime() - a.at.getTime()).slice(0, RECENT)
}

async function loadSaved(tx: Queries, flowId: string, triggerId: string): Promise<FlowSample[]> {
  const rows = await tx
    .select()
    .from(sample)
    .where(eq(sample.flowId, flowId))
    .orderBy(desc(sample.createdAt))
    .limit(MAX_SAVED)
  return rows.map((row) => ({
    id: `saved:${row.id}`,
    kind: 'saved',
    label: row.name,
    hint: `kept by ${row.createdBy}`,
    at: row.occurredAt,
    pinned: true,
    trimmed: false,
    outputs: { ...row.outputs, [triggerId]: row.item },
  }))
}

function example(trigger: TriggerStep, now: Date): FlowSample {
  const { label, item } = exampleSample(trigger, now)
  return { ...plain, id: 'example', kind: 'example', label, hint: 'made up', at: now, outputs: { [trigger.id]: item } }
}

const plain = { pinned: false, trimmed: false }

/** Where no run has told what a step gives, its last test does. */
const withTested = (one: FlowSample, tested: Record<string, Json>): FlowSample => ({
  ...one,
  outputs: { ...tested, ...one.outputs },
})

const shown = (one: FlowSample): FlowSample => ({ ...one, ...shownOutputs(one.outputs) })

function shownOutputs(outputs: Record<string, Json>): Pick<FlowSample, 'outputs' | 'trimmed'> {
  const { value, trimmed } = trimJson(redactNames(outputs), MAX_SAMPLE_CHARACTERS)
  const isGroup = value !== null && typeof value === 'object' && !Array.isArray(value)
  return { outputs: isGroup ? value : {}, trimmed }
}
