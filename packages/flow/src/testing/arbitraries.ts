import fc from 'fast-check'
import type { Edge, FlowDocument, Join, RunRules, Step } from '../document.ts'
import type { Json } from '../json.ts'
import type { Condition, IfMissing, Mapping } from '../mapping.ts'
import type { Operation } from '../operations/operation.ts'
import { orderJourney } from '../samples/order-journey.ts'

/** Few ids, so that what is made at random meets what is there: the sample's, some free ones, some that may not be. */
const stepId = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...orderJourney.steps.map(({ id }) => id)) },
  { weight: 3, arbitrary: fc.constantFrom('s1', 's2', 's3', 's4') },
  { weight: 1, arbitrary: fc.constantFrom('item', 'run', 'Bad id', 'constructor', '__proto__', 'gone') },
)
const newStepId = fc.constantFrom('s1', 's2', 's3', 's4')
const edgeId = fc.oneof(fc.constantFrom(...orderJourney.edges.map(({ id }) => id)), fc.constantFrom('x1', 'x2', 'x3'))
const noteId = fc.constantFrom('n1', 'n2', 'n3')
const portId = fc.constantFrom(
  'out',
  'error',
  'undo',
  'timeout',
  'approved',
  'otherwise',
  'inStock',
  'noAddress',
  'caseA',
  'constructor',
)
const words = fc.constantFrom('', 'Tell them', 'When an order is paid', 'Ünïcode — long enough to be a sentence')
const key = fc.constantFrom(
  'to',
  'subject',
  'text',
  'email',
  'lines',
  'item',
  'index',
  'number',
  'constructor',
  '__proto__',
)
const json: fc.Arbitrary<Json> = fc.constantFrom<Json[]>(
  null,
  '',
  'text',
  0,
  -0,
  1.5,
  true,
  [],
  [1, 'a'],
  {},
  { a: [null] },
)
const position = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) })

const ifMissing: fc.Arbitrary<IfMissing> = fc.oneof(
  fc.constantFrom<IfMissing[]>({ kind: 'error' }, { kind: 'omit' }),
  fc.record({ kind: fc.constant('value'), value: json }),
)
const reference = fc.record({
  from: fc.oneof(stepId, fc.constantFrom('item', 'run', 'workspace')),
  path: fc.array(fc.oneof(key, fc.nat({ max: 2 })), { maxLength: 3 }),
})
const source = fc.constantFrom(
  '',
  'steps.order.number + 1',
  '$sum(steps.gone.lines)',
  '"steps.order"',
  '((',
  '/* steps.x',
)

const { mapping, condition } = fc.letrec<{ mapping: Mapping; condition: Condition }>((tie) => ({
  mapping: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ kind: fc.constant('constant'), value: json }),
    fc.record({ kind: fc.constant('reference'), ref: reference, ifMissing }, { requiredKeys: ['kind', 'ref'] }),
    fc.record({ kind: fc.constant('expression'), source }),
    fc.record({
      kind: fc.constant('template'),
      parts: fc.array(fc.oneof(fc.record({ text: words }), fc.record({ ref: reference })), { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('valueMap'),
      of: tie('mapping'),
      entries: fc.array(fc.record({ when: fc.constantFrom('a', 1, true, null), to: json }), { maxLength: 3 }),
      otherwise: fc.oneof(fc.constantFrom({ kind: 'pass' as const }, { kind: 'error' as const })),
    }),
    fc.record(
      { kind: fc.constant('list'), of: tie('mapping'), keep: tie('condition'), each: tie('mapping') },
      { requiredKeys: ['kind', 'of', 'each'] },
    ),
    fc.record({ kind: fc.constant('object'), fields: fc.dictionary(key, tie('mapping'), { maxKeys: 2 }) }),
  ),
  condition: fc.oneof(
    { maxDepth: 3 },
    fc.record(
      {
        kind: fc.constant('compare'),
        left: tie('mapping'),
        operator: fc.constantFrom('equals', 'at_least', 'is_empty', 'is_true'),
        right: tie('mapping'),
      },
      { requiredKeys: ['kind', 'left', 'operator'] },
    ),
    fc.record({ kind: fc.constantFrom('all', 'any'), of: fc.array(tie('condition'), { maxLength: 2 }) }),
    fc.record({ kind: fc.constant('not'), of: tie('condition') }),
  ),
}))

export { condition as arbitraryCondition, mapping as arbitraryMapping }

const cases = fc.array(
  fc.record({ id: fc.constantFrom('caseA', 'caseB', 'inStock', 'error'), label: words, condition }),
  {
    maxLength: 3,
  },
)
const wait = fc.oneof(
  fc.record({ kind: fc.constant('duration' as const), ms: mapping }),
  fc.record({ kind: fc.constant('until' as const), at: mapping }),
)
const trigger = fc.oneof(
  fc.record({
    type: fc.constant('event' as const),
    connector: fc.constantFrom('shopify', 'toString'),
    event: fc.constantFrom('orderPaid', 'valueOf'),
    connectionId: fc.constantFrom('con_shopify', null),
    params: fc.dictionary(key, json, { maxKeys: 2 }),
  }),
  fc.record({
    type: fc.constant('webhook' as const),
    auth: fc.constant({ kind: 'none' as const }),
    answer: fc.constant({ kind: 'flow' as const, deadlineMs: 5000 }),
    subject: mapping,
  }),
  fc.constant({ type: 'api' as const }),
  fc.record({ type: fc.constant('call' as const), input: callFields(), output: callFields() }),
)

function callFields() {
  const type = fc.constantFrom('text' as const, 'number' as const, 'json' as const)
  return fc.array(fc.record({ name: key, label: words, type, required: fc.boolean() }), { maxLength: 2 })
}

const span = fc.constantFrom(-1, 0, 1.5, 5000, 60_000, 1e12)
const eventKey = fc.option(mapping)
const runs: fc.Arbitrary<RunRules> = fc.record(
  {
    order: fc.option(
      fc.record({
        key: eventKey,
        queue: fc.option(words),
        whenOpen: fc.constantFrom('queue' as const, 'replace' as const, 'drop' as const),
        olderVersion: fc.constantFrom('skip' as const, 'run' as const),
      }),
    ),
    gather: fc.oneof(
      fc.record({ kind: fc.constant('debounce' as const), key: eventKey, quietMs: span, longestMs: span }),
      fc.record({ kind: fc.constant('batch' as const), key: eventKey, count: fc.nat({ max: 3 }), withinMs: span }),
    ),
    atOnce: fc.constantFrom(0, 1, 1.5, 5000),
  },
  { requiredKeys: [] },
)
const policy = fc.record(
  { maxAttempts: fc.integer({ min: -1, max: 30 }), backoff: fc.constantFrom(0, 1, 2, 1e300), timeoutMs: fc.nat() },
  { requiredKeys: [] },
)

const ifFails = fc.oneof(
  fc.constant({ kind: 'ask' as const }),
  fc.record({ kind: fc.constant('default' as const), output: mapping }),
)
const withoutUndo = fc.constantFrom('ask' as const, 'leave' as const)
const form = fc.array(
  fc.record({
    name: key,
    label: words,
    type: fc.constantFrom('text' as const, 'choice' as const),
    required: fc.boolean(),
  }),
  { maxLength: 2 },
)
const join: fc.Arbitrary<Join> = fc.oneof(
  fc.record({ kind: fc.constantFrom('all' as const, 'any' as const), timeoutMs: span }, { requiredKeys: ['kind'] }),
  fc.record(
    { kind: fc.constant('succeeded' as const), count: fc.constantFrom(0, 1, 2), timeoutMs: span },
    { requiredKeys: ['kind', 'count'] },
  ),
)
const repeatParts = {
  kind: fc.constant('repeat' as const),
  until: condition,
  maxTimes: fc.constantFrom(0, 1, 5, 1.5),
  delayMs: span,
  atLimit: fc.constantFrom('fail' as const, 'go_on' as const),
}
const scopeParts = { kind: fc.constant('scope' as const), compensate: fc.boolean() }
const eventParts = {
  kind: fc.constant('event' as const),
  connector: fc.constantFrom('shopify', 'toString'),
  event: fc.constantFrom('orderPaid', 'valueOf'),
  connectionId: fc.constantFrom('con_shopify', null),
  params: fc.dictionary(key, json, { maxKeys: 1 }),
  match: fc.record({ path: fc.constantFrom('', 'id', 'lines.0.sku', 'gone'), equals: mapping }),
  timeoutMs: span,
  lookBackMs: span,
}
const approvalParts = {
  kind: fc.constant('approval' as const),
  question: mapping,
  facts: fc.array(fc.record({ label: words, value: mapping }), { maxLength: 2 }),
  approvers: fc.record({
    people: fc.array(fc.constantFrom('ada', 'bo'), { maxLength: 2 }),
    role: fc.constantFrom('admin' as const, null),
  }),
  form,
  deadlineMs: span,
  remindMs: fc.option(span),
}
const subflowParts = {
  kind: fc.constant('subflow' as const),
  flowId: fc.constantFrom('refund', 'gone', null),
  versionId: fc.constantFrom('v1', null),
  mode: fc.constantFrom('wait' as const, 'start' as const),
  input: fc.dictionary(key, mapping, { maxKeys: 2 }),
}

const lane = fc.constantFrom('catch' as const, 'finally' as const, undefined)
const base = { id: stepId, name: words, position, parent: stepId, lane, note: words }
const common = { requiredKeys: ['id', 'name', 'position', 'kind'] as const }

function keysOf<T extends object>(parts: T): (keyof T)[] {
  const keys: (keyof T)[] = []
  for (const name in parts) keys.push(name)
  return keys
}

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record(
    { ...base, kind: fc.constant('trigger'), trigger, runs },
    { requiredKeys: [...common.requiredKeys, 'trigger'] },
  ),
  fc.record(
    {
      ...base,
      kind: fc.constant('action'),
      connector: fc.constantFrom('shopify', 'sendgrid', 'text', 'constructor'),
      action: fc.constantFrom('send', 'slug', 'getOrder', 'hasOwnProperty'),
      connectionId: fc.constantFrom(null, 'con_shopify', 'con_sendgrid', 'con_gone'),
      input: fc.dictionary(key, mapping, { maxKeys: 3 }),
      policy,
      ifFails,
      withoutUndo,
    },
    { requiredKeys: [...common.requiredKeys, 'connector', 'action', 'connectionId', 'input'] },
  ),
  fc.record(
    { ...base, kind: fc.constant('branch'), cases, otherwiseLabel: words },
    { requiredKeys: [...common.requiredKeys, 'cases', 'otherwiseLabel'] },
  ),
  fc.record(
    { ...base, kind: fc.constant('filter'), condition },
    { requiredKeys: [...common.requiredKeys, 'condition'] },
  ),
  fc.record(
    { ...base, kind: fc.constant('set'), fields: fc.dictionary(key, mapping, { maxKeys: 3 }) },
    { requiredKeys: [...common.requiredKeys, 'fields'] },
  ),
  fc.record(
    {
      ...base,
      kind: fc.constant('loop'),
      list: mapping,
      concurrency: fc.constantFrom(0, 1, 4, 1.5),
      onItemError: fc.constantFrom('stop', 'continue'),
      batchSize: fc.constantFrom(0, 1, 20),
      collect: stepId,
    },
    { requiredKeys: [...common.requiredKeys, 'list', 'concurrency', 'onItemError'] },
  ),
  fc.record({ ...base, kind: fc.constant('parallel'), join }, { requiredKeys: [...common.requiredKeys] }),
  fc.record({ ...base, ...repeatParts }, { requiredKeys: ['id', 'name', 'position', ...keysOf(repeatParts)] }),
  fc.record({ ...base, ...scopeParts }, { requiredKeys: ['id', 'name', 'position', ...keysOf(scopeParts)] }),
  fc.record({ ...base, ...eventParts }, { requiredKeys: ['id', 'name', 'position', ...keysOf(eventParts)] }),
  fc.record({ ...base, ...approvalParts }, { requiredKeys: ['id', 'name', 'position', ...keysOf(approvalParts)] }),
  fc.record({ ...base, ...subflowParts }, { requiredKeys: ['id', 'name', 'position', ...keysOf(subflowParts)] }),
  fc.record({ ...base, kind: fc.constant('wait'), wait }, { requiredKeys: [...common.requiredKeys, 'wait'] }),
  fc.record(
    { ...base, kind: fc.constant('answer'), status: mapping, body: mapping },
    { requiredKeys: [...common.requiredKeys, 'status', 'body'] },
  ),
  fc.record(
    { ...base, kind: fc.constant('stop'), outcome: fc.constantFrom('succeeded', 'failed'), message: mapping },
    { requiredKeys: [...common.requiredKeys, 'outcome'] },
  ),
)

/** One that can be added to the sample as it is, on the canvas. */
const newStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ id: newStepId, name: words, position, kind: fc.constant('parallel') }),
  fc.record({ id: newStepId, name: words, position, kind: fc.constant('filter'), condition }),
  fc.record({ id: newStepId, name: words, position, ...scopeParts }),
  step,
)

const edge: fc.Arbitrary<Edge> = fc.record({ id: edgeId, from: stepId, port: portId, to: stepId })
/** One that often fits the sample. */
const newEdge: fc.Arbitrary<Edge> = fc.record({
  id: fc.constantFrom('x1', 'x2', 'x3'),
  from: fc.constantFrom('order', 'capture', 'lines', 'contact'),
  port: fc.constantFrom('out', 'error', 'undo'),
  to: fc.constantFrom('label', 'tell', 'summary', 'mail'),
})
const note = fc.record({ id: noteId, text: words, position, size: fc.constant({ width: 200, height: 80 }) })

/** Any document of the right shape, sense or none. */
export const arbitraryDocument: fc.Arbitrary<FlowDocument> = fc.record({
  schemaVersion: fc.constant(1),
  steps: fc.array(step, { maxLength: 10 }),
  edges: fc.array(edge, { maxLength: 14 }),
  notes: fc.array(note, { maxLength: 2 }),
})

const loopSettings = fc.record(
  {
    kind: fc.constant('loop' as const),
    list: mapping,
    concurrency: fc.constantFrom(0, 2),
    batchSize: fc.constantFrom(null, 5),
    collect: fc.constantFrom(null, 'take', 's1'),
  },
  { requiredKeys: ['kind'] },
)
const parallelSettings = fc.record(
  { kind: fc.constant('parallel' as const), join: fc.option(join) },
  { requiredKeys: ['kind'] },
)
const settings = fc.oneof(
  fc.record({ kind: fc.constant('branch' as const), cases, otherwiseLabel: words }, { requiredKeys: ['kind'] }),
  fc.record({ kind: fc.constant('filter' as const), condition }, { requiredKeys: ['kind'] }),
  loopSettings,
  parallelSettings,
  fc.record(repeatParts, { requiredKeys: ['kind'] }),
  fc.record(scopeParts, { requiredKeys: ['kind'] }),
  fc.record(eventParts, { requiredKeys: ['kind'] }),
  fc.record(approvalParts, { requiredKeys: ['kind'] }),
  fc.record(subflowParts, { requiredKeys: ['kind'] }),
  fc.record({ kind: fc.constant('wait' as const), wait }, { requiredKeys: ['kind'] }),
  fc.record(
    { kind: fc.constant('stop' as const), outcome: fc.constantFrom('failed' as const), message: fc.option(mapping) },
    { requiredKeys: ['kind'] },
  ),
  fc.record(
    { kind: fc.constant('action' as const), action: fc.constantFrom('send', 'gone') },
    { requiredKeys: ['kind'] },
  ),
)

const single: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant('addStep'), step: newStep }),
  fc.record({ kind: fc.constant('addStepOnEdge'), step: newStep, edgeId, newEdgeId: edgeId }),
  fc.record({
    kind: fc.constant('removeSteps'),
    stepIds: fc.array(stepId, { minLength: 1, maxLength: 3 }),
    heal: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('renameStep'), stepId, name: words }),
  fc.record({ kind: fc.constant('moveSteps'), moves: fc.array(fc.record({ stepId, position }), { maxLength: 3 }) }),
  fc.record(
    { kind: fc.constant('setParent'), stepId, parent: fc.option(stepId), lane: fc.constantFrom(null, 'catch') },
    { requiredKeys: ['kind', 'stepId', 'parent'] },
  ),
  fc.record({
    kind: fc.constant('placeSteps'),
    places: fc.array(fc.record({ stepId, position, parent: fc.constantFrom(null, 'lines', 'tell', 'order') }), {
      maxLength: 3,
    }),
  }),
  fc.record({ kind: fc.constant('setStepNote'), stepId, note: fc.option(words) }),
  fc.record({ kind: fc.constant('setOutputSchema'), stepId, outputSchema: fc.option(fc.constant({ type: 'string' })) }),
  fc.record({
    kind: fc.constant('duplicateSteps'),
    copies: fc.array(fc.record({ stepId, newId: newStepId }), { minLength: 1, maxLength: 3 }),
    offset: position,
  }),
  fc.record({ kind: fc.constant('connect'), edge: fc.oneof(edge, newEdge) }),
  fc.record({ kind: fc.constant('disconnect'), edgeIds: fc.array(edgeId, { maxLength: 2 }) }),
  fc.record(
    { kind: fc.constant('reconnect'), edgeId, from: stepId, port: portId, to: stepId },
    { requiredKeys: ['kind', 'edgeId'] },
  ),
  fc.record({
    kind: fc.constant('addFragment'),
    fragment: fc.record({
      steps: fc.uniqueArray(newStep, { maxLength: 2, selector: ({ id }) => id }),
      edges: fc.array(edge, { maxLength: 1 }),
      notes: fc.array(note, { maxLength: 1 }),
    }),
  }),
  fc.record({ kind: fc.constant('setInput'), stepId, field: key, mapping: fc.option(mapping) }),
  fc.record({ kind: fc.constant('setSettings'), stepId, settings }),
  fc.record({ kind: fc.constant('setSettings'), stepId: fc.constant('lines'), settings: loopSettings }),
  fc.record({ kind: fc.constant('setSettings'), stepId: fc.constant('tell'), settings: parallelSettings }),
  fc.record({ kind: fc.constant('setConnection'), stepId, connectionId: fc.constantFrom(null, 'con_shopify') }),
  fc.record({ kind: fc.constant('setPolicy'), stepId, policy: fc.option(policy) }),
  fc.record(
    { kind: fc.constant('setFailureChoices'), stepId, onUnknown: fc.constantFrom(null, 'decide', 'may_repeat') },
    { requiredKeys: ['kind', 'stepId'] },
  ),
  fc.record({ kind: fc.constant('setIfFails'), stepId, ifFails: fc.option(ifFails) }),
  fc.record({ kind: fc.constant('setWithoutUndo'), stepId, withoutUndo: fc.option(withoutUndo) }),
  fc.record({ kind: fc.constant('setTrigger'), stepId, trigger }),
  fc.record({ kind: fc.constant('setTriggerRules'), stepId: fc.constantFrom('order', 's1'), runs: fc.option(runs) }),
  fc.record({ kind: fc.constant('addNote'), note }),
  fc.record({ kind: fc.constant('editNote'), noteId, text: words, position }, { requiredKeys: ['kind', 'noteId'] }),
  fc.record({ kind: fc.constant('removeNote'), noteId }),
)

/** Any operation of the right shape on a document like the sample; many cannot be applied. */
export const arbitraryOperation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 8, arbitrary: single },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('batch'), operations: fc.array(single, { maxLength: 3 }) }),
  },
)
