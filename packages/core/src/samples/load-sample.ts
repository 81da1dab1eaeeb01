import type { Queries } from '@patchbay/db/database'
import { flowVersion, payload, run, sample } from '@patchbay/db/schema'
import { and, eq } from 'drizzle-orm'
import { shownPayload } from '../payloads/load-json.ts'
import { fail, ok, type Result } from '../result.ts'
import { exampleSample } from './example-sample.ts'
import { loadDeliverySamples } from './load-delivery-samples.ts'
import type { Draft } from './load-draft.ts'
import { loadStepOutputs } from './load-run-samples.ts'
import { fittingTrigger } from './same-trigger.ts'
import type { WholeSample } from './sample-models.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A sample by the id it has in the list, whole. */
export async function loadSample(
  tx: Queries,
  draft: Draft,
  wanted: { sampleId: string; now: Date },
): Promise<Result<WholeSample>> {
  const { trigger } = draft
  if (trigger === null) return fail('invalid', 'Nothing starts this flow yet. Add a trigger, then choose a sample.')
  if (wanted.sampleId === 'example') return ok({ ...exampleSample(trigger, wanted.now), outputs: {} })
  const [kind, id = ''] = wanted.sampleId.split(':')
  if (!UUID.test(id)) return gone
  if (kind === 'saved') return loadSaved(tx, draft.flowId, id)
  if (kind === 'run') return loadFromRun(tx, draft, id)
  if (kind !== 'delivery') return gone
  const [found] = await loadDeliverySamples(tx, { flowId: draft.flowId, trigger, limit: 1, id })
  return found === undefined ? gone : ok({ label: found.label, item: found.item, outputs: {} })
}

const gone = fail('not_found', 'This sample is not there any more. Choose another one.')

async function loadSaved(tx: Queries, flowId: string, id: string): Promise<Result<WholeSample>> {
  const [row] = await tx
    .select()
    .from(sample)
    .where(and(eq(sample.id, id), eq(sample.flowId, flowId)))
  return row === undefined ? gone : ok({ label: row.name, item: row.item, outputs: row.outputs })
}

async function loadFromRun(tx: Queries, draft: Draft, id: string): Promise<Result<WholeSample>> {
  const [row] = await tx
    .select({ subject: run.subject, flowId: run.flowId, document: flowVersion.document, item: shownPayload })
    .from(run)
    .innerJoin(payload, eq(payload.id, run.itemPayloadId))
    .innerJoin(flowVersion, eq(flowVersion.id, run.versionId))
    .where(eq(run.id, id))
  if (row === undefined || draft.trigger === null || fittingTrigger(draft.trigger, row.document) === null) return gone
  const outputs = row.flowId === draft.flowId ? ((await loadStepOutputs(tx, [id])).get(id) ?? {}) : {}
  return ok({ label: row.subject ?? 'An event', item: row.item, outputs })
}
