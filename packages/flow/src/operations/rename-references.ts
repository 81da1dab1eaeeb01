import type { Step } from '../document.ts'
import { type Ids, renameInCondition, renameInFields, renameInMapping, renameInRuns } from './rename-in-mapping.ts'

/** A step whose mappings name other steps by new ids; ids that the map lacks stay. */
export function renameReferences(step: Step, ids: Ids): Step {
  switch (step.kind) {
    case 'action': {
      const input = renameInFields(step.input, ids)
      const { ifFails } = step
      if (ifFails?.kind !== 'default') return { ...step, input }
      return { ...step, input, ifFails: { ...ifFails, output: renameInMapping(ifFails.output, ids) } }
    }
    case 'subflow':
      return { ...step, input: renameInFields(step.input, ids) }
    case 'event':
      return { ...step, match: { ...step.match, equals: renameInMapping(step.match.equals, ids) } }
    case 'approval': {
      const facts = step.facts.map((fact) => ({ ...fact, value: renameInMapping(fact.value, ids) }))
      return { ...step, question: renameInMapping(step.question, ids), facts }
    }
    case 'set':
      return { ...step, fields: renameInFields(step.fields, ids) }
    case 'branch':
      return { ...step, cases: step.cases.map((one) => ({ ...one, condition: renameInCondition(one.condition, ids) })) }
    case 'filter':
      return { ...step, condition: renameInCondition(step.condition, ids) }
    case 'loop':
      return {
        ...step,
        list: renameInMapping(step.list, ids),
        ...(step.collect === undefined ? {} : { collect: ids.get(step.collect) ?? step.collect }),
      }
    case 'repeat':
      return { ...step, until: renameInCondition(step.until, ids) }
    case 'trigger':
      return step.runs === undefined ? step : { ...step, runs: renameInRuns(step.runs, ids) }
    case 'wait': {
      const { wait } = step
      if (wait.kind === 'duration') return { ...step, wait: { ...wait, ms: renameInMapping(wait.ms, ids) } }
      return { ...step, wait: { ...wait, at: renameInMapping(wait.at, ids) } }
    }
    case 'answer':
      return { ...step, status: renameInMapping(step.status, ids), body: renameInMapping(step.body, ids) }
    case 'stop':
      return step.message === undefined ? step : { ...step, message: renameInMapping(step.message, ids) }
    default:
      return step
  }
}
