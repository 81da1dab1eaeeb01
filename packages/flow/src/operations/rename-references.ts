import type { RunRules, Step } from '../document.ts'
import { renameExpressionSteps } from '../expression-steps.ts'
import type { Condition, Mapping } from '../mapping.ts'

type Ids = ReadonlyMap<string, string>

/** A step whose mappings name other steps by new ids; ids that the map lacks stay. */
export function renameReferences(step: Step, ids: Ids): Step {
  switch (step.kind) {
    case 'action': {
      const input = inFields(step.input, ids)
      const { ifFails } = step
      if (ifFails?.kind !== 'default') return { ...step, input }
      return { ...step, input, ifFails: { ...ifFails, output: inMapping(ifFails.output, ids) } }
    }
    case 'subflow':
      return { ...step, input: inFields(step.input, ids) }
    case 'event':
      return { ...step, match: { ...step.match, equals: inMapping(step.match.equals, ids) } }
    case 'approval': {
      const facts = step.facts.map((fact) => ({ ...fact, value: inMapping(fact.value, ids) }))
      return { ...step, question: inMapping(step.question, ids), facts }
    }
    case 'set':
      return { ...step, fields: inFields(step.fields, ids) }
    case 'branch':
      return { ...step, cases: step.cases.map((one) => ({ ...one, condition: inCondition(one.condition, ids) })) }
    case 'filter':
      return { ...step, condition: inCondition(step.condition, ids) }
    case 'loop':
      return {
        ...step,
        list: inMapping(step.list, ids),
        ...(step.collect === undefined ? {} : { collect: ids.get(step.collect) ?? step.collect }),
      }
    case 'repeat':
      return { ...step, until: inCondition(step.until, ids) }
    case 'trigger':
      return step.runs === undefined ? step : { ...step, runs: inRuns(step.runs, ids) }
    case 'wait': {
      const { wait } = step
      if (wait.kind === 'duration') return { ...step, wait: { ...wait, ms: inMapping(wait.ms, ids) } }
      return { ...step, wait: { ...wait, at: inMapping(wait.at, ids) } }
    }
    case 'answer':
      return { ...step, status: inMapping(step.status, ids), body: inMapping(step.body, ids) }
    case 'stop':
      return step.message === undefined ? step : { ...step, message: inMapping(step.message, ids) }
    default:
      return step
  }
}

/** Keys are read from the trigger's own event. */
function inRuns({ order, gather, ...rest }: RunRules, ids: Ids): RunRules {
  const keyed = <T extends { key: Mapping | null }>(rule: T): T =>
    rule.key === null ? rule : { ...rule, key: inMapping(rule.key, ids) }
  return {
    ...rest,
    ...(order === undefined ? {} : { order: order === null ? null : keyed(order) }),
    ...(gather === undefined ? {} : { gather: keyed(gather) }),
  }
}

function inMapping(mapping: Mapping, ids: Ids): Mapping {
  switch (mapping.kind) {
    case 'constant':
      return mapping
    case 'reference':
      return { ...mapping, ref: { ...mapping.ref, from: ids.get(mapping.ref.from) ?? mapping.ref.from } }
    case 'template':
      return {
        ...mapping,
        parts: mapping.parts.map((part) =>
          'text' in part ? part : { ...part, ref: { ...part.ref, from: ids.get(part.ref.from) ?? part.ref.from } },
        ),
      }
    case 'expression':
      return { ...mapping, source: renameExpressionSteps(mapping.source, ids) }
    case 'valueMap':
      return { ...mapping, of: inMapping(mapping.of, ids) }
    case 'list': {
      const keep = mapping.keep === undefined ? {} : { keep: inCondition(mapping.keep, ids) }
      return { ...mapping, of: inMapping(mapping.of, ids), each: inMapping(mapping.each, ids), ...keep }
    }
    case 'object':
      return { ...mapping, fields: inFields(mapping.fields, ids) }
  }
}

function inCondition(condition: Condition, ids: Ids): Condition {
  switch (condition.kind) {
    case 'not':
      return { ...condition, of: inCondition(condition.of, ids) }
    case 'compare': {
      const right = condition.right === undefined ? {} : { right: inMapping(condition.right, ids) }
      return { ...condition, left: inMapping(condition.left, ids), ...right }
    }
    default:
      return { ...condition, of: condition.of.map((inner) => inCondition(inner, ids)) }
  }
}

function inFields(fields: Record<string, Mapping>, ids: Ids): Record<string, Mapping> {
  return Object.fromEntries(Object.entries(fields).map(([name, mapping]) => [name, inMapping(mapping, ids)]))
}
