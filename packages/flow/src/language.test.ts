import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changesBetween, touchedParts } from './changes/changes.ts'
import { includeChanges } from './changes/include-changes.ts'
import { compile } from './compile.ts'
import { compileStep } from './compile-step.ts'
import { describeStep } from './describe-step.ts'
import type { FlowDocument, Step } from './document.ts'
import { parseDocument } from './document-schema.ts'
import { apply, invert, type Operation } from './operations/operation.ts'
import type { ControlNode } from './plan.ts'
import { readingOrder } from './reading-order.ts'
import { sampleConnections, sampleManifests } from './samples/manifests.ts'
import { sagaFlows, sagaJourney } from './samples/saga-journey.ts'
import { structureProblems } from './structure.ts'
import { arbitraryOperation } from './testing/arbitraries.ts'
import { upToStep } from './up-to-step.ts'
import { upstream, upstreamAfterPass } from './upstream.ts'
import { type ValidateOptions, validate } from './validate.ts'

const options: ValidateOptions = {
  manifests: sampleManifests,
  connections: sampleConnections,
  flows: sagaFlows,
  flowId: 'saga',
}

describe('the whole language', () => {
  it('has nothing wrong with it, is read back unchanged, and compiles to what the scheduler walks', () => {
    expect(parseDocument(sagaJourney)).toEqual({ ok: true, value: sagaJourney })
    expect(validate(sagaJourney, options).filter(({ code }) => code !== 'value_may_be_empty')).toEqual([])
    const { plan } = mustCompile(sagaJourney)
    const nodes = (pick: (node: ControlNode) => unknown) =>
      Object.fromEntries(plan.control.flatMap((node) => (pick(node) === undefined ? [] : [[node.id, pick(node)]])))
    const index = (id: string) => plan.control.findIndex((node) => node.id === id)
    expect(nodes(({ undo }) => undo)).toEqual({ charge: index('giveBack') })
    expect(nodes(({ undoOf }) => undoOf)).toEqual({ giveBack: index('charge') })
    expect(plan.control[index('giveBack')]).toMatchObject({ deps: [], region: index('ship'), lane: 0 })
    expect(index('giveBack')).toBe(index('charge') + 1)
    expect(nodes(({ asksUndo }) => asksUndo)).toEqual({ label: true })
    expect(nodes(({ lane }) => lane)).toEqual({
      charge: 0,
      giveBack: 0,
      parcels: 0,
      excuse: 1,
      count: 2,
      again: 0,
      book: 1,
    })
    expect(nodes(({ scope }) => scope)).toEqual({ ship: { compensates: true, catches: true, always: true } })
    expect(nodes(({ join }) => join)).toEqual({ first: { of: 'ended', need: 1, timeoutMs: 3_600_000, lanes: 2 } })
    expect(nodes(({ repeat }) => repeat)).toEqual({ track: { maxTimes: 5, atLimit: 'go_on', delayMs: 60_000 } })
    expect(nodes(({ collects }) => collects)).toEqual({ parcels: true })
    expect(plan.work[index('parcels')]).toMatchObject({ collect: index('label') })
    expect(plan.work[index('book')]).toMatchObject({
      flowId: 'books',
      fields: [
        { name: 'labels', label: 'Labels', required: false },
        { name: 'number', label: 'Number', required: true },
      ],
    })
  })

  it('gives the same plan however steps and cables are listed', () => {
    const { hash } = mustCompile(sagaJourney)
    const shuffled = <T>(list: T[]) => fc.shuffledSubarray(list, { minLength: list.length })
    fc.assert(
      fc.property(shuffled(sagaJourney.steps), shuffled(sagaJourney.edges), (steps, edges) => {
        expect(mustCompile({ ...sagaJourney, steps, edges }).hash).toBe(hash)
      }),
      { numRuns: 100, seed: 1 },
    )
  })

  it('shows each step what it may read', () => {
    const seen = (stepId: string) =>
      upstream(sagaJourney, stepId).map(
        ({ step, as, certain }) => `${step.id}${as === 'output' ? '' : ` ${as}`}${certain ? '' : '?'}`,
      )
    expect(seen('giveBack')).toEqual(['order', 'ask', 'charge'])
    expect(seen('excuse')).toEqual(['order', 'ask', 'ship error', 'charge?', 'parcels?'])
    expect(seen('count')).toEqual(['order', 'ask', 'charge?', 'parcels?', 'excuse?'])
    expect(seen('track')).toEqual(['order', 'ask', 'charge?', 'parcels?', 'excuse?', 'count'])
    expect(seen('first')).toEqual([...seen('track'), 'look'])
    expect(upstreamAfterPass(sagaJourney, 'track').map(({ step }) => step.id)).toContain('look')
  })

  it('is read in the order it happens: an undo after its step, the lanes one after the other', () => {
    expect(readingOrder(sagaJourney).map(({ id }) => id)).toEqual([
      'order',
      'ask',
      'ship',
      'charge',
      'giveBack',
      'parcels',
      'label',
      'excuse',
      'count',
      'track',
      'look',
      'first',
      'again',
      'book',
    ])
  })

  it('says in words what each step does', () => {
    const words = Object.fromEntries(
      sagaJourney.steps.map((step) => [
        step.id,
        describeStep(
          { document: sagaJourney, step },
          { manifests: sampleManifests, flows: sagaFlows, people: [{ id: 'ada', name: 'Ada' }] },
        ),
      ]),
    )
    expect(words).toMatchObject({
      ask: 'Asks Ada or an operator to approve',
      ship: 'Tries; undoes what was done when it fails',
      track: 'Again until Number is at least 1, at most 5 times',
      first: 'All at once; goes on when one lane has ended, within 1 h',
      again: 'Waits for “Order is paid” where Id is When an order is paid › Id',
      book: 'Runs “Book an order” and waits for what it gives',
    })
  })

  it('can be tried up to any step, and each step by itself', () => {
    for (const { id } of sagaJourney.steps) {
      expect(errorsOf(upToStep(sagaJourney, id))).toEqual([])
      expect(compileStep(sagaJourney, id, options)).toMatchObject({ ok: true })
    }
  })
})

describe('changing it', () => {
  it('takes a step to another lane with what undoes it, and cuts the cables that would cross', () => {
    const moved = mustApply({ kind: 'setParent', stepId: 'charge', parent: 'ship', lane: 'catch' })
    expect(moved.steps.filter(({ lane }) => lane === 'catch').map(({ id }) => id)).toEqual([
      'charge',
      'giveBack',
      'excuse',
    ])
    expect(moved.edges.map(({ id }) => id)).toEqual(['e1', 'e2', 'e3', 'e5', 'e6'])
  })

  it('removes and copies a step with what undoes it', () => {
    const gone = mustApply({ kind: 'removeSteps', stepIds: ['charge'], heal: true })
    expect(gone.steps.map(({ id }) => id)).not.toContain('giveBack')
    const copied = mustApply({
      kind: 'duplicateSteps',
      copies: [{ stepId: 'charge', newId: 'again2' }],
      offset: { x: 1, y: 1 },
    })
    expect(copied.edges).toContainEqual({ id: 'e32', from: 'again2', port: 'undo', to: 'giveBack2' })
  })

  it('is undone, and told change by change; any choice of changes hangs together', () => {
    const operations = fc.array(arbitraryOperation, { maxLength: 5 })
    fc.assert(
      fc.property(
        operations,
        fc.array(localOperation, { maxLength: 3 }),
        fc.infiniteStream(fc.boolean()),
        (some, more, coins) => {
          let draft = sagaJourney
          for (const operation of [...some, ...more]) {
            const next = apply(draft, operation)
            if (!next.ok) continue
            const undone = apply(next.value, invert(draft, operation))
            expect(undone).toEqual({ ok: true, value: draft })
            draft = next.value
          }
          const context = { manifests: sampleManifests, connections: [] }
          const changes = changesBetween(sagaJourney, draft, context)
          expect(changes.length > 0).toBe(touchedParts(sagaJourney, draft).length > 0)
          const wished = changes.filter(() => coins.next().value === true).flatMap(({ id, needs }) => [id, ...needs])
          const part = includeChanges(sagaJourney, draft, [...new Set(wished)])
          expect(part.ok ? structureProblems(part.value) : part).toEqual([])
        },
      ),
      { numRuns: 300, seed: 4 },
    )
  }, 60_000)

  it.each<[string, Operation]>([
    ['edge_crosses_lane', connect('charge', 'out', 'excuse')],
    ['undo_not_action', connect('parcels', 'undo', 'count')],
    ['undo_not_alone', connect('giveBack', 'out', 'parcels')],
    ['undo_duplicate', connect('charge', 'undo', 'parcels')],
    ['lane_without_scope', { kind: 'setParent', stepId: 'book', parent: 'first', lane: 'catch' }],
    ['lane_without_scope', { kind: 'setParent', stepId: 'ask', parent: null, lane: 'finally' }],
  ])('refuses with %s', (code, operation) => {
    const applied = apply(sagaJourney, operation)
    expect(applied.ok ? [] : [applied.error.code, ...codesOf(operation)]).toContain(code)
  })
})

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
    ['answer_missing', 'order', started({ ...call('a'), output: call('b').input }, fixed('x'))],
  ])('%s', (code, stepId, document) => {
    expect(validate(document, options)).toContainEqual(expect.objectContaining({ code, severity: 'warning', stepId }))
  })
})

/** Operations on what only this sample has. */
const localOperation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    kind: fc.constant('setParent' as const),
    stepId: fc.constantFrom('charge', 'giveBack', 'parcels', 'excuse', 'count', 'look'),
    parent: fc.constantFrom('ship', 'first', 'track', null),
    lane: fc.constantFrom('catch' as const, 'finally' as const, null, undefined),
  }),
  fc.record({
    kind: fc.constant('placeSteps' as const),
    places: fc.array(
      fc.record({
        stepId: fc.constantFrom('charge', 'excuse', 'book', 'ship'),
        parent: fc.constantFrom('ship', 'first', null),
        lane: fc.constantFrom('catch' as const, null),
        position: fc.constant({ x: 7, y: 7 }),
      }),
      { maxLength: 2 },
    ),
  }),
  fc.record({
    kind: fc.constant('removeSteps' as const),
    stepIds: fc.tuple(fc.constantFrom('charge', 'giveBack', 'ship', 'label', 'first')),
    heal: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('connect' as const),
    edge: fc.record({
      id: fc.constantFrom('x1', 'x2'),
      from: fc.constantFrom('charge', 'parcels', 'giveBack', 'excuse', 'label'),
      port: fc.constantFrom('out', 'undo', 'error'),
      to: fc.constantFrom('giveBack', 'parcels', 'charge'),
    }),
  }),
  fc.record({ kind: fc.constant('disconnect' as const), edgeIds: fc.tuple(fc.constantFrom('e3', 'e4', 'e5')) }),
  fc.constant({
    kind: 'setSettings' as const,
    stepId: 'parcels',
    settings: { kind: 'loop' as const, collect: null, batchSize: 5 },
  }),
)

const order = { key: null, queue: null, whenOpen: 'queue', olderVersion: 'skip' } as const
const fixed = (value: string | number) => ({ kind: 'constant', value }) as const
const from = (step: string, ...path: string[]) => ({ kind: 'reference', ref: { from: step, path } }) as const
const rule = (...path: [string, string]) =>
  ({ kind: 'compare', left: from(...path), operator: 'is_not_empty' }) as const

function changed(id: string, settings: object): FlowDocument {
  const steps = sagaJourney.steps.map((step): Step => (step.id === id ? { ...step, ...settings } : step))
  return { ...sagaJourney, steps }
}

function runs(rules: object): FlowDocument {
  return changed('order', { runs: rules })
}

function started(trigger: object, key: object | null): FlowDocument {
  return changed('order', { trigger, runs: { order: { ...order, key } } })
}

function call(...names: string[]) {
  const input = names.map((name) => ({ name, label: name, type: 'text' as const, required: true }))
  return { type: 'call' as const, input, output: [] }
}

function connect(start: string, port: string, to: string): Operation {
  return { kind: 'connect', edge: { id: 'x', from: start, port, to } }
}

function withError(document: FlowDocument): FlowDocument {
  return { ...document, edges: [...document.edges, { id: 'x', from: 'charge', port: 'error', to: 'parcels' }] }
}

function codesOf(operation: Operation): string[] {
  if (operation.kind !== 'connect') return []
  return structureProblems({ ...sagaJourney, edges: [...sagaJourney.edges, operation.edge] }).map(({ code }) => code)
}

function mustApply(operation: Operation): FlowDocument {
  const applied = apply(sagaJourney, operation)
  if (!applied.ok) throw new Error(applied.error.message)
  return applied.value
}

function mustCompile(document: FlowDocument) {
  const compiled = compile(document, options)
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join(' '))
  return compiled.value
}

const errorsOf = (document: FlowDocument) => validate(document, options).filter(({ severity }) => severity === 'error')
