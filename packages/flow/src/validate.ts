import type { FlowDocument, Step } from './document.ts'
import { type FlowGraph, graphOf } from './graph.ts'
import { outputSchema } from './output-schema.ts'
import type { Problem } from './problem.ts'
import { schemaAt } from './schema-at.ts'
import { structureProblems } from './structure.ts'
import { type Upstream, upstreamOf } from './upstream.ts'
import { checkAction } from './validate/check-action.ts'
import { checkApproval } from './validate/check-approval.ts'
import { checkLoop, checkParallel, checkRepeat, checkScope } from './validate/check-containers.ts'
import { checkAnswer, checkBranch, checkSet, checkStop, checkWait } from './validate/check-control.ts'
import { checkEventStep } from './validate/check-event.ts'
import { checkCondition } from './validate/check-mapping.ts'
import { checkRuns } from './validate/check-runs.ts'
import { checkSubflow } from './validate/check-subflow.ts'
import { checkTrigger } from './validate/check-trigger.ts'
import type { Callable, CallableFlow, ListeningFlow, ValidateOptions, Validation } from './validate/validation.ts'

export type { Callable, CallableFlow, ListeningFlow, ValidateOptions }

/**
 * Everything wrong with a document, errors first, then in the document's order. Never throws, whatever the document:
 * it is called on drafts with every keystroke.
 */
export function validate(document: FlowDocument, options: ValidateOptions): Problem[] {
  const graph = graphOf(document)
  const problems = [
    ...structureProblems(document),
    ...wholeProblems(graph),
    ...connectionProblems(document, options),
    ...stepProblems(graph, options),
  ]
  const rank = new Map(document.steps.map((step, index) => [step.id, index]))
  const rankOf = ({ stepId }: Problem) => (stepId === undefined ? -1 : (rank.get(stepId) ?? -1))
  return problems.sort((a, b) => severityRank(a) - severityRank(b) || rankOf(a) - rankOf(b))
}

function severityRank({ severity }: Problem): number {
  return severity === 'error' ? 0 : 1
}

function wholeProblems(graph: FlowGraph): Problem[] {
  const { steps } = graph.document
  const problems: Problem[] = []
  if (!steps.some(({ kind }) => kind === 'trigger')) {
    const message = 'Nothing starts this flow. Add a trigger.'
    return [{ code: 'trigger_missing', severity: 'error', message }]
  }
  if (steps.length === 1) {
    const message = 'The flow does nothing when it starts. Add a step after the trigger.'
    problems.push({ code: 'flow_empty', severity: 'warning', message })
  }
  const reached = reachedSteps(graph)
  const names = new Map<string, string>()
  for (const { id, name, kind } of steps) {
    if (!reached.has(id) && kind !== 'trigger') {
      const message = `Nothing leads to “${name}”, so it would never run. Connect it, or remove it.`
      problems.push({ code: 'step_unreachable', severity: 'error', message, stepId: id })
    }
    const key = name.trim().toLowerCase()
    if (key === '') {
      const message = 'This step has no name, so nobody can tell it from others. Say in a few words what it does.'
      problems.push({ code: 'name_missing', severity: 'warning', message, stepId: id, field: 'name' })
    } else if (names.has(key)) {
      const message = `Two steps are called “${name}”, so their values look alike. Rename one.`
      problems.push({ code: 'name_duplicate', severity: 'warning', message, stepId: id, field: 'name' })
    }
    names.set(key, id)
  }
  return problems
}

/** Steps that cables lead to from the trigger; those in a container begin with it where no cable leads to them. */
function reachedSteps(graph: FlowGraph): Set<string> {
  const trigger = graph.document.steps.find(({ kind }) => kind === 'trigger')
  const reached = new Set<string>()
  const open: Step[] = trigger === undefined ? [] : [trigger]
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (reached.has(step.id)) continue
    reached.add(step.id)
    open.push(...graph.inside(step.id).filter(({ id }) => graph.into(id).length === 0))
    for (const { to } of graph.outOf(step.id)) {
      const next = graph.step(to)
      if (next !== undefined) open.push(next)
    }
  }
  return reached
}

/** A flow that is half real and half sandbox would, say, ship a pretend order by a real label. */
function connectionProblems({ steps }: FlowDocument, { connections }: ValidateOptions): Problem[] {
  const environments = new Map(connections?.map(({ id, environment }) => [id, environment]))
  const used = new Set<string>()
  for (const step of steps) {
    const environment = environments.get(connectionIdOf(step) ?? '')
    if (environment !== undefined) used.add(environment)
  }
  if (used.size < 2) return []
  const message = 'Some steps use live accounts and others sandbox ones. Choose connections of one kind.'
  return [{ code: 'connections_mixed', severity: 'warning', message }]
}

function connectionIdOf(step: Step): string | null {
  if (step.kind === 'action' || step.kind === 'event') return step.connectionId
  return step.kind === 'trigger' && step.trigger.type === 'event' ? step.trigger.connectionId : null
}

function stepProblems(graph: FlowGraph, options: ValidateOptions): Problem[] {
  const visible = upstreamOf(graph)
  const outputOf = outputLookup(graph, options, visible)
  return graph.document.steps
    .filter((step) => graph.step(step.id) === step)
    .flatMap((step) => {
      const problems: Problem[] = []
      const report = (severity: Problem['severity']) => (code: string, field: string, message: string) => {
        problems.push({ code, severity, message, stepId: step.id, ...(field === '' ? {} : { field }) })
      }
      const upstream = visible.at(step.id)
      const afterPass = step.kind === 'repeat' ? visible.afterPass(step.id) : []
      checkStep({
        graph,
        options,
        step,
        upstream,
        afterPass,
        outputOf,
        gaps: new Set(),
        error: report('error'),
        warn: report('warning'),
      })
      return problems
    })
}

function checkStep(validation: Validation): void {
  const { step } = validation
  switch (step.kind) {
    case 'trigger':
      checkTrigger(validation, step.trigger)
      checkRuns(validation, step)
      break
    case 'action':
      checkAction(validation, step)
      break
    case 'branch':
      checkBranch(validation, step)
      break
    case 'filter':
      checkCondition(validation, filterPlace, step.condition)
      break
    case 'set':
      checkSet(validation, step)
      break
    case 'loop':
      checkLoop(validation, step)
      break
    case 'repeat':
      checkRepeat(validation, step)
      break
    case 'parallel':
      checkParallel(validation, step)
      break
    case 'scope':
      checkScope(validation, step)
      break
    case 'event':
      checkEventStep(validation, step)
      break
    case 'approval':
      checkApproval(validation, step)
      break
    case 'subflow':
      checkSubflow(validation, step)
      break
    case 'wait':
      checkWait(validation, step)
      break
    case 'answer':
      checkAnswer(validation, step)
      break
    case 'stop':
      checkStop(validation, step)
      break
  }
}

const filterPlace = { field: 'condition', label: 'The rule', required: false, schema: null }

/** Each step's output is worked out once a validation; a set step's leans on those before it. */
function outputLookup(graph: FlowGraph, options: ValidateOptions, visible: Upstream): Validation['outputOf'] {
  const known = new Map<string, ReturnType<Validation['outputOf']>>()
  const outputOf: Validation['outputOf'] = (source) => {
    const key = `${source.as} ${source.step.id}`
    const schema = known.get(key)
    if (schema !== undefined) return schema
    // A draft may hold a loop that collects what leans on the loop itself: nothing is known of that.
    known.set(key, null)
    const made = outputSchema(source, options, ({ from, path }) => {
      const output = outputBefore(source.step, from)
      const at = output === null ? null : schemaAt(output, path)
      return at?.kind === 'known' ? at.schema : null
    })
    known.set(key, made)
    return made
  }
  const outputBefore = (step: Step, from: string) => {
    const collected = step.kind === 'loop' && step.collect === from ? graph.step(from) : undefined
    if (collected !== undefined) return outputOf({ step: collected, as: 'output', certain: true })
    const before = visible.at(step.id).find((one) => one.step.id === from)
    return before === undefined ? null : outputOf(before)
  }
  return outputOf
}
