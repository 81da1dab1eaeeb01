import fc from 'fast-check'
import type { Edge, FlowDocument, Step } from '../document.ts'
import type { Operation } from '../operations/operation.ts'
import {
  approvalParts,
  cases,
  eventParts,
  ifFails,
  join,
  policy,
  repeatParts,
  runs,
  scopeParts,
  step,
  subflowParts,
  trigger,
  wait,
  withoutUndo,
} from './arbitrary-step.ts'
import {
  condition,
  edgeId,
  key,
  mapping,
  newStepId,
  noteId,
  portId,
  position,
  stepId,
  words,
} from './arbitrary-values.ts'

export { condition as arbitraryCondition, mapping as arbitraryMapping }

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
