import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from './compile.ts'
import type { FlowDocument, Step } from './document.ts'
import { apply, type Operation } from './operations/operation.ts'
import type { Plan } from './plan.ts'
import { planHash } from './plan-hash.ts'
import { sampleConnections, sampleManifests } from './samples/manifests.ts'
import { orderJourney } from './samples/order-journey.ts'
import { arbitraryDocument, arbitraryOperation } from './testing/arbitraries.ts'

const options = { manifests: sampleManifests, connections: sampleConnections }

describe('compile', () => {
  it('gives the same plan however steps, cables and keys are listed', () => {
    const expected = mustCompile(orderJourney)
    const shuffled = fc.tuple(shuffle(orderJourney.steps), shuffle(orderJourney.edges))
    fc.assert(
      fc.property(shuffled, ([steps, edges]) => {
        const compiled = mustCompile(reverseKeys({ ...orderJourney, steps, edges }))
        expect(compiled.hash).toBe(expected.hash)
        expect(compiled.plan).toEqual(expected.plan)
      }),
      { numRuns: 100, seed: 1 },
    )
  })

  it('gives a plan that can be walked for whatever it accepts, and problems for the rest', () => {
    let accepted = 0
    fc.assert(
      fc.property(fc.array(arbitraryOperation, { maxLength: 4 }), (operations) => {
        const compiled = compile(operations.reduce(applyIfPossible, orderJourney), options)
        if (compiled.ok) {
          accepted += 1
          expectWalkable(compiled.value.plan)
        } else expect(compiled.error.some(({ severity }) => severity === 'error')).toBe(true)
      }),
      { numRuns: 300, seed: 2 },
    )
    expect(accepted).toBeGreaterThan(50)
  })

  it('never throws', () => {
    fc.assert(
      fc.property(arbitraryDocument, (document) => {
        const compiled = compile(document, { manifests: sampleManifests })
        if (compiled.ok) expectWalkable(compiled.value.plan)
        else
          for (const { code, message } of compiled.error)
            expect([code, message]).toEqual([expect.stringMatching(/^[a-z_]+$/), expect.stringMatching(/[.…]$/)])
      }),
      { numRuns: 500, seed: 3 },
    )
  })

  it('has a hash that survives a database, ignores positions and notes, and sees names', () => {
    const { plan, hash } = mustCompile(orderJourney)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(planHash(JSON.parse(JSON.stringify(plan)))).toBe(hash)
    const looks: Operation[] = [
      { kind: 'moveSteps', moves: [{ stepId: 'stock', position: { x: 900, y: 1 } }] },
      { kind: 'setStepNote', stepId: 'stock', note: 'Look here' },
      { kind: 'removeNote', noteId: 'n1' },
    ]
    expect(mustCompile(looks.reduce(applyIfPossible, orderJourney)).hash).toBe(hash)
    expect(
      mustCompile(applyIfPossible(orderJourney, { kind: 'renameStep', stepId: 'stock', name: 'x' })).hash,
    ).not.toBe(hash)
  })

  it('places each step by what it is and how it may be repeated', () => {
    const { plan } = mustCompile(orderJourney)
    const activities = plan.control.filter(({ mode }) => mode === 'activity').map(({ id }) => id)
    expect(activities.sort()).toEqual(['askCard', 'label', 'mail'])
    expect(nodeOf(plan, 'capture')).toMatchObject({ catches: true, region: null, timeoutMs: 10_000 })
    expect(nodeOf(plan, 'label')).toMatchObject({ timeoutMs: 60_000 })
    expect(nodeOf(plan, 'lines')).toMatchObject({ concurrency: 4, onItemError: 'continue' })
    expect(nodeOf(plan, 'take').region).toBe(plan.control.findIndex(({ id }) => id === 'lines'))
    expect(
      nodeOf(plan, 'summary')
        .deps.map(({ node }) => plan.control[node]?.id)
        .sort(),
    ).toEqual(['restock', 'tell'])
  })

  it('fills in how actions are tried, by their effect', () => {
    const { plan } = mustCompile(orderJourney)
    const safe = ['rate_limited', 'unknown_outcome', 'upstream']
    expect(workOf(plan, 'capture')).toMatchObject({
      policy: { maxAttempts: 4, initialDelayMs: 2000, backoff: 3, maxDelayMs: 600_000, retryOn: safe },
      onUnknown: 'decide',
      onAuthFailure: 'fail',
    })
    expect(workOf(plan, 'contact')).toMatchObject({ policy: { maxAttempts: 6, retryOn: safe }, onAuthFailure: 'wait' })
    expect(workOf(plan, 'mail')).toMatchObject({
      policy: { maxAttempts: 3, retryOn: ['rate_limited', 'upstream'] },
      onUnknown: 'may_repeat',
      fields: [
        { name: 'to', label: 'To', required: true },
        { name: 'subject', label: 'Subject', required: true },
        { name: 'text', label: 'Text', required: true },
      ],
    })
  })

  it('marks what only a list can fill, for an expression may give one value in place of a list of one', () => {
    const manifests = structuredClone(sampleManifests)
    const fields = manifests['easypost']?.actions['buyLabel']?.fields ?? []
    fields.push({ name: 'tags', label: 'Tags', type: 'list', required: false })
    const tagged = applyIfPossible(orderJourney, {
      kind: 'setInput',
      stepId: 'label',
      field: 'tags',
      mapping: { kind: 'expression', source: 'steps.order.lines.sku' },
    })
    const compiled = compile(tagged, { ...options, manifests })
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.error))
    const { work } = compiled.value.plan
    const lists = work.flatMap((node) => (node.kind === 'action' ? node.fields.filter(({ list }) => list) : []))
    expect(lists.map(({ name }) => name)).toEqual(['tags'])
  })

  it('runs a quick and safe step on its own when one try of it may take long', () => {
    const patient = applyIfPossible(orderJourney, {
      kind: 'setPolicy',
      stepId: 'contact',
      policy: { timeoutMs: 120_000 },
    })
    expect(nodeOf(mustCompile(patient).plan, 'contact').mode).toBe('activity')
  })
})

function expectWalkable({ control, work }: Plan): void {
  expect(work.map(({ kind }) => kind)).toEqual(control.map(({ kind }) => kind))
  expect(control[0]?.kind).toBe('trigger')
  control.forEach(({ deps, region, undo, undoOf }, index) => {
    if (undo !== undefined) expect(control[undo]).toMatchObject({ undoOf: index, region, deps: [] })
    for (const { node } of deps) {
      expect(node).toBeLessThan(index)
      expect(control[node]?.region).toBe(region)
    }
    if (region !== null) {
      expect(region).toBeLessThan(index)
      expect(control[region]?.kind).toMatch(/loop|repeat|parallel|scope/)
    } else expect(deps.length > 0 || index === 0 || undoOf !== undefined).toBe(true)
  })
}

function mustCompile(document: FlowDocument) {
  const compiled = compile(document, options)
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join(' '))
  return compiled.value
}

function applyIfPossible(document: FlowDocument, operation: Operation): FlowDocument {
  const applied = apply(document, operation)
  return applied.ok ? applied.value : document
}

function nodeOf(plan: Plan, id: string) {
  const node = plan.control.find((one) => one.id === id)
  if (node === undefined) throw new Error(`The plan has no ${id}.`)
  return node
}

function workOf(plan: Plan, id: Step['id']) {
  return plan.work[plan.control.findIndex((one) => one.id === id)]
}

function shuffle<T>(list: T[]) {
  return fc.shuffledSubarray(list, { minLength: list.length })
}

/** What a database may do to a document: the same values, other order of keys. */
function reverseKeys<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).reverse())
      : inner,
  )
}
