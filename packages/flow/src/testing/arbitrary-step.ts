import fc from 'fast-check'
import type { Join, RunRules, Step } from '../document.ts'
import { condition, json, key, mapping, position, stepId, words } from './arbitrary-values.ts'

export const cases = fc.array(
  fc.record({ id: fc.constantFrom('caseA', 'caseB', 'inStock', 'error'), label: words, condition }),
  {
    maxLength: 3,
  },
)
export const wait = fc.oneof(
  fc.record({ kind: fc.constant('duration' as const), ms: mapping }),
  fc.record({ kind: fc.constant('until' as const), at: mapping }),
)
export const trigger = fc.oneof(
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
export const runs: fc.Arbitrary<RunRules> = fc.record(
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
export const policy = fc.record(
  { maxAttempts: fc.integer({ min: -1, max: 30 }), backoff: fc.constantFrom(0, 1, 2, 1e300), timeoutMs: fc.nat() },
  { requiredKeys: [] },
)

export const ifFails = fc.oneof(
  fc.constant({ kind: 'ask' as const }),
  fc.record({ kind: fc.constant('default' as const), output: mapping }),
)
export const withoutUndo = fc.constantFrom('ask' as const, 'leave' as const)
const form = fc.array(
  fc.record({
    name: key,
    label: words,
    type: fc.constantFrom('text' as const, 'choice' as const),
    required: fc.boolean(),
  }),
  { maxLength: 2 },
)
export const join: fc.Arbitrary<Join> = fc.oneof(
  fc.record({ kind: fc.constantFrom('all' as const, 'any' as const), timeoutMs: span }, { requiredKeys: ['kind'] }),
  fc.record(
    { kind: fc.constant('succeeded' as const), count: fc.constantFrom(0, 1, 2), timeoutMs: span },
    { requiredKeys: ['kind', 'count'] },
  ),
)
export const repeatParts = {
  kind: fc.constant('repeat' as const),
  until: condition,
  maxTimes: fc.constantFrom(0, 1, 5, 1.5),
  delayMs: span,
  atLimit: fc.constantFrom('fail' as const, 'go_on' as const),
}
export const scopeParts = { kind: fc.constant('scope' as const), compensate: fc.boolean() }
export const eventParts = {
  kind: fc.constant('event' as const),
  connector: fc.constantFrom('shopify', 'toString'),
  event: fc.constantFrom('orderPaid', 'valueOf'),
  connectionId: fc.constantFrom('con_shopify', null),
  params: fc.dictionary(key, json, { maxKeys: 1 }),
  match: fc.record({ path: fc.constantFrom('', 'id', 'lines.0.sku', 'gone'), equals: mapping }),
  timeoutMs: span,
  lookBackMs: span,
}
export const approvalParts = {
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
export const subflowParts = {
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

/** Any step of the right shape, sense or none. */
export const step: fc.Arbitrary<Step> = fc.oneof(
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
