import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '../canonical-json.ts'
import { compile } from '../compile.ts'
import type { FlowDocument, Step } from '../document.ts'
import { parseDocument } from '../document-schema.ts'
import { apply, type Operation } from '../operations/operation.ts'
import { sampleManifests } from '../samples/manifests.ts'
import { orderJourney } from '../samples/order-journey.ts'
import { structureProblems } from '../structure.ts'
import { arbitraryOperation } from '../testing/arbitraries.ts'
import { changesBetween, touchedParts } from './changes.ts'
import { includeChanges } from './include-changes.ts'

const context = { manifests: sampleManifests, connections: [{ id: 'con_sendgrid', name: 'Sandbox mail' }] }

const drafted = (...operations: Operation[]): FlowDocument => {
  const applied = apply(orderJourney, { kind: 'batch', operations })
  if (!applied.ok) throw new Error(applied.error.message)
  return applied.value
}

const told = (draft: FlowDocument, live: FlowDocument | null = orderJourney) =>
  changesBetween(live, draft, context).map(({ stepName, kind, now, before }) => [stepName, kind, now, before])

const included = (draft: FlowDocument, ids: readonly string[], live: FlowDocument | null = orderJourney) => {
  const result = includeChanges(live, draft, ids)
  if (!result.ok) throw new Error(`unknown: ${result.error.unknown.join()}`)
  return result.value
}

const position = { x: 0, y: 0 }
const from = (step: string, ...path: string[]) => ({ kind: 'reference' as const, ref: { from: step, path } })

test('a changed field says where its value comes from now, and from where before', () => {
  const draft = drafted(
    { kind: 'setInput', stepId: 'mail', field: 'to', mapping: from('order', 'shippingAddress', 'email') },
    { kind: 'setPolicy', stepId: 'mail', policy: { maxAttempts: 2, timeoutMs: 20_000 } },
    { kind: 'renameStep', stepId: 'mail', name: 'Write to the customer' },
  )
  expect(told(draft)).toMatchInlineSnapshot(`
    [
      [
        "Write to the customer",
        "changed",
        "It is called “Write to the customer”",
        "“E-mail the tracking link”",
      ],
      [
        "Write to the customer",
        "changed",
        "To comes from When an order is paid › Shipping address › Email",
        "When an order is paid › Email",
      ],
      [
        "Write to the customer",
        "changed",
        "It is tried up to 2 times; first again after 2 s, then 3 × as long each time, up to 10 min; 20 s for each try",
        "up to 3 times; first again after 2 s, then 3 × as long each time, up to 10 min; 10 s for each try",
      ],
    ]
  `)
})

test('a new step comes with its cables, and one that goes takes them along', () => {
  const edge = orderJourney.edges.find(({ from }) => from === 'order')
  if (edge === undefined) throw new Error('the sample has changed')
  const added: Step = {
    id: 'big',
    name: 'Is it a big order?',
    position,
    kind: 'filter',
    condition: { kind: 'all', of: [] },
  }
  const draft = drafted(
    { kind: 'addStepOnEdge', step: added, edgeId: edge.id, newEdgeId: 'fresh' },
    { kind: 'removeSteps', stepIds: ['summary'], heal: true },
  )
  const changes = changesBetween(orderJourney, draft, context)
  expect(changes.map(({ id, kind }) => [id, kind])).toEqual([
    ['step:big', 'new'],
    ['step:summary', 'gone'],
  ])
  expect(changes[0]?.parts.length).toBe(4)
})

test('a mapping that reads a new step, and a cable between two new ones, need those steps', () => {
  const note: Step = {
    id: 'note',
    name: 'Note the total',
    position,
    kind: 'set',
    fields: { total: from('order', 'total') },
  }
  const wait: Step = {
    id: 'pause',
    name: 'Wait',
    position,
    kind: 'wait',
    wait: { kind: 'duration', ms: { kind: 'constant', value: 1000 } },
  }
  const draft = drafted(
    { kind: 'addStep', step: note },
    { kind: 'addStep', step: wait },
    { kind: 'connect', edge: { id: 'n1', from: 'order', port: 'out', to: 'note' } },
    { kind: 'connect', edge: { id: 'n2', from: 'note', port: 'out', to: 'pause' } },
    { kind: 'setInput', stepId: 'mail', field: 'subject', mapping: from('note', 'total') },
  )
  const needs = new Map(changesBetween(orderJourney, draft, context).map((change) => [change.id, change.needs]))
  expect(Object.fromEntries(needs)).toEqual({
    'step:note': [],
    'step:pause': ['step:note'],
    'step:mail:input.subject': ['step:note'],
  })
})

test('a plug put elsewhere is one change; both of its ends told', () => {
  const edge = orderJourney.edges.find(({ from }) => from === 'restock')
  if (edge === undefined) throw new Error('the sample has changed')
  const draft = drafted({ kind: 'disconnect', edgeIds: [edge.id] }, { kind: 'connect', edge: { ...edge, to: 'tell' } })
  const changes = changesBetween(orderJourney, draft, context)
  expect(changes.map(({ kind, now, before }) => [kind, now, before])).toMatchInlineSnapshot(`
    [
      [
        "changed",
        "Leads to “Tell everybody”",
        "“Sum it up”",
      ],
    ]
  `)
})

test('before the first publishing everything is new, and all of it makes the draft', () => {
  const changes = changesBetween(null, orderJourney, context)
  expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['new']))
  expect(
    included(
      orderJourney,
      changes.map(({ id }) => id),
      null,
    ),
  ).toEqual(orderJourney)
})

test('an id of no change is given back', () => {
  expect(includeChanges(orderJourney, orderJourney, ['step:gone'])).toEqual({
    ok: false,
    error: { unknown: ['step:gone'] },
  })
})

test('an operation touches the parts it changes and no others', () => {
  const draft = drafted({ kind: 'setInput', stepId: 'mail', field: 'subject', mapping: null })
  expect(touchedParts(orderJourney, draft)).toEqual(['step:mail:input.subject'])
  expect(touchedParts(orderJourney, orderJourney)).toEqual([])
})

/** Lists by id and cables by their ends: their order, and what a cable is called, say nothing. */
const essence = (document: FlowDocument) =>
  canonicalJson({
    steps: [...document.steps].sort((a, b) => (a.id < b.id ? -1 : 1)),
    edges: document.edges.map(({ from, port, to }) => `${from}/${port}/${to}`).sort(),
    notes: [...document.notes].sort((a, b) => (a.id < b.id ? -1 : 1)),
  })

const arbitrarySides = fc
  .tuple(fc.array(arbitraryOperation, { maxLength: 8 }), fc.array(arbitraryOperation, { maxLength: 8 }))
  .map(([first, second]) => {
    const live = applyAll(orderJourney, first)
    return { live: stored(live), draft: stored(applyAll(live, second)) }
  })
  .filter(({ live, draft }) => structureProblems(live).length + structureProblems(draft).length === 0)

/** As the network and the database give it. */
function stored(document: FlowDocument): FlowDocument {
  const read = parseDocument(document)
  return read.ok ? read.value : orderJourney
}

function applyAll(document: FlowDocument, operations: readonly Operation[]): FlowDocument {
  return operations.reduce((current, operation) => {
    const applied = apply(current, operation)
    return applied.ok ? applied.value : current
  }, document)
}

test('all changes make the draft, none the live version', () => {
  fc.assert(
    fc.property(arbitrarySides, ({ live, draft }) => {
      const ids = changesBetween(live, draft, context).map(({ id }) => id)
      expect(included(draft, ids, live)).toEqual(draft)
      expect(essence(included(draft, [], live))).toBe(essence(live))
    }),
    { numRuns: 300, seed: 1 },
  )
}, 60_000)

test('any choice with what it needs hangs together, and what was left out is what is left to publish', () => {
  fc.assert(
    fc.property(arbitrarySides, fc.infiniteStream(fc.boolean()), ({ live, draft }, coins) => {
      const changes = changesBetween(live, draft, context)
      const wished = changes.filter(() => coins.next().value === true)
      const chosen = new Set(wished.flatMap(({ id, needs }) => [id, ...needs]))
      const published = included(draft, [...chosen], live)
      expect(structureProblems(published)).toEqual([])
      expect(parseDocument(published).ok).toBe(true)
      const left = changesBetween(published, draft, context).flatMap(({ parts }) => parts)
      const out = changes.filter(({ id }) => !chosen.has(id)).flatMap(({ parts }) => parts)
      expect(new Set(left)).toEqual(new Set(out))
    }),
    { numRuns: 500, seed: 2 },
  )
}, 60_000)

test('a part of the changes that was sound can be compiled', () => {
  const draft = drafted(
    { kind: 'setInput', stepId: 'mail', field: 'subject', mapping: { kind: 'constant', value: 'On its way' } },
    { kind: 'setInput', stepId: 'mail', field: 'to', mapping: null },
  )
  const options = {
    manifests: sampleManifests,
    checkCron: () => null,
    checkExpression: () => null,
  }
  const live = compile(orderJourney, options)
  const part = compile(included(draft, ['step:mail:input.subject']), options)
  expect([live.ok, part.ok]).toEqual([true, true])
  expect(compile(draft, options).ok).toBe(false)
})
