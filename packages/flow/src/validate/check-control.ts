import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { AnswerStep, BranchStep, LoopStep, SetStep, Step, StopStep, WaitStep } from '../document.ts'
import type { Mapping } from '../mapping.ts'
import { checkCondition, checkMapping } from './check-mapping.ts'
import type { Place, Validation } from './validation.ts'

const MAX_CONCURRENCY = 50
const MAX_WAIT_MS = 366 * 86_400_000

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

export function checkLoop(validation: Validation, step: LoopStep): void {
  const { error } = validation
  if (step.list.kind === 'constant' && !(Array.isArray(step.list.value) && step.list.value.length > 0))
    error('loop_without_list', 'list', 'There is no list to go through. Map a list from an earlier step.')
  else checkMapping(validation, { ...place('list', 'The list'), required: true, schema: { type: 'array' } }, step.list)
  if (!Number.isInteger(step.concurrency) || step.concurrency < 1 || step.concurrency > MAX_CONCURRENCY) {
    const message = `A loop works on 1 to ${MAX_CONCURRENCY} items at a time; it says ${step.concurrency}. Change the number.`
    error('concurrency_range', 'concurrency', message)
  }
  checkContent(validation, step)
}

export function checkContent({ graph, warn }: Validation, step: Step): void {
  if (graph.inside(step.id).length === 0)
    warn('container_empty', '', `“${step.name}” holds no steps, so it does nothing. Put a step into it, or remove it.`)
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
  checkMapping(validation, place('body', 'The answer'), step.body)
  const trigger = graph.document.steps.find(({ kind }) => kind === 'trigger')
  const isAwaited =
    trigger?.kind === 'trigger' && trigger.trigger.type === 'webhook' && trigger.trigger.answer.kind === 'flow'
  if (!isAwaited) {
    const message =
      'Nobody waits for this answer. Start the flow by a webhook that waits for the flow, or remove the step.'
    warn('answer_unawaited', '', message)
  }
  if (graph.around(step.id).some(({ kind }) => kind === 'loop'))
    warn(
      'answer_in_loop',
      '',
      'Only the first answer counts, and this step runs for every item. Move it out of the loop.',
    )
}

export function checkStop(validation: Validation, step: StopStep): void {
  const { graph, warn } = validation
  if (step.message !== undefined) checkMapping(validation, place('message', 'The message'), step.message)
  const container = graph.around(step.id)[0]
  if (container === undefined) return
  const what = container.kind === 'loop' ? 'not only this item' : 'the steps beside it too'
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
  if (typeof value === 'number' && value > 0 && value <= MAX_WAIT_MS) return null
  return 'The wait must be longer than nothing and at most a year. Change how long to wait.'
}

function wrongMoment(value: (Mapping & { kind: 'constant' })['value']): string | null {
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return null
  return 'The moment to wait for is no date. Write one such as 2027-01-31T09:00:00Z, or map one.'
}
