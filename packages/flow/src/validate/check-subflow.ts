import { callableVersion } from '../callable-version.ts'
import type { CallField, SubflowStep } from '../document.ts'
import { callFieldSchema } from '../output-schema.ts'
import { checkMapping } from './check-mapping.ts'
import { calledFlow, own, type Validation } from './validation.ts'

/** Flows that call one another may be this many deep; the next call fails. */
const MAX_CALL_DEPTH = 8

/** That the called flow exists, can be called, and is given what it takes. */
export function checkSubflow(validation: Validation, step: SubflowStep): void {
  const { options, error, warn } = validation
  if (step.flowId === null) {
    error('flow_missing', 'flowId', 'No flow is chosen to be run. Choose one that starts when another flow calls it.')
    return
  }
  if (step.flowId === options.flowId) {
    const message = `This flow calls itself. It may be ${MAX_CALL_DEPTH} calls deep, and the next one fails: make sure that it ends before.`
    warn('subflow_itself', 'flowId', message)
  }
  if (options.flows === undefined) {
    checkInput(validation, step, null)
    return
  }
  const called = calledFlow(options.flows, step.flowId)
  if (called === undefined) {
    error('flow_unknown', 'flowId', 'The flow that this step runs is gone. Choose another.')
    return
  }
  if (called.callable === null && step.versionId === null) {
    const message = `“${called.name}” does not start when another flow calls it, or is not live. Change how it starts and publish it, or choose another.`
    error('flow_not_callable', 'flowId', message)
  }
  checkInput(validation, step, callableVersion(options.flows, step)?.input ?? null)
}

function checkInput(validation: Validation, step: SubflowStep, takes: readonly CallField[] | null): void {
  for (const [name, mapping] of Object.entries(step.input)) {
    const spec = takes?.find((one) => one.name === name)
    const field = `input.${name}`
    if (spec === undefined && takes !== null) {
      validation.error('input_unknown', field, `The flow it runs takes no “${name}”. Remove the value.`)
      continue
    }
    const schema = spec === undefined ? null : callFieldSchema(spec)
    const place = { field, label: spec?.label ?? name, required: spec?.required ?? false }
    checkMapping(validation, { ...place, schema }, mapping)
  }
  for (const { name, label, required } of takes ?? []) {
    if (!required || own(step.input, name) !== undefined) continue
    const message = `${label} has no value, and the flow it runs needs one. Give it a value.`
    validation.error('input_missing', `input.${name}`, message)
  }
}
