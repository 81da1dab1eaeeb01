import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FlowDocument } from './document.ts'
import { sampleConnections, sampleManifests } from './samples/manifests.ts'
import { orderJourney } from './samples/order-journey.ts'
import { arbitraryDocument, arbitraryMapping } from './testing/arbitraries.ts'
import {
  action,
  after,
  answerOf,
  branchOf,
  changed,
  connection,
  cron,
  eachLine,
  event,
  filterOf,
  form,
  from,
  input,
  loopOf,
  mustApply,
  nested,
  one,
  policy,
  position,
  step,
  text,
  trigger,
  valueMap,
  waitOf,
  webhook,
  withEdge,
  without,
  withStep,
} from './testing/changed-journey.ts'
import { type ValidateOptions, validate } from './validate.ts'

const options: ValidateOptions = {
  manifests: sampleManifests,
  variables: ['desk'],
  connections: [...sampleConnections, { id: 'con_live', connector: 'shopify', environment: 'live' }],
  checkExpression: (source) => (source.includes('((') ? 'A bracket is not closed.' : null),
  checkCron: (expression) => (expression === '0 7 * * *' ? null : 'It has too few parts.'),
}

type Row = [code: string, stepId: string | undefined, field: string | undefined, document: FlowDocument]

describe('an error', () => {
  it.each<Row>([
    ['trigger_missing', undefined, undefined, without('order')],
    ['trigger_duplicate', 'second', undefined, withStep({ ...step('order'), id: 'second' })],
    ['step_id_duplicate', 'order', undefined, withStep(step('order'))],
    ['step_id_reserved', 'item', undefined, withStep({ id: 'item', name: 'x', position, kind: 'parallel' })],
    ['step_id_invalid', 'Bad', undefined, withStep({ id: 'Bad', name: 'x', position, kind: 'parallel' })],
    ['edge_id_duplicate', undefined, undefined, withEdge({ id: 'e1', from: 'order', port: 'out', to: 'stock' })],
    [
      'note_id_duplicate',
      undefined,
      undefined,
      { ...orderJourney, notes: [...orderJourney.notes, ...orderJourney.notes] },
    ],
    ['edge_end_unknown', 'order', undefined, withEdge({ id: 'x', from: 'order', port: 'out', to: 'gone' })],
    ['edge_into_trigger', 'summary', undefined, withEdge({ id: 'x', from: 'summary', port: 'out', to: 'order' })],
    ['edge_crosses_container', 'order', undefined, withEdge({ id: 'x', from: 'order', port: 'out', to: 'take' })],
    ['edge_duplicate', 'order', undefined, withEdge({ id: 'x', from: 'order', port: 'out', to: 'capture' })],
    ['port_unknown', 'stock', undefined, withEdge({ id: 'x', from: 'stock', port: 'gone', to: 'summary' })],
    ['cycle', 'summary', undefined, withEdge({ id: 'x', from: 'summary', port: 'out', to: 'stock' })],
    ['parent_unknown', 'take', 'parent', without('lines')],
    ['parent_not_container', 'label', 'parent', changed('label', { parent: 'stock' })],
    ['parent_ring', 'take', 'parent', changed('lines', { parent: 'lines' })],
    ['parent_too_deep', 'deep9', 'parent', nested(9)],
    ['trigger_in_container', 'order', 'parent', changed('order', { parent: 'tell' })],
    ['step_unreachable', 'lines', undefined, after({ kind: 'disconnect', edgeIds: ['e5'] })],
    ['case_id_invalid', 'stock', 'cases.0.id', branchOf('error')],
    ['case_id_duplicate', 'stock', 'cases.1.id', branchOf('a', 'a')],
    ['branch_without_cases', 'stock', 'cases', branchOf()],
    ['condition_empty', 'go', 'condition', filterOf({ kind: 'all', of: [] })],
    ['condition_incomplete', 'go', 'condition.right', filterOf({ kind: 'compare', left: one, operator: 'equals' })],
    [
      'condition_incomplete',
      'go',
      'condition.right',
      filterOf({ kind: 'compare', left: one, operator: 'greater', right: text('') }),
    ],
    [
      'condition_incomplete',
      'go',
      'condition.right',
      filterOf({ kind: 'compare', left: one, operator: 'equals', right: { kind: 'constant', value: null } }),
    ],
    [
      'condition_incomplete',
      'go',
      'condition.left',
      filterOf({ kind: 'compare', left: { kind: 'constant', value: null }, operator: 'is_not_empty' }),
    ],
    ['loop_without_list', 'lines', 'list', loopOf({ list: { kind: 'constant', value: [] } })],
    ['concurrency_range', 'lines', 'concurrency', loopOf({ concurrency: 0 })],
    ['wait_invalid', 'restock', 'wait.ms', waitOf({ kind: 'duration', ms: { kind: 'constant', value: 0 } })],
    ['wait_invalid', 'restock', 'wait.at', waitOf({ kind: 'until', at: text('tomorrow') })],
    ['status_range', 'reply', 'status', answerOf(one)],
    ['set_name_empty', 'summary', 'fields. ', input('summary', ' ', one)],
    ['connector_unknown', 'capture', 'connector', action('capture', { connector: 'toString' })],
    ['action_unknown', 'capture', 'action', action('capture', { action: 'valueOf' })],
    ['connection_missing', 'capture', 'connectionId', connection('capture', null)],
    ['connection_unknown', 'capture', 'connectionId', connection('capture', 'con_gone')],
    ['connection_of_other_app', 'capture', 'connectionId', connection('capture', 'con_hubspot')],
    ['input_missing', 'capture', 'input.paymentIntentId', input('capture', 'paymentIntentId', null)],
    [
      'input_missing',
      'label',
      'input.to.fields.city',
      input('label', 'to', { kind: 'object', fields: { name: text('x') } }),
    ],
    ['input_unknown', 'capture', 'input.constructor', input('capture', 'constructor', one)],
    [
      'input_unknown',
      'label',
      'input.to.fields.zip',
      input('label', 'to', { kind: 'object', fields: { name: text('x'), city: text('y'), zip: text('z') } }),
    ],
    ['constant_type', 'capture', 'input.amountCents', input('capture', 'amountCents', text('a lot'))],
    ['constant_type', 'label', 'input.service', input('label', 'service', text('cheap'))],
    [
      'constant_type',
      'contact',
      'input.stage.otherwise',
      input('contact', 'stage', valueMap({ kind: 'value', value: 1 })),
    ],
    ['value_empty', 'mail', 'input.to', input('mail', 'to', text(''))],
    ['value_empty', 'mail', 'input.to', input('mail', 'to', { kind: 'template', parts: [] })],
    [
      'value_map_duplicate',
      'contact',
      'input.stage.entries.1',
      input('contact', 'stage', valueMap({ kind: 'pass' }, 2)),
    ],
    [
      'required_left_out',
      'mail',
      'input.to.ifMissing',
      input('mail', 'to', { kind: 'reference', ref: { from: 'order', path: ['email'] }, ifMissing: { kind: 'omit' } }),
    ],
    ['type_mismatch', 'mail', 'input.to', input('mail', 'to', from('order', 'lines'))],
    ['type_mismatch', 'mail', 'input.to', input('mail', 'to', from('order', 'number'))],
    [
      'type_mismatch',
      'mail',
      'input.text.parts.0',
      input('mail', 'text', { kind: 'template', parts: [{ ref: { from: 'order', path: ['lines'] } }] }),
    ],
    ['reference_path', 'mail', 'input.to', input('mail', 'to', from('order', 'mail'))],
    ['reference_path', 'take', 'input.sku', input('take', 'sku', from('lines', 'item', 'code'))],
    ['reference_path', 'askCard', 'input.text', input('askCard', 'text', from('capture', 'id'))],
    ['type_mismatch', 'mail', 'input.to', input('mail', 'to', { kind: 'object', fields: {} })],
    ['type_mismatch', 'mail', 'input.to', input('mail', 'to', { kind: 'list', of: from('order', 'lines'), each: one })],
    ['expression_empty', 'mail', 'input.to', input('mail', 'to', { kind: 'expression', source: ' ' })],
    ['expression_invalid', 'mail', 'input.to', input('mail', 'to', { kind: 'expression', source: '((' })],
    ['reference_unknown_step', 'mail', 'input.to', input('mail', 'to', from('gone', 'email'))],
    ['reference_itself', 'mail', 'input.to', input('mail', 'to', from('mail', 'email'))],
    ['reference_not_upstream', 'mail', 'input.to', input('mail', 'to', from('contact', 'id'))],
    ['reference_inside_loop', 'mail', 'input.to', input('mail', 'to', from('take', 'available'))],
    ['reference_without_output', 'mail', 'input.to', input('mail', 'to', from('stock'))],
    ['reference_item', 'mail', 'input.to', input('mail', 'to', from('item', 'email'))],
    ['reference_builtin', 'mail', 'input.to', input('mail', 'to', from('run', 'owner'))],
    ['reference_builtin', 'mail', 'input.to', input('mail', 'to', from('workspace', 'variables', 'gone'))],
    ['policy_range', 'capture', 'policy.maxAttempts', policy('capture', { maxAttempts: 21 })],
    ['policy_range', 'capture', 'policy.timeoutMs', policy('capture', { timeoutMs: 1.5 })],
    ['policy_duplicate', 'capture', 'policy.retryOn', policy('capture', { retryOn: ['upstream', 'upstream'] })],
    ['event_unknown', 'order', 'trigger.event', trigger({ ...event(), event: 'toString' })],
    ['connector_unknown', 'order', 'trigger.connector', trigger({ ...event(), connector: 'gone' })],
    ['input_unknown', 'order', 'trigger.params.zone', trigger({ ...event(), params: { zone: 1 } })],
    ['constant_type', 'order', 'trigger.params.minimumCents', trigger({ ...event(), params: { minimumCents: 'ten' } })],
    ['cron_invalid', 'order', 'trigger.schedule.expression', trigger(cron('7', 'Europe/Berlin'))],
    ['cron_invalid', 'order', 'trigger.schedule.expression', trigger(cron(' ', 'Europe/Berlin'))],
    ['time_zone_unknown', 'order', 'trigger.schedule.timeZone', trigger(cron('0 7 * * *', 'Europe/Atlantis'))],
    [
      'interval_range',
      'order',
      'trigger.schedule.everyMs',
      trigger({ type: 'schedule', schedule: { kind: 'interval', everyMs: 1 }, overlap: 'skip', catchUpWindowMs: 0 }),
    ],
    [
      'catch_up_range',
      'order',
      'trigger.catchUpWindowMs',
      trigger({ ...cron('0 7 * * *', 'UTC'), catchUpWindowMs: -1 }),
    ],
    ['webhook_header', 'order', 'trigger.auth.header', trigger(webhook({ kind: 'header', header: 'X Key' }))],
    ['webhook_username', 'order', 'trigger.auth.username', trigger(webhook({ kind: 'basic', username: 'a:b' }))],
    ['deadline_range', 'order', 'trigger.answer.deadlineMs', trigger(webhook({ kind: 'none' }, 600_000))],
    ['form_name_invalid', 'order', 'trigger.form.0.name', trigger(form('a b'))],
    ['form_name_duplicate', 'order', 'trigger.form.1.name', trigger(form('a', 'a'))],
    ['form_choices_missing', 'order', 'trigger.form.0.choices', trigger(form('a'))],
  ])('%s', (code, stepId, field, document) => expectProblem(document, { code, severity: 'error', stepId, field }))
})

describe('a warning', () => {
  it.each<Row>([
    ['flow_empty', undefined, undefined, { ...orderJourney, steps: [step('order')], edges: [] }],
    ['name_missing', 'stock', 'name', after({ kind: 'renameStep', stepId: 'stock', name: ' ' })],
    ['name_duplicate', 'stock', 'name', after({ kind: 'renameStep', stepId: 'stock', name: 'when an order is PAID' })],
    ['connections_mixed', undefined, undefined, connection('order', 'con_live')],
    ['container_empty', 'lines', undefined, after({ kind: 'removeSteps', stepIds: ['take'], heal: true })],
    ['set_empty', 'nothing', undefined, withStep({ id: 'nothing', name: 'x', position, kind: 'set', fields: {} })],
    ['value_map_empty', 'contact', 'input.stage', input('contact', 'stage', valueMap({ kind: 'pass' }, 0))],
    ['reference_path', 'summary', 'fields.x', input('summary', 'x', from('restock', 'when'))],
    ['value_may_be_empty', 'mail', 'input.to', input('mail', 'to', from('order', 'email'))],
    ['reference_path', 'summary', 'fields.x.each', input('summary', 'x', eachLine(from('item', 'code')))],
    ['reference_may_be_empty', 'summary', 'fields.x', input('summary', 'x', from('label', 'labelUrl'))],
    ['expression_step', 'mail', 'input.to', input('mail', 'to', { kind: 'expression', source: 'steps.contact.id' })],
    [
      'unknown_outcome_unset',
      'mail',
      'onUnknown',
      after({ kind: 'setFailureChoices', stepId: 'mail', onUnknown: null }),
    ],
    [
      'retry_not_repeat_safe',
      'mail',
      'policy.retryOn',
      after({
        kind: 'batch',
        operations: [
          { kind: 'setPolicy', stepId: 'mail', policy: { retryOn: ['unknown_outcome'] } },
          { kind: 'setFailureChoices', stepId: 'mail', onUnknown: 'decide' },
        ],
      }),
    ],
    [
      'retries_outlive_key',
      'capture',
      'policy',
      policy('capture', { maxAttempts: 20, initialDelayMs: 3_600_000, backoff: 10, maxDelayMs: 86_400_000 }),
    ],
    ['answer_missing', 'order', 'trigger.answer', trigger(webhook({ kind: 'none' }, 5000))],
    ['answer_unawaited', 'reply', undefined, answerOf({ kind: 'constant', value: 200 })],
    [
      'answer_in_loop',
      'reply',
      undefined,
      withStep({ id: 'reply', name: 'x', position, parent: 'lines', kind: 'answer', status: one, body: one }),
    ],
    [
      'stop_in_container',
      'halt',
      undefined,
      withStep({ id: 'halt', name: 'x', position, parent: 'lines', kind: 'stop', outcome: 'failed' }),
    ],
  ])('%s', (code, stepId, field, document) => expectProblem(document, { code, severity: 'warning', stepId, field }))
})

describe('validate', () => {
  it('finds nothing wrong with the sample, nor with what is right but unusual', () => {
    const gaps = validate(orderJourney, options)
    expect(gaps.map(({ code, stepId, field }) => [code, stepId, field])).toEqual([
      ['value_may_be_empty', 'label', 'input.to.fields.name'],
      ['value_may_be_empty', 'mail', 'input.to'],
    ])
    for (const document of [
      input('mail', 'to', from('order', 'attributes', 'anything', 'at', 'all')),
      input('mail', 'to', { kind: 'template', parts: [{ ref: { from: 'order', path: ['number'] } }] }),
      input('capture', 'amountCents', from('order', 'number')),
      input('summary', 'x', eachLine(from('item', 'sku'))),
      input('summary', 'x', from('workspace', 'currency')),
      input('mail', 'to', from('workspace', 'variables', 'desk')),
      input('mail', 'text', { kind: 'expression', source: '"steps.gone" & steps.order.steps.gone' }),
    ])
      expect(validate(document, options).filter(({ code }) => code !== 'value_may_be_empty')).toEqual([])
  })

  it('asks for one of the fields that an action needs one of, and for no more', () => {
    const { sendgrid } = sampleManifests
    const send = sendgrid?.actions['send']
    if (sendgrid === undefined || send === undefined) throw new Error('the sample has no mail')
    const fields = send.fields.map((field) => ({ ...field, required: false }))
    const mails = { ...send, fields, needsOneOf: [['text', 'subject']] }
    const manifests = { ...sampleManifests, sendgrid: { ...sendgrid, actions: { send: mails } } }
    const found = (document: FlowDocument) =>
      validate(document, { ...options, manifests }).filter(({ severity }) => severity === 'error')
    expect(found(input('mail', 'text', null))).toEqual([])
    const neither = mustApply(input('mail', 'text', null), {
      kind: 'setInput',
      stepId: 'mail',
      field: 'subject',
      mapping: null,
    })
    expect(found(neither)).toMatchObject([{ code: 'input_missing', stepId: 'mail', field: 'input.text' }])
    expect(found(neither)[0]?.message).toContain('Text or Subject')
  })

  it('checks no connections, expressions or times where nothing to check them by is given', () => {
    const broken = input('mail', 'to', { kind: 'expression', source: '((' })
    const found = [broken, connection('capture', 'con_gone')].flatMap((document) =>
      validate(document, { manifests: sampleManifests }),
    )
    expect(found.filter(({ code }) => code !== 'value_may_be_empty')).toEqual([])
  })

  it('never throws, and says of every problem where it is and how to mend it', () => {
    fc.assert(
      fc.property(arbitraryDocument, arbitraryMapping, (document, mapping) => {
        const ids = new Set(document.steps.map(({ id }) => id))
        const [first] = document.steps
        const target =
          first?.kind === 'set'
            ? mustApply(document, { kind: 'setInput', stepId: first.id, field: 'x', mapping })
            : document
        const problems = validate(target, options)
        for (const { code, message, stepId } of problems) {
          expect(code).toMatch(/^[a-z]+(_[a-z]+)+$|^cycle$/)
          expect(message.length).toBeGreaterThan(20)
          if (stepId !== undefined && !code.startsWith('edge_')) expect(ids).toContain(stepId)
        }
        const severities = problems.map(({ severity }) => severity)
        expect(severities).toEqual([...severities].sort())
      }),
      { numRuns: 500, seed: 1 },
    )
  })
})

function expectProblem(
  document: FlowDocument,
  { stepId, field, ...rest }: { code: string; severity: string; stepId: string | undefined; field: string | undefined },
): void {
  const found = validate(document, options).filter((problem) => problem.code === rest.code)
  expect(found).toContainEqual(
    expect.objectContaining({
      ...rest,
      ...(stepId === undefined ? {} : { stepId }),
      ...(field === undefined ? {} : { field }),
    }),
  )
}
