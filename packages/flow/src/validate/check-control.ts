import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { AnswerStep, BranchStep, SetStep, StopStep, WaitStep } from '../document.ts'
import type { Mapping } from '../mapping.ts'
import { callSchema } from '../output-schema.ts'
import { checkCondition, checkMapping } from './check-mapping.ts'
import { MAX_SPAN_MS } from './check-range.ts'
import type { Place, Validation } from './validation.ts'

export function checkBranch(validation: Validation, step: BranchStep): void {
  if (step.cases.length === 0)
    validation.error(
      'branch_without_cases',
      'cases',
      'This branch has no way to go but the last one. Add a way with its rule.',
    )
  step.cases.forEach(({ label, condition }, index) => {
    checkCondition(validation, place(`cases.${index}.condition`, `“${label}”`), condition)
  })
}

export function checkSet(validation: Validation, step: SetStep): void {
  const fields = Object.entries(step.fields)
  if (fields.length === 0)
    validation.warn('set_empty', 'fields', 'This step sets nothing. Add a value, or remove the step.')
  for (const [name, mapping] of fields) {
    if (name.trim() === '') validation.error('set_name_empty', `fields.${name}`, 'A value has no name. Give it one.')
    checkMapping(validation, place(`fields.${name}`, name), mapping)
  }
}

export function checkWait(validation: Validation, { wait }: WaitStep): void {
  const { error } = validation
  const [field, mapping] = wait.kind === 'duration' ? ['wait.ms', wait.ms] : ['wait.at', wait.at]
  if (mapping.kind === 'constant') {
    const wrong = wait.kind === 'duration' ? wrongDuration(mapping.value) : wrongMoment(mapping.value)
    if (wrong !== null) error('wait_invalid', field, wrong)
    return
  }
  const schema: JsonSchema | null = wait.kind === 'duration' ? { type: 'number' } : null
  checkMapping(validation, { ...place(field, 'The wait'), required: true, schema }, mapping)
}

export function checkAnswer(validation: Validation, step: AnswerStep): void {
  const { graph, error, warn } = validation
  const { status } = step
  const code = status.kind === 'constant' ? status.value : null
  if (status.kind === 'constant' && !(typeof code === 'number' && Number.isInteger(code) && code >= 200 && code <= 599))
    error(
      'status_range',
      'status',
      'The status of an answer is a whole number from 200 to 599, such as 200. Change it.',
    )
  else
    checkMapping(validation, { ...place('status', 'The status'), required: true, schema: { type: 'integer' } }, status)
  const first = graph.document.steps.find(({ kind }) => kind === 'trigger')
  const trigger = first?.kind === 'trigger' ? first.trigger : undefined
  const gives = trigger?.type === 'call' && trigger.output.length > 0 ? callSchema(trigger.output) : null
  checkMapping(validation, { ...place('body', 'The answer'), required: gives !== null, schema: gives }, step.body)
  const isAwaited = trigger?.type === 'call' || (trigger?.type === 'webhook' && trigger.answer.kind === 'flow')
  if (!isAwaited) {
    const message =
      'Nobody waits for this answer. Start the flow by a webhook that waits for the flow or by a call, or remove the step.'
    warn('answer_unawaited', '', message)
  }
  if (graph.around(step.id).some(({ kind }) => kind === 'loop' || kind === 'repeat'))
    warn('answer_in_loop', '', 'Only the first answer counts, and this step runs many times. Move it out of the loop.')
}

export function checkStop(validation: Validation, step: StopStep): void {
  const { graph, warn } = validation
  if (step.message !== undefined) checkMapping(validation, place('message', 'The message'), step.message)
  const container = graph.around(step.id)[0]
  if (container === undefined) return
  const what =
    container.kind === 'loop' || container.kind === 'repeat' ? 'not only this pass' : 'the steps beside it too'
  warn(
    'stop_in_container',
    '',
    `A stop inside “${container.name}” ends the whole run, ${what}. Move it out if that is not meant.`,
  )
}

function place(field: string, label: string): Place {
  return { field, label, required: false, schema: null }
}

function wrongDuration(value: (Mapping & { kind: 'constant' })['value']): string | null {
  if (typeof value === 'number' && value > 0 && value <= MAX_SPAN_MS) return null
  return 'The wait must be longer than nothing and at most a year. Change how long to wait.'
}

function wrongMoment(value: (Mapping & { kind: 'constant' })['value']): string | null {
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return null
  return 'The moment to wait for is no date. Write one such as 2027-01-31T09:00:00Z, or map one.'
}
