import { describe, expect, it } from 'vitest'
import type { FlowDocument } from './document.ts'
import { sampleManifests } from './samples/manifests.ts'
import { sagaJourney } from './samples/saga-journey.ts'
import {
  call,
  changed,
  fixed,
  from,
  mustApply,
  options,
  order,
  rule,
  runs,
  started,
  withError,
} from './testing/changed-saga.ts'
import { upstream } from './upstream.ts'
import { validate } from './validate.ts'

const webhook = { type: 'webhook', auth: { kind: 'none' }, answer: { kind: 'now' } } as const

describe('an error', () => {
  it.each<[code: string, stepId: string, field: string | undefined, document: FlowDocument]>([
    ['number_range', 'parcels', 'batchSize', changed('parcels', { batchSize: 1001 })],
    ['collect_unknown', 'parcels', 'collect', changed('parcels', { collect: 'charge' })],
    ['collect_unknown', 'parcels', 'collect', changed('parcels', { collect: 'gone' })],
    ['number_range', 'track', 'maxTimes', changed('track', { maxTimes: 0 })],
    ['span_range', 'track', 'delayMs', changed('track', { delayMs: 86_400_001 })],
    ['reference_not_upstream', 'track', 'until.left', changed('track', { until: rule('book', 'entry') })],
    ['join_count', 'first', 'join.count', changed('first', { join: { kind: 'succeeded', count: 3 } })],
    ['span_range', 'first', 'join.timeoutMs', changed('first', { join: { kind: 'all', timeoutMs: 0 } })],
    ['event_unknown', 'again', 'event', changed('again', { event: 'gone' })],
    ['connection_missing', 'again', 'connectionId', changed('again', { connectionId: null })],
    ['match_missing', 'again', 'match.path', changed('again', { match: { path: '', equals: fixed('x') } })],
    ['match_path', 'again', 'match.path', changed('again', { match: { path: 'parcel', equals: fixed('x') } })],
    ['constant_type', 'again', 'match.equals', changed('again', { match: { path: 'id', equals: fixed(1) } })],
    ['span_range', 'again', 'timeoutMs', changed('again', { timeoutMs: 0 })],
    ['span_range', 'again', 'lookBackMs', changed('again', { lookBackMs: -1 })],
    ['value_empty', 'ask', 'question', changed('ask', { question: fixed('') })],
    ['approvers_missing', 'ask', 'approvers', changed('ask', { approvers: { people: [], role: null } })],
    [
      'approver_duplicate',
      'ask',
      'approvers.people',
      changed('ask', { approvers: { people: ['a', 'a'], role: null } }),
    ],
    ['span_range', 'ask', 'deadlineMs', changed('ask', { deadlineMs: 0, remindMs: null })],
    ['reminder_late', 'ask', 'remindMs', changed('ask', { remindMs: 86_400_000 })],
    [
      'form_choices_missing',
      'ask',
      'form.0.choices',
      changed('ask', { form: [{ name: 'a', label: 'A', type: 'choice', required: true }] }),
    ],
    ['flow_missing', 'book', 'flowId', changed('book', { flowId: null })],
    ['flow_unknown', 'book', 'flowId', changed('book', { flowId: 'gone' })],
    ['input_missing', 'book', 'input.number', changed('book', { input: {} })],
    ['input_unknown', 'book', 'input.zone', changed('book', { input: { number: fixed(1), zone: fixed(1) } })],
    ['constant_type', 'book', 'input.number', changed('book', { input: { number: fixed('one') } })],
    [
      'type_mismatch',
      'charge',
      'ifFails.output',
      changed('charge', { ifFails: { kind: 'default', output: from('order', 'lines') } }),
    ],
    [
      'reference_not_upstream',
      'charge',
      'input.amountCents',
      changed('charge', { input: { amountCents: from('ship') } }),
    ],
    ['order_key_missing', 'order', 'runs.order.key', started({ type: 'api' }, null)],
    ['reference_not_upstream', 'order', 'runs.order.key', started({ type: 'api' }, from('ask', 'by'))],
    ['reference_builtin', 'order', 'runs.order.key', started({ type: 'api' }, from('run', 'id'))],
    [
      'reference_builtin',
      'order',
      'runs.gather.key',
      runs({ gather: { kind: 'batch', key: from('run', 'now'), count: 9, withinMs: 1000 } }),
    ],
    [
      'reference_builtin',
      'order',
      'trigger.subject',
      changed('order', { trigger: { ...webhook, subject: from('run', 'startedAt') } }),
    ],
    ['queue_name_empty', 'order', 'runs.order.queue', runs({ order: { ...order, queue: ' ' } })],
    ['number_range', 'order', 'runs.atOnce', runs({ atOnce: 1001 })],
    [
      'number_range',
      'order',
      'runs.gather.count',
      runs({ gather: { kind: 'batch', key: null, count: 0, withinMs: 1000 } }),
    ],
    [
      'span_range',
      'order',
      'runs.gather.withinMs',
      runs({ gather: { kind: 'batch', key: null, count: 9, withinMs: 1 } }),
    ],
    [
      'gather_span',
      'order',
      'runs.gather.longestMs',
      runs({ gather: { kind: 'debounce', key: null, quietMs: 9000, longestMs: 5000 } }),
    ],
    ['form_name_invalid', 'order', 'trigger.input.0.name', started(call('a b'), fixed('x'))],
    ['form_name_duplicate', 'order', 'trigger.input.1.name', started(call('a', 'a'), fixed('x'))],
  ])('%s', (code, stepId, field, document) => {
    expect(validate(document, options)).toContainEqual(
      expect.objectContaining({ code, severity: 'error', stepId, field }),
    )
  })
})

describe('a warning', () => {
  it.each<[code: string, stepId: string, document: FlowDocument]>([
    ['subflow_itself', 'book', changed('book', { flowId: 'saga' })],
    ['undo_without_scope', 'charge', changed('ship', { compensate: false })],
    ['scope_undoes_nothing', 'ship', mustApply({ kind: 'disconnect', edgeIds: ['e3'] })],
    ['if_fails_unused', 'charge', withError(changed('charge', { ifFails: { kind: 'ask' } }))],
    ['container_empty', 'first', mustApply({ kind: 'removeSteps', stepIds: ['again', 'book'], heal: false })],
    ['expression_run', 'order', started({ type: 'api' }, { kind: 'expression', source: 'steps.order.id & run . id' })],
    ['expression_run', 'order', started({ type: 'api' }, { kind: 'expression', source: '$now("[Y]-[M]-[D]")' })],
    ['answer_missing', 'order', started({ ...call('a'), output: call('b').input }, fixed('x'))],
  ])('%s', (code, stepId, document) => {
    expect(validate(document, options)).toContainEqual(expect.objectContaining({ code, severity: 'warning', stepId }))
  })

  it('says of an undo outside of frames when it does run', () => {
    const [warned] = validate(changed('ship', { compensate: false }), options).filter(
      ({ code }) => code === 'undo_without_scope',
    )
    expect(warned?.message).toMatch(
      /^“.+” runs only when somebody cancels the run and asks for it: “.+” stands in no scope/,
    )
  })
})

describe('the way of an approval that nobody answered', () => {
  const late = {
    ...sagaJourney,
    edges: sagaJourney.edges.map((edge) => (edge.id === 'e2' ? { ...edge, port: 'timeout' } : edge)),
  }
  const asked = (path: string, operator: 'equals' | 'is_empty', right?: string): FlowDocument => {
    const until = { kind: 'compare', left: from('ask', path), operator, ...(right && { right: fixed(right) }) }
    return {
      ...late,
      steps: late.steps.map((step) => (step.id === 'track' ? Object.assign({ ...step }, { until }) : step)),
    }
  }

  it('has its answer: that the time was over, and nobody who decided', () => {
    expect(upstream(late, 'ship').find(({ step }) => step.id === 'ask')).toMatchObject({ as: 'output', certain: true })
    for (const document of [asked('decision', 'equals', 'timeout'), asked('by', 'is_empty')])
      expect(validate(document, options).filter(({ stepId }) => stepId === 'track')).toEqual([])
  })

  it('and that of an event that did not come has nothing', () => {
    const edge = { id: 'x', from: 'again', port: 'timeout', to: 'book' }
    const names = upstream({ ...sagaJourney, edges: [...sagaJourney.edges, edge] }, 'book').map(({ step }) => step.id)
    expect(names).not.toContain('again')
  })
})

describe('flows that start on events about the same thing', () => {
  const manifests = structuredClone(sampleManifests)
  const events = manifests['shopify']?.triggers
  if (events?.['orderPaid'] === undefined) throw new Error('the sample has no such event')
  events['orderPaid'].entity = 'order'
  events['orderCancelled'] = events['orderPaid']
  const listens = { connector: 'shopify', event: 'orderCancelled', connectionId: 'con_shopify', order: undefined }
  const cancelled = { id: 'cancelled', name: 'Order cancelled', callable: null }
  const racesOf = (other: object, document: FlowDocument) =>
    validate(document, { ...options, manifests, flows: [...(options.flows ?? []), { ...cancelled, ...other }] }).filter(
      ({ code }) => code === 'order_race',
    )
  const shared = { order: { ...order, queue: 'stock' } }

  it('are pointed out with the queue to name, unless both name the same one', () => {
    expect(racesOf({ listens }, runs({}))).toMatchObject([
      {
        severity: 'warning',
        stepId: 'order',
        field: 'runs.order.queue',
        message: expect.stringMatching(/“Order cancelled” starts on events about the same order, too.*“orders”/),
      },
    ])
    expect(racesOf({ listens: { ...listens, ...shared } }, runs({}))[0]?.message).toContain('“stock”')
    expect(racesOf({ listens }, runs(shared))).toHaveLength(1)
    expect(racesOf({ listens: { ...listens, order: null } }, runs(shared))).toHaveLength(1)
    expect(racesOf({ listens: { ...listens, ...shared } }, runs(shared))).toEqual([])
  })

  it('are left alone where they are another account’s, the flow itself, on the very same events, or off', () => {
    expect(racesOf({ listens: { ...listens, event: 'orderPaid' } }, runs({}))).toEqual([])
    expect(racesOf({ listens: { ...listens, connectionId: 'con_other' } }, runs({}))).toEqual([])
    expect(racesOf({ id: 'saga', listens }, runs({}))).toEqual([])
    expect(racesOf({ listens: null }, runs({}))).toEqual([])
  })
})

describe('somebody who is asked and has left', () => {
  const goneOf = (people: string[], role: string | null) =>
    validate(changed('ask', { approvers: { people, role } }), { ...options, people: [{ id: 'ada' }] }).filter(
      ({ code }) => code === 'approver_gone',
    )

  it('is pointed out, and more so where nobody is left', () => {
    expect(goneOf(['ada'], null)).toEqual([])
    expect(goneOf(['ada', 'bo'], null)).toMatchObject([{ field: 'approvers.people', severity: 'warning' }])
    expect(goneOf(['bo'], 'admin')[0]?.message).toContain('will not be asked')
    expect(goneOf(['bo'], null)[0]?.message).toContain('owners and admins')
  })
})
