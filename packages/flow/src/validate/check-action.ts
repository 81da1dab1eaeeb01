import type { ActionManifest, ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import type { ActionStep, StepPolicy } from '../document.ts'
import { scopesThatTry, undoOf } from '../lanes.ts'
import { inputSchema } from '../output-schema.ts'
import { defaultPolicy, isRepeatSafe, POLICY_LIMITS, totalDelayMs } from '../policy.ts'
import { ERROR_PORT } from '../ports.ts'
import { checkConnection } from './check-connection.ts'
import { checkMapping } from './check-mapping.ts'
import { own, type Validation } from './validation.ts'

export function checkAction(validation: Validation, step: ActionStep): void {
  const { options, error } = validation
  const connector = own(options.manifests, step.connector)
  if (connector === undefined) {
    error(
      'connector_unknown',
      'connector',
      `There is no app “${step.connector}” here. Choose another step in its place.`,
    )
    return
  }
  checkConnection(validation, { connector, connectionId: step.connectionId, field: 'connectionId' })
  const action = own(connector.actions, step.action)
  if (action === undefined) {
    error(
      'action_unknown',
      'action',
      `${connector.title} has no action “${step.action}”. Choose another step in its place.`,
    )
    return
  }
  checkInput(validation, step, { connector, action })
  checkPolicyRange(validation, step.policy ?? {})
  checkSafety(validation, step, { connector, action })
  checkIfFails(validation, step, action)
  checkUndo(validation, step)
}

type Called = { connector: ConnectorManifest; action: ActionManifest }

function checkInput(validation: Validation, step: ActionStep, { connector, action }: Called): void {
  const { error } = validation
  for (const spec of action.fields) {
    const mapping = own(step.input, spec.name)
    const field = `input.${spec.name}`
    if (mapping === undefined) {
      if (!spec.required || spec.default !== undefined) continue
      error('input_missing', field, `${spec.label} has no value, and ${connector.title} needs one. Give it a value.`)
      continue
    }
    const place = { field, label: spec.label, required: spec.required, schema: inputSchema(action, spec) }
    checkMapping(validation, place, mapping)
  }
  for (const name of Object.keys(step.input)) {
    if (action.fields.some((spec) => spec.name === name)) continue
    const message = `“${action.title}” of ${connector.title} has no field “${name}”. Remove the value.`
    error('input_unknown', `input.${name}`, message)
  }
  for (const group of action.needsOneOf ?? []) checkOneOf(validation, step, { group, connector, action })
}

/** Fields of which any will do: each alone may be left out, all together not. */
function checkOneOf(
  { error }: Validation,
  { input }: ActionStep,
  { group, connector, action }: Called & { group: readonly string[] },
): void {
  const [first] = group
  if (first === undefined || group.some((name) => own(input, name) !== undefined)) return
  const labels = group.map((name) => action.fields.find((spec) => spec.name === name)?.label ?? name).join(' or ')
  error(
    'input_missing',
    `input.${first}`,
    `${connector.title} needs ${labels}, and none has a value. Fill one of them.`,
  )
}

function checkIfFails(validation: Validation, { id, ifFails }: ActionStep, { output }: ActionManifest): void {
  if (ifFails === undefined) return
  if (validation.graph.outOf(id).some(({ port }) => port === ERROR_PORT)) {
    const message = 'A cable leaves by the error jack, so what else is chosen for a failure never counts. Remove one.'
    validation.warn('if_fails_unused', 'ifFails', message)
  }
  if (ifFails.kind === 'ask') return
  const place = { field: 'ifFails.output', label: 'What it gives instead', required: false, schema: output }
  checkMapping(validation, place, ifFails.output)
}

function checkUndo({ graph, warn }: Validation, step: ActionStep): void {
  const undo = undoOf(graph, step.id)
  if (undo === undefined || scopesThatTry(graph, step).some(({ compensate }) => compensate)) return
  const message = `“${undo.name}” runs only when somebody cancels the run and asks for it: “${step.name}” stands in no scope that undoes. Put both into one to undo it on a failure too.`
  warn('undo_without_scope', '', message)
}

function checkPolicyRange({ error }: Validation, policy: Partial<StepPolicy>): void {
  const words = {
    maxAttempts: ['The number of tries', ''],
    initialDelayMs: ['The first wait', ' ms'],
    backoff: ['The growth of the wait', ''],
    maxDelayMs: ['The longest wait', ' ms'],
    timeoutMs: ['The time for one try', ' ms'],
  } as const
  for (const name of ['maxAttempts', 'initialDelayMs', 'backoff', 'maxDelayMs', 'timeoutMs'] as const) {
    const value = policy[name]
    const { least, most } = POLICY_LIMITS[name]
    const whole = name === 'backoff' || Number.isInteger(value)
    if (value === undefined || (value >= least && value <= most && whole)) continue
    const [label, unit] = words[name]
    const rule = `${name === 'backoff' ? '' : 'a whole number '}from ${least} to ${most}${unit}`
    error('policy_range', `policy.${name}`, `${label} must be ${rule}; it is ${value}. Change it.`)
  }
  const { retryOn } = policy
  if (retryOn !== undefined && new Set(retryOn).size < retryOn.length)
    error('policy_duplicate', 'policy.retryOn', 'A kind of failure is named twice among those retried. Remove one.')
}

function checkSafety({ warn }: Validation, step: ActionStep, { connector, action }: Called): void {
  const policy = { ...defaultPolicy(action), ...step.policy }
  const { idempotency } = action
  if (isRepeatSafe(action)) {
    if (idempotency.kind !== 'key' || action.effect === 'read' || action.effect === 'pure') return
    if (totalDelayMs(policy) < idempotency.keyTtlMs) return
    const message = `The tries go on for longer than ${connector.title} remembers that it has seen this call. Try fewer times or wait less.`
    warn('retries_outlive_key', 'policy', message)
    return
  }
  if (step.onUnknown === undefined) {
    const what = action.onUnknown === 'may_repeat' ? 'it may then be sent a second time' : 'a person is then asked'
    const message = `${connector.title} cannot tell a repeat of this from a second one. When nobody knows whether it went through, ${what}. Choose what should happen.`
    warn('unknown_outcome_unset', 'onUnknown', message)
  }
  if (step.policy?.retryOn?.includes('unknown_outcome') && step.onUnknown !== 'may_repeat') {
    const message = `Tried again after an unknown outcome, this could be done twice: ${connector.title} cannot tell. Take it off the list, or choose that it may repeat.`
    warn('retry_not_repeat_safe', 'policy.retryOn', message)
  }
}
