import type { Queries } from '@patchbay/db/database'
import type { TestWork } from '@patchbay/db/schema'
import { compile } from '@patchbay/flow/compile'
import { compileStep } from '@patchbay/flow/compile-step'
import type { FlowDocument } from '@patchbay/flow/document'
import type { Plan } from '@patchbay/flow/plan'
import type { Problem } from '@patchbay/flow/problem'
import { stepFingerprint } from '@patchbay/flow/step-fingerprint'
import { upToStep } from '@patchbay/flow/up-to-step'
import type { CoreContext } from '../context.ts'
import { draftConflict } from '../flows/save-draft.ts'
import { loadValidateOptions } from '../flows/validate-options.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { type Draft, loadDraft } from '../samples/load-draft.ts'
import { loadSample } from '../samples/load-sample.ts'
import type { WholeSample } from '../samples/sample-models.ts'
import { chooseConnections } from './choose-connections.ts'
import { liveWarning, type UsedStep } from './live-warning.ts'
import { loadTestedOutputs } from './load-tested-outputs.ts'
import type { LiveWarning, TestRequest } from './test-models.ts'

export type PlannedTest = {
  work: TestWork
  sampleLabel: string
  used: UsedStep[]
  environment: 'live' | 'sandbox' | 'none'
  live: LiveWarning | null
}

/**
 * Everything a test needs, worked out from the stored draft: which part of it runs, with which event, through which
 * accounts, and what of that would be real. Refused with the problems of the part that runs.
 */
export async function planTest(
  tx: Queries,
  { ctx, principal }: { ctx: CoreContext; principal: Principal },
  request: TestRequest,
): Promise<Result<PlannedTest>> {
  const draft = await loadDraft(tx, request.flowId)
  if (!draft.ok) return draft
  const { document, revision } = draft.value
  if (revision !== request.revision)
    return draftConflict(tx, { revision, document }, { flowId: request.flowId, revision: request.revision })
  const part = partOf(document, request)
  if (!part.ok) return part
  const sample = await sampleOf(tx, draft.value, { request, now: ctx.clock.now() })
  if (!sample.ok) return sample
  const { stepIds } = part.value
  const wanted = request.scope === 'step' ? request.connectionId : null
  const chosen = await chooseConnections(tx, principal, { document: part.value.document, stepIds, wanted })
  if (!chosen.ok) return chosen
  const options = await loadValidateOptions(tx, ctx)
  const compiled = compilePart(chosen.value.document, request, options)
  if (!compiled.ok) return refusal(compiled.problems)
  const tested = request.scope === 'step' ? await loadTestedOutputs(tx, draft.value) : {}
  const { used } = chosen.value
  return ok({
    work: {
      ...compiled.work,
      item: sample.value.item,
      outputs: request.scope === 'step' ? { ...tested, ...sample.value.outputs } : {},
      input: request.scope === 'step' ? request.input : null,
      fingerprints: Object.fromEntries(document.steps.map((step) => [step.id, stepFingerprint(step)])),
    },
    sampleLabel: sample.value.label,
    used,
    environment: environmentOf(used),
    live: liveWarning(request, used),
  })
}

type Part = { document: FlowDocument; stepIds: ReadonlySet<string> }

function partOf(document: FlowDocument, { scope, stepId }: TestRequest): Result<Part> {
  if (scope === 'flow') return ok({ document, stepIds: new Set(document.steps.map(({ id }) => id)) })
  const step = document.steps.find(({ id }) => id === stepId)
  if (step === undefined || stepId === null) return fail('not_found', 'This step is not in the draft any more.')
  if (step.kind === 'trigger')
    return fail('invalid', 'A trigger has nothing to test: choose a sample of what it gives.')
  if (scope === 'step') return ok({ document, stepIds: new Set([stepId]) })
  const upTo = upToStep(document, stepId)
  return ok({ document: upTo, stepIds: new Set(upTo.steps.map(({ id }) => id)) })
}

async function sampleOf(
  tx: Queries,
  draft: Draft,
  { request, now }: { request: TestRequest; now: Date },
): Promise<Result<WholeSample>> {
  if ('sampleId' in request.sample) return loadSample(tx, draft, { sampleId: request.sample.sampleId, now })
  return ok({ label: request.sample.label, item: request.sample.item, outputs: {} })
}

type CompiledPart = { ok: true; work: Pick<TestWork, 'plan' | 'target'> } | { ok: false; problems: Problem[] }

function compilePart(
  document: FlowDocument,
  { scope, stepId }: TestRequest,
  options: Parameters<typeof compile>[1],
): CompiledPart {
  if (scope === 'step' && stepId !== null) {
    const one = compileStep(document, stepId, options)
    return one.ok ? { ok: true, work: one.value } : { ok: false, problems: one.error }
  }
  const compiled = compile(document, options)
  if (!compiled.ok) return { ok: false, problems: compiled.error.filter(({ severity }) => severity === 'error') }
  const { plan } = compiled.value
  return { ok: true, work: { plan, target: stepId === null ? null : nodeOf(plan, stepId) } }
}

const nodeOf = (plan: Plan, stepId: string): number | null => {
  const index = plan.control.findIndex(({ id }) => id === stepId)
  return index < 0 ? null : index
}

function refusal(problems: Problem[]) {
  const [first] = problems
  const more = problems.length > 1 ? ` ${problems.length - 1} more to mend.` : ''
  return fail('invalid', `${first?.message ?? 'The draft cannot run yet.'}${more}`, { problems })
}

function environmentOf(used: UsedStep[]): PlannedTest['environment'] {
  if (used.some(({ connection }) => connection.environment === 'live')) return 'live'
  return used.length === 0 ? 'none' : 'sandbox'
}
