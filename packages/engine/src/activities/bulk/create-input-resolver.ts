import type { ResolveInput } from '@patchbay/core/bulk/work-bulk-job'
import { loadStoppedStep } from '@patchbay/core/problems/load-stopped-step'
import { loadSteps } from '@patchbay/core/runs/load-steps'
import { parseIteration } from '@patchbay/core/runs/run-target'
import type { Json, JsonObject } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import type { PlanField } from '@patchbay/flow/plan'
import { evaluateFields } from '@patchbay/mapping/evaluate'
import { buildScope } from '../build-scope.ts'
import { completeSession } from '../complete-session.ts'
import type { ActivityDependencies } from '../dependencies.ts'
import { createSessionOpener, keepOutputs, visibleIterations } from '../run-session.ts'

/**
 * Works out what a stopped step would send with some of its mappings exchanged. What went out before stays as it is
 * but for those fields: every attempt of a step sends the same, and only a person's own change is a change. Of a step
 * that never sent anything, all fields are worked out.
 */
export function createInputResolver(deps: ActivityDependencies): ResolveInput {
  const sessions = createSessionOpener(deps)
  const kept = keepOutputs()
  return async (of) => {
    const step = await loadStoppedStep(deps.db, of)
    if (step === null) return gone()
    const ref = { node: step.node, iteration: parseIteration(step.iteration) }
    const target = { workspaceId: of.workspaceId, runId: of.runId, epoch: step.epoch, planHash: step.planHash }
    const steps = await loadSteps(deps.db, target, { iterations: visibleIterations([ref]), kept })
    const session = await sessions.open(target, steps)
    await completeSession(deps.db, session, { refs: [ref], kept })
    const work = session.plan.work[step.node]
    if (work?.kind !== 'action')
      return invalid(`“${work?.name ?? step.stepId}” sends nothing, so there is nothing to change.`)
    const sent = asObject(session.steps.get(`${step.node}/${step.iteration}`)?.input ?? null)
    const wanted = fieldsToResolve(work.fields, of.fields, sent !== null)
    const resolved = await evaluateFields(wanted, buildScope(session, ref, true), deps.expressions)
    if (!resolved.ok) return invalid(resolved.error.message)
    return { ok: true, value: { ...withoutFields(sent ?? {}, of.fields), ...resolved.value } }
  }
}

/** The edited ones, those among them that the step did not fill in before, and all the others where nothing was sent. */
function fieldsToResolve(fields: PlanField[], edited: Record<string, Mapping>, wasSent: boolean): PlanField[] {
  const exchanged = fields.map((field) => ({ ...field, mapping: edited[field.name] ?? field.mapping }))
  const known = new Set(fields.map(({ name }) => name))
  const added = Object.entries(edited).flatMap(([name, mapping]) =>
    known.has(name) ? [] : [{ name, label: name, required: false, mapping }],
  )
  return [...exchanged.filter(({ name }) => !wasSent || edited[name] !== undefined), ...added]
}

/** A field whose new mapping gives nothing is left out. */
const withoutFields = (input: JsonObject, edited: Record<string, Mapping>): JsonObject =>
  Object.fromEntries(Object.entries(input).filter(([name]) => edited[name] === undefined))

const asObject = (input: Json): JsonObject | null =>
  typeof input === 'object' && input !== null && !Array.isArray(input) ? input : null

const gone = () => ({ ok: false as const, error: { code: 'gone' as const, message: 'This run has been removed.' } })

const invalid = (message: string) => ({ ok: false as const, error: { code: 'invalid' as const, message } })
